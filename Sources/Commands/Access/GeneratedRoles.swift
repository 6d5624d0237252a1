// SPDX-License-Identifier: Apache-2.0

internal import AccessControl
internal import Cluster
internal import Documents
internal import Findings

/// The roles that a log shows to be needed, written down and read again as a cluster would.
struct GeneratedRoles {
    private let generation: RoleGeneration
    private let window: [String]
    /// The objects' documents, each with the separator before it.
    private let text: String
    private let inventory: Inventory

    init(_ generation: RoleGeneration, window: [String]) {
        self.generation = generation
        self.window = window
        var text = ""
        for object in generation.subjects.lazy.flatMap(\.objects) {
            text += "---\n"
            for line in YAMLText().block(object, column: 0) { text += line + "\n" }
        }
        self.text = text
        inventory = Inventory(documents: [Document.parse(Array(text.utf8), name: "generated.yaml")])
    }

    /// How many requests that the log shows as allowed these roles would deny.
    func denials(_ usage: AuditUsage, known: Authorizer, where isWanted: (String) -> Bool) -> Int {
        Authorizer(inventory, builtIns: .omitted).denials(replaying: usage, known: known) { isWanted($0.user) }
    }

    var yaml: String {
        let escalations = escalations
        var head = "# Roles with what an audit log shows in use.\n"
        for line in window { head += "# \(line)\n" }
        for subject in generation.subjects {
            let noun = subject.events == 1 ? "request" : "requests"
            head += "#\n# \(Self.comment(subject.user)): \(subject.events) \(noun)\n"
            for remark in subject.remarks { head += "#   \(Self.comment(remark))\n" }
            for message in escalations[subject.user] ?? [] {
                head += "#   still an escalation: \(Self.comment(message))\n"
            }
        }
        if !generation.denied.isEmpty {
            head += "#\n# Denied, and not granted here:\n"
            for line in generation.denied { head += "#   \(Self.comment(line))\n" }
        }
        return head + text
    }

    /// A text from the log as part of one comment line: what YAML 1.1 takes for a line break must not end it.
    private static func comment(_ text: String) -> String {
        String(String.UnicodeScalarView(text.displayed.unicodeScalars.map { breaks.contains($0) ? " " : $0 }))
    }

    private static let breaks: Set<Unicode.Scalar> = ["\n", "\u{2028}", "\u{2029}"]

    /// What the roles still let each user do beyond their rights.
    private var escalations: [String: [String]] {
        let result = Runner(checks: EscalationRegistry.all).run(Context(inventory: inventory))
        var messages: [String: [String]] = [:]
        for finding in result.findings where finding.severity >= .high {
            let subject = finding.subject.resource
            let isAccount = subject.kind == "ServiceAccount"
            let user =
                isAccount ? "system:serviceaccount:\(subject.namespace ?? ""):\(subject.name)" : subject.name
            messages[user, default: []].append(finding.message)
        }
        return messages
    }

    var json: [UInt8] {
        var writer = JSONWriter(pretty: true)
        writer.object { writer in
            writer.member("apiVersion", "v1")
            writer.member("kind", "List")
            writer.member("items") { writer in
                writer.array { writer in
                    for object in generation.subjects.lazy.flatMap(\.objects) { writer.value(object) }
                }
            }
            writer.member("denied", generation.denied)
            writer.member("remarks", generation.subjects.flatMap(\.remarks))
            writer.member("window", window)
        }
        writer.newline()
        return writer.bytes
    }
}
