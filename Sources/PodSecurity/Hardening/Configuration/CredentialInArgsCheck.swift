// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum CredentialInArgsCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "credential-in-args", title: "Credential on a command line", severity: .high, layer: .workload,
        rationale: """
            Command lines are no secret: every process of the pod and of the node sees them in the process list, and \
            they stand in the manifest, in events and in logs.
            """,
        attack: "Listing processes (`ps`, /proc) or reading the Pod object is enough to get the credential.",
        rule: """
            Fires for an element of `command` or `args`, or of a command that a probe or a lifecycle hook runs, that \
            has the form of a known credential or sets a flag or variable whose name announces one \
            (`--password=…`, `--token …`, `API_KEY=…`) to a literal. References such as `$(VAR)`, file paths and \
            stand-ins do not count.
            """,
        fix: "Change the credential, mount it as a file and give the program the file's path.",
        mappings: Mappings(nsa: ["Secrets"], mitre: ["T1552", "MS-TA9027"], owasp: ["K03"]),
        references: ["https://kubernetes.io/docs/concepts/configuration/secret/"],
        examples: [
            .violating(
                "flags with a value, flags with the next word, shell text",
                at: ["spec.containers[0].args[0]", "spec.containers[0].args[2]", "spec.containers[1].command[2]"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - name: web
                    image: nginx
                    args: [--db-password=hunter2, --token, f3a91bc0d7e24518]
                  - name: job
                    image: app
                    command: [sh, -c, "PGPASSWORD=hunter2 psql -h db"]
                """),
            .compliant(
                "references and files",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - name: web
                    image: nginx
                    args: [--db-password=$(DB_PASSWORD), --token-file=/run/token, --token, "$(TOKEN)", --token-ttl=15m]
                  - name: job
                    image: app
                    command: [sh, -c, 'PGPASSWORD="$PASSWORD" psql -h db']
                """),
        ], ignoresConfinement: true)

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        for container in workload.containers {
            visitCommands(container.node) { judge($0, container, workload, &findings) }
        }
    }

    private static func visitCommands(_ container: Node, _ visit: (Node) -> Void) {
        func visitHook(_ hook: Node?) {
            if let list = hook?["exec"]?["command"] { visit(list) }
        }
        if let list = container["command"] { visit(list) }
        if let list = container["args"] { visit(list) }
        visitHook(container["livenessProbe"])
        visitHook(container["readinessProbe"])
        visitHook(container["startupProbe"])
        guard let lifecycle = container["lifecycle"] else { return }
        visitHook(lifecycle["postStart"])
        visitHook(lifecycle["preStop"])
    }

    private static func judge(
        _ list: Node, _ container: Container, _ workload: Workload, _ findings: inout FindingCollector
    ) {
        var flag: String?
        for element in list.elements where element.isScalar {
            let signs = CredentialSigns(in: element)
            var what = signs.format?.name
            let pending = flag
            flag = nil
            if what == nil, pending == nil, !signs.mayAnnounce { continue }
            let text = element.scalarText
            if what == nil, let pending, !text.hasPrefix("-"), isCredential(pending, text) {
                what = "a literal value for \"\(pending)\""
            }
            if what == nil { what = assignment(text) }
            if text.hasPrefix("-"), !text.contains("="), !text.contains(" ") { flag = text }
            guard let what else { continue }
            findings.add(
                "container \"\(container.name)\" has \(what) on a command line", Subject(workload, container),
                .redacted(element),
                remediation: Remediation(
                    "pass the credential in a file mounted from a Secret, and change it: it is known", .review))
        }
    }

    /// The first `name=value` of a word or of a shell text that sets a credential; and `--name value` inside a text.
    private static func assignment(_ text: String) -> String? {
        guard text.utf8.count <= 100_000 else { return nil }
        var flag: String?
        let isText = text.contains { $0.isWhitespace }
        for word in text.split(whereSeparator: { $0.isWhitespace || $0 == ";" || $0 == "&" || $0 == "|" }) {
            if isText, let name = flag, !word.hasPrefix("-"), isCredential(name, String(word)) {
                return "a literal value for \"\(name)\""
            }
            flag = nil
            guard let equals = word.firstIndex(of: "=") else {
                if word.hasPrefix("--") { flag = String(word) }
                continue
            }
            let name = String(word[..<equals])
            if name.utf8.count <= 60, isCredential(name, String(word[word.index(after: equals)...])) {
                return "a literal value for \"\(name)\""
            }
        }
        return nil
    }

    private static func isCredential(_ name: String, _ value: String) -> Bool {
        guard let kind = CredentialName.kind(name) else { return false }
        if value.contains("$") || value.contains("`") { return false }
        return CredentialValue.isLiteral(value, kind)
    }
}
