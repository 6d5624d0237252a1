// SPDX-License-Identifier: Apache-2.0

internal import AccessControl
internal import Cluster
internal import Documents

/// What is told about permissions that a log does not show in use.
struct UnusedAnswer {
    private let log: AuditInput
    private let unused: UnusedPermissions
    private let edited: [UnusedPermissions.EditedDocument]
    /// Requests of the log that the changed objects would deny.
    let denials: Int
    let problems: [Problem]

    init(log: AuditInput, input: AccessInput, builtIns: Authorizer.BuiltIns) {
        self.log = log
        unused = UnusedPermissions(input.inventory, authorizer: input.authorizer, usage: log.usage)
        edited = unused.edited()
        denials = unused.denialsAfterEdits(edited, builtIns: builtIns, before: input.authorizer)
        problems = input.problems + log.problems
    }

    /// The window, and how the answer was checked.
    var summary: [String] {
        var lines = log.window
        lines.append("\(unused.explained) kinds of allowed requests are explained by these roles and bindings")
        if unused.unexplained > 0 {
            lines.append(
                "\(unused.unexplained) are not: they were allowed by something else (system:masters, other objects)")
        }
        let refusals = edited.reduce(0) { $0 + $1.refusals }
        if refusals > 0 { lines.append("\(refusals) changes cannot be made in the text of the files: see -o kubectl") }
        lines.append("replayed over the changed objects: \(denials) denials")
        return lines
    }

    var table: String {
        var text = ""
        for entry in unused.entries { text += "\(entry.place.location): \(entry.kind.rawValue): \(entry.message)\n" }
        if unused.entries.isEmpty, log.usage.events > 0 {
            text += "all that is granted was used, the control plane's own roles left aside\n"
        }
        return text + "\n" + summary.map { $0 + "\n" }.joined()
    }

    var diff: String {
        var text = ""
        for change in edited {
            let diff = UnifiedDiff(name: change.before.name, before: change.before.bytes, after: change.after.bytes)
            for line in diff.lines { text += line.text + "\n" }
        }
        return text
    }

    /// One command per object, bindings first.
    var kubectl: String {
        var text = ""
        for removal in unused.removals {
            for message in removal.messages { text += "# \(Self.comment(message))\n" }
            text += "kubectl \(removal.patch == nil ? "delete" : "patch") \(removal.object.kind.lowercased()) "
            text += removal.object.name.shellWord
            if !removal.object.kind.hasPrefix("Cluster") {
                text += " --namespace \(removal.object.effectiveNamespace.shellWord)"
            }
            if let patch = removal.patch {
                var writer = JSONWriter()
                patch.write(to: &writer)
                text += " --type json --patch \(String(decoding: writer.bytes, as: UTF8.self).shellWord)"
            }
            text += "\n"
        }
        return text
    }

    private static func comment(_ text: String) -> String {
        String(text.displayed.map { $0.isNewline ? " " : $0 })
    }

    var json: [UInt8] {
        var writer = JSONWriter(pretty: true)
        writer.object { writer in
            writer.member("unused") { writer in
                writer.array { writer in for entry in unused.entries { Self.write(entry, to: &writer) } }
            }
            writer.member("removals") { writer in
                writer.array { writer in for removal in unused.removals { Self.write(removal, to: &writer) } }
            }
            writer.member("window", log.window)
            writer.member("denialsOnReplay", denials)
            writer.member(problems: problems)
        }
        writer.newline()
        return writer.bytes
    }

    private static func write(_ entry: UnusedPermissions.Entry, to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("kind", entry.kind.rawValue)
            writer.member("message", entry.message)
            writer.member("file", entry.place.location.file)
            writer.member("line", entry.place.location.line)
            writer.member("column", entry.place.location.column)
        }
    }

    private static func write(_ removal: UnusedPermissions.Removal, to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("kind", removal.object.kind)
            let isClusterScoped = removal.object.kind.hasPrefix("Cluster")
            writer.member("namespace", isClusterScoped ? "" : removal.object.effectiveNamespace)
            writer.member("name", removal.object.name)
            writer.member("action", removal.patch == nil ? "delete" : "patch")
            if let patch = removal.patch { writer.member("patch") { writer in patch.write(to: &writer) } }
        }
    }
}
