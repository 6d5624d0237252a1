// SPDX-License-Identifier: Apache-2.0

internal import AccessControl
internal import ArgumentParser
internal import Documents

/// Lists everything that somebody may do.
struct AccessListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List everything that somebody may do, with the bindings that grant it.",
        discussion: "Without --as: every user, group and service account that a binding names.")

    @Argument(help: "Files and folders, or - for standard input.")
    var paths: [String] = []

    @OptionGroup var identity: IdentityOptions

    @Option(name: [.customShort("n"), .long], help: "Only rules that have effect in this namespace.")
    var namespace: String?

    @OptionGroup(title: "Input and output") var options: AccessOptions

    func run() throws {
        let input = try options.load(paths)
        if let identity = identity.identity {
            try write(EffectivePermissions(of: identity, in: input.authorizer), input)
        } else {
            try writeMatrix(input)
        }
        options.tell(input.problems)
        throw options.status(input.problems)
    }

    private func entries(_ permissions: EffectivePermissions) -> [EffectivePermissions.Entry] {
        guard let namespace else { return permissions.entries }
        return permissions.entries.filter { $0.scope == .cluster || $0.scope == .namespace(namespace) }
    }

    private func write(_ permissions: EffectivePermissions, _ input: AccessInput) throws {
        let entries = entries(permissions)
        switch options.format {
        case .json: try options.write(json(permissions.identity, entries, input))
        case .table: try options.write(heading(permissions.identity, entries) + table(entries).text)
        case .markdown: try options.write(heading(permissions.identity, entries) + table(entries).markdown)
        case .html:
            let title = "What \(permissions.identity.title) may do"
            try options.write(AccessPage.page(title: title, body: AccessPage.table(entries)))
        }
    }

    private func heading(_ identity: Identity, _ entries: [EffectivePermissions.Entry]) -> String {
        var text = ""
        if identity.bypassesAuthorization {
            text += "\(identity.title) is in system:masters and may do everything.\n\n"
        } else if entries.isEmpty {
            text += "\(identity.title) may do nothing.\n"
        }
        if identity.isNode {
            text += "Not evaluated: the Node authorizer, which gives a node rights on what runs on it.\n\n"
        }
        return text
    }

    private func table(_ entries: [EffectivePermissions.Entry]) -> TextTable {
        var table = TextTable("SCOPE", "VERBS", "RESOURCES", "NAMES", "VIA")
        for entry in entries {
            table.add(
                entry.scope.description, entry.rule.verbs.joined(separator: ", "), entry.rule.objects,
                entry.rule.resourceNames.joined(separator: ", "), entry.grants.map(\.short).joined(separator: "\n"))
        }
        return table
    }

    private func json(
        _ identity: Identity, _ entries: [EffectivePermissions.Entry], _ input: AccessInput
    ) -> [UInt8] {
        var writer = JSONWriter(pretty: true)
        writer.object { writer in
            writer.member("as", identity.user)
            writer.member("groups", identity.groups)
            if identity.bypassesAuthorization { writer.member("bypass", "system:masters") }
            writer.member(entries: entries)
            writer.member(problems: input.problems)
        }
        writer.newline()
        return writer.bytes
    }

    private func writeMatrix(_ input: AccessInput) throws {
        let matrix = PowerMatrix(of: input.authorizer, namespace: namespace)
        switch options.format {
        case .json: try options.write(matrixJSON(input))
        case .table: try options.write(matrix.table.text)
        case .markdown: try options.write(matrix.table.markdown)
        case .html: try options.write(AccessPage.page(title: "Who may do what", body: AccessPage.matrix(matrix)))
        }
    }

    /// Every subject with its rules.
    private func matrixJSON(_ input: AccessInput) -> [UInt8] {
        var writer = JSONWriter(pretty: true)
        writer.object { writer in
            writer.member("subjects") { writer in
                writer.array { writer in
                    for subject in PowerMatrix.subjects(of: input.authorizer) {
                        let permissions = EffectivePermissions(of: subject.identity, in: input.authorizer)
                        writer.object { writer in
                            writer.member("kind", subject.kind.rawValue)
                            writer.member("namespace", subject.namespace)
                            writer.member("name", subject.name)
                            writer.member(entries: entries(permissions))
                        }
                    }
                }
            }
            writer.member(problems: input.problems)
        }
        writer.newline()
        return writer.bytes
    }
}

extension Identity {
    /// The user's name, or its groups.
    var title: String { user.isEmpty ? groups.joined(separator: ", ") : user }
}

extension JSONWriter {
    mutating func member(entries: [EffectivePermissions.Entry]) {
        member("rules") { writer in
            writer.array { writer in
                for entry in entries {
                    writer.object { writer in
                        writer.member("scope", entry.scope.description)
                        writer.member(entry.rule)
                        writer.member(grants: entry.grants)
                    }
                }
            }
        }
    }
}
