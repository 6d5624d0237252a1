// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

/// Judges whether a container takes a port of the node.
package enum HostPortCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "host-port", title: "Port of the node", severity: .medium, layer: .workload,
        rationale: """
            A `hostPort` opens the container on an address of the node, past Services and, with many network plug-ins, \
            past network policies. It also keeps a second copy of the pod off the node.
            """,
        attack: "Who reaches a node reaches the container, from outside too when the node has a public address.",
        rule: """
            Fires once per container with a `ports[*].hostPort` other than 0, initial containers included. Low when \
            all of them have `hostIP` 127.0.0.1 or ::1. Silent with `hostNetwork: true`, where every port is the \
            node's anyway and `host-network` says so.
            """,
        fix: """
            Remove `hostPort` and publish the port by a Service; for a port on every node, a Service of type NodePort \
            or a load balancer.
            """,
        mappings: Mappings(
            pss: "baseline", cis: ["5.2.12"], nsa: ["Kubernetes Pod security: Pod security enforcement"],
            owasp: ["K01"],
            peers: [
                .trivy: ["KSV-0024"], .checkov: ["CKV_K8S_26"], .kubescape: ["C-0044"], .polaris: ["hostPortSet"],
            ]),
        references: ["https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline"],
        examples: [
            .violating(
                "two ports of one container", at: ["spec.containers[0].ports[0].hostPort"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - name: web
                    image: nginx
                    ports:
                    - {containerPort: 8080, hostPort: 80}
                    - {containerPort: 8443, hostPort: 443}
                """),
            .violating(
                "a sidecar, on the loopback address", at: ["spec.initContainers[0].ports[0].hostPort"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  initContainers:
                  - name: proxy
                    image: envoy
                    restartPolicy: Always
                    ports: [{containerPort: 15000, hostPort: 15000, hostIP: 127.0.0.1}]
                  containers:
                  - {name: web, image: nginx}
                """),
            .compliant(
                "a port of the pod",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - name: web
                    image: nginx
                    ports:
                    - containerPort: 8080
                """),
            .compliant(
                "the node's network is a fact of its own",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  hostNetwork: true
                  containers:
                  - {name: web, image: nginx, ports: [{containerPort: 8080, hostPort: 8080}]}
                """),
        ])

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        if workload.isOn("hostNetwork") { return }
        for container in workload.containers {
            let ports = (container.node["ports"]?.elements ?? Node.Elements.none).filter {
                ($0["hostPort"]?.integer ?? 0) != 0
            }
            let fields = ports.compactMap { $0["hostPort"] }
            guard !fields.isEmpty else { continue }
            let numbers = fields.map(\.scalarText).joined(separator: ", ")
            let isServed = ServiceSelection.selects(workload, in: context)
            findings.add(
                "container \"\(container.name)\" takes \(fields.count == 1 ? "port" : "ports") \(numbers) of the node",
                Subject(workload, container), fields.map { Evidence($0) },
                severity: ports.allSatisfy(isLoopback) ? .low : nil,
                remediation: Remediation(
                    isServed
                        ? "remove hostPort: a Service already publishes the pod"
                        : "remove hostPort and publish the port by a Service",
                    isServed ? .safe : .review, ports.flatMap(edits)))
        }
    }

    private static func isLoopback(_ port: Node) -> Bool {
        guard let address = port["hostIP"]?.scalarText else { return false }
        return address.hasPrefix("127.") || address == "::1"
    }

    private static func edits(_ port: Node) -> [Edit] {
        [port["hostPort"], port["hostIP"]].compactMap { $0 }.map { Edit.remove($0) }
    }
}
