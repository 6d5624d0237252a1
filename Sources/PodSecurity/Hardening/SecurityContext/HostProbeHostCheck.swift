// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

/// Judges whether the kubelet is sent to another host.
package enum HostProbeHostCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "host-probe-host", title: "Probe or hook of another host", severity: .medium, layer: .workload,
        rationale: """
            Probes and lifecycle hooks are made by the kubelet, from the node's network. With a `host` of their own \
            the author of a pod lets the kubelet call any address, as often as he likes.
            """,
        attack: """
            A user who may create pods calls services that trust the node: its loopback address, the metadata service \
            of the cloud, or hosts that no network policy lets the pod reach.
            """,
        rule: """
            Fires once per container with a non-empty `host` under `httpGet` or `tcpSocket` of a liveness, readiness \
            or startup probe or of a postStart or preStop hook. Low with `hostNetwork: true` and the loopback address, \
            which is how control plane pods probe themselves.
            """,
        fix:
            "Remove `host`: the kubelet then calls the pod itself. A name for the Host header goes into `httpHeaders`.",
        mappings: Mappings(
            pss: "baseline", nsa: ["Kubernetes Pod security: Pod security enforcement"], mitre: ["T1090"],
            owasp: ["K01"]),
        references: [
            "https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline", "KEP-4940",
        ],
        examples: [
            .violating(
                "the metadata service by a probe", at: ["spec.containers[0].livenessProbe.httpGet.host"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - name: web
                    image: nginx
                    livenessProbe:
                      httpGet:
                        host: 169.254.169.254
                        path: /latest/meta-data
                        port: 80
                """),
            .violating(
                "a hook", at: ["spec.containers[0].lifecycle.preStop.httpGet.host"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - name: web
                    image: nginx
                    lifecycle: {preStop: {httpGet: {host: registry.example.com, path: /bye, port: 80}}}
                """),
            .compliant(
                "the pod itself, with a Host header",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - name: web
                    image: nginx
                    readinessProbe:
                      httpGet:
                        host: ""
                        path: /ready
                        port: 8080
                        httpHeaders:
                        - {name: Host, value: shop.example.com}
                """),
        ])

    private static let probes: [StaticString] = ["livenessProbe", "readinessProbe", "startupProbe"]
    private static let hooks: [StaticString] = ["postStart", "preStop"]

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        for container in workload.containers {
            var hosts = probes.flatMap { hostFields(of: container.node[$0]) }
            if let lifecycle = container.node["lifecycle"] {
                hosts += hooks.flatMap { hostFields(of: lifecycle[$0]) }
            }
            guard !hosts.isEmpty else { continue }
            let isOwn = workload.isOn("hostNetwork") && hosts.allSatisfy { isLoopback($0) }
            let isForeign = !workload.isOn("hostNetwork") && !hosts.contains { isLoopback($0) }
            let message =
                "container \"\(container.name)\" sends the kubelet to host \(Wording.quoted(hosts.map(\.scalarText)))"
            findings.add(
                message, Subject(workload, container), hosts.map { Evidence($0) }, severity: isOwn ? .low : nil,
                remediation: Remediation(
                    "remove host, so that the kubelet calls the pod itself", isForeign ? .safe : .review,
                    hosts.map { Edit.remove($0) }))
        }
    }

    private static func hostFields(of handler: Node?) -> [Node] {
        [handler?["httpGet"]?["host"], handler?["tcpSocket"]?["host"]].compactMap { $0 }
            .filter { !$0.scalarText.isEmpty && !$0.isNull }
    }

    private static func isLoopback(_ host: Node) -> Bool {
        let text = host.scalarText
        return text == "localhost" || text == "::1" || text.hasPrefix("127.")
    }
}
