// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

/// Judges whether a container starts by becoming root.
package enum SudoEntrypointCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "sudo-entrypoint", title: "sudo in the entry point", severity: .medium, layer: .workload,
        rationale: """
            A container that calls sudo carries a setuid program and a configuration that makes an ordinary user root, \
            so not running as root means nothing.
            """,
        attack: "An intruder runs sudo as the program does, and is root.",
        rule: """
            Fires once per container whose `command` or `args` run sudo: as the program itself or as a command of a \
            shell script in them. A file name or an option that contains the word does not count.
            """,
        fix: """
            Do what needs root when the image is built or in an initial container of its own, and remove sudo from the \
            image.
            """,
        mappings: Mappings(mitre: ["T1548.003"], owasp: ["K01"], peers: [.kubescape: ["C-0062"]]),
        references: ["sudo(8)"],
        examples: [
            .violating(
                "in a script", at: ["spec.containers[0].args[0]"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - name: web
                    image: web
                    command: ["sh", "-c"]
                    args:
                    - |
                      mkdir -p /run/web && sudo chown web /run/web
                      exec web
                """),
            .violating(
                "as the program", at: ["spec.initContainers[0].command[0]"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  initContainers:
                  - {name: setup, image: web, command: [/usr/bin/sudo, sysctl, -p]}
                  containers:
                  - {name: web, image: web}
                """),
            .compliant(
                "only a word",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - name: web
                    image: web
                    command: ["sh", "-c"]
                    args:
                    - |
                      # no sudo here
                      exec web --group sudo --file /etc/sudoers
                """),
        ])

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        for container in workload.containers {
            guard let entry = container.commandEntry(running: "sudo") else { continue }
            findings.add(
                "container \"\(container.name)\" runs sudo", Subject(workload, container), Evidence(entry),
                remediation: Remediation(
                    "do the privileged step when the image is built or in an initial container, without sudo", .review))
        }
    }
}
