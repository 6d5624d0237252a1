// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

/// Judges whether a container can be logged in to.
package enum SSHInContainerCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "ssh-in-container", title: "SSH server in a container", severity: .medium, layer: .workload,
        rationale: """
            A login server in a container is a second way in, with keys and passwords that Kubernetes neither knows \
            nor audits, and one more program to keep patched.
            """,
        attack: """
            A leaked key or a guessed password gives a shell inside the cluster's network that no audit log of the API \
            server shows.
            """,
        rule: """
            Fires once per container with a TCP `containerPort` 22 or 2222, or whose `command` or `args` run sshd or \
            dropbear.
            """,
        fix: "Remove the server. Use kubectl exec or an ephemeral container, which are authorised and audited.",
        mappings: Mappings(
            mitre: ["T1133", "MS-TA9010"], owasp: ["K01"],
            peers: [.kubescape: ["C-0042"], .kubeLinter: ["ssh-port"]]),
        references: [
            "https://microsoft.github.io/Threat-Matrix-for-Kubernetes/techniques/SSH%20server%20running%20inside%20container/"
        ],
        examples: [
            .violating(
                "the port", at: ["spec.containers[0].ports[0].containerPort"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - name: web
                    image: nginx
                    ports:
                    - containerPort: 22
                """),
            .violating(
                "the program", at: ["spec.containers[0].args[0]"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - name: web
                    image: nginx
                    command: [sh, -c]
                    args: ["/usr/sbin/sshd -D & exec nginx"]
                """),
            .compliant(
                "a web server",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - name: web
                    image: nginx
                    args: [--ssh-known-hosts=/etc/ssh/known_hosts]
                    ports:
                    - containerPort: 8080
                    - {containerPort: 22, protocol: UDP}
                """),
        ])

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        for container in workload.containers {
            guard let (field, what) = server(container) else { continue }
            findings.add(
                "container \"\(container.name)\" \(what)", Subject(workload, container), Evidence(field),
                remediation: Remediation(
                    "remove the SSH server and use kubectl exec or an ephemeral container", .review))
        }
    }

    private static func server(_ container: Container) -> (Node, String)? {
        for port in container.node["ports"]?.elements ?? Node.Elements.none {
            guard let field = port["containerPort"], let number = field.integer, number == 22 || number == 2222 else {
                continue
            }
            if let transport = port["protocol"], !transport.equals("TCP"), !transport.isNull { continue }
            return (field, "offers SSH: port \(number)")
        }
        for program in ["sshd", "dropbear"] {
            if let entry = container.commandEntry(running: program) { return (entry, "runs \(program)") }
        }
        return nil
    }
}
