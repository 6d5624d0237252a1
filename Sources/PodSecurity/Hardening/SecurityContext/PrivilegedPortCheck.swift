// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

/// Judges whether a program needs a right to open its port.
package enum PrivilegedPortCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "privileged-port", title: "Port below 1024", severity: .low, layer: .workload,
        rationale: """
            A port below 1024 needs root or `NET_BIND_SERVICE` where the runtime does not lower the limit. It is a \
            common reason why a program that needs nothing else runs as root.
            """,
        attack: "The right that was given for the port is there for the intruder too.",
        rule: """
            Fires once per container with a `containerPort` below 1024, or below what the pod sets \
            `net.ipv4.ip_unprivileged_port_start` to, unless the container is known not to run as root: it opens the \
            port without. Port 22 is reported by `ssh-in-container`. Silent with a user namespace in effect \
            (`hostUsers: false`, v1.33 or newer), where root is nobody on the node, and on Windows.
            """,
        fix: "Let the program listen on a port above 1023, for example 8080; the Service can keep port 80.",
        mappings: Mappings(owasp: ["K01"], peers: [.trivy: ["KSV-0117"], .kubeLinter: ["privileged-ports"]]),
        references: ["ip(7): ip_unprivileged_port_start"],
        examples: [
            .violating(
                "port 80 by an image that may run as root", at: ["spec.containers[0].ports[0].containerPort"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - name: web
                    image: nginx
                    ports:
                    - containerPort: 80
                    - containerPort: 443
                """),
            .compliant(
                "a high port",
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
                "not root, so the port needs no right here",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  securityContext: {runAsNonRoot: true}
                  containers:
                  - {name: web, image: nginx, ports: [{containerPort: 80}]}
                """),
            .compliant(
                "root of a user namespace is nobody on the node",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  hostUsers: false
                  containers:
                  - {name: web, image: nginx, ports: [{containerPort: 80}]}
                """),
            .compliant(
                "the pod lowers the limit",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  securityContext: {sysctls: [{name: net.ipv4.ip_unprivileged_port_start, value: "80"}]}
                  containers:
                  - {name: web, image: nginx, ports: [{containerPort: 80}]}
                """),
        ])

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        if workload.mapsUsers(context) { return }
        for container in workload.linuxContainers where container.node["ports"] != nil {
            if workload.runAsUser(of: container).isNonRoot { continue }
            let ports = container.privilegedPorts(firstUnprivileged: workload.firstUnprivilegedPort)
                .filter { $0.number != 22 }
            guard !ports.isEmpty else { continue }
            var seen: Set<Int64> = []
            let distinct = ports.filter { seen.insert($0.number).inserted }
            let numbers = distinct.map { String($0.number) }.joined(separator: ", ")
            findings.add(
                "container \"\(container.name)\" listens on \(distinct.count == 1 ? "port" : "ports") \(numbers), below 1024",
                Subject(workload, container), ports.map { Evidence($0.node) },
                remediation: Remediation(
                    "let the program listen above 1023 and map the port in the Service", .review))
        }
    }
}
