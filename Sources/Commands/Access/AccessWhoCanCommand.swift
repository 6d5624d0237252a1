// SPDX-License-Identifier: Apache-2.0

internal import AccessControl
internal import ArgumentParser
internal import Documents

/// Lists everybody who may do something.
struct AccessWhoCanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "who-can", abstract: "List everybody who may do something, with the bindings that grant it.",
        discussion: """
            Users, groups and service accounts as bindings name them; members of a listed group are not listed again. \
            Without -n: who may in the whole cluster; with -A: who may anywhere.
            """)

    @Argument(help: "The verb, for example get, list, create or impersonate.")
    var verb: String

    @Argument(help: "The resource, resource/subresource or /path.")
    var resource: String

    @Argument(help: "Files and folders, or - for standard input.")
    var paths: [String] = []

    @Option(name: [.customShort("n"), .long], help: "The namespace of the request.")
    var namespace: String?

    @Flag(name: [.customShort("A"), .long], help: "In any namespace.")
    var allNamespaces = false

    @Option(help: "The name of the object that the request is about.")
    var name: String?

    @OptionGroup(title: "Input and output") var options: AccessOptions

    func run() throws {
        let input = try options.load(paths)
        let holders = holders(input)
        switch options.format {
        case .json: try options.write(json(holders, input))
        case .table: try options.write(holders.entries.isEmpty ? "nobody\n" : table(holders).text)
        case .markdown: try options.write(table(holders).markdown)
        case .html: try options.write(AccessPage.page(title: "Who can \(verb) \(resource)", body: table(holders).html))
        }
        options.tell(input.problems)
        throw options.status(input.problems)
    }

    private func holders(_ input: AccessInput) -> Holders {
        if resource.hasPrefix("/") {
            options.tell(unknownIn: verb, nil, input)
            return Holders(in: input.authorizer, reaches: \.isClusterBinding) { $0.allows(verb: verb, url: resource) }
        }
        let found = ResourceNaming(input.inventory).resolve(resource)
        options.tell(unknownIn: verb, found, input)
        let request = ResourceRequest(
            verb, group: found.group, found.resource + "/" + found.subresource, name: name ?? "")
        if found.isNamespaced == false {
            return Holders(in: input.authorizer, reaches: \.isClusterBinding) { $0.allows(request) }
        }
        return Holders(in: input.authorizer, reaches: reaches) { $0.allows(request) }
    }

    private func reaches(_ binding: Binding) -> Bool {
        binding.isClusterBinding || allNamespaces || (namespace != nil && binding.namespace == namespace)
    }

    private func table(_ holders: Holders) -> TextTable {
        var table = TextTable("KIND", "NAMESPACE", "NAME", "VIA")
        for entry in holders.entries {
            table.add(
                entry.kind.rawValue, entry.namespace, entry.name, entry.grants.map(\.short).joined(separator: "\n"))
        }
        return table
    }

    private func json(_ holders: Holders, _ input: AccessInput) -> [UInt8] {
        var writer = JSONWriter(pretty: true)
        writer.object { writer in
            writer.member("subjects") { writer in
                writer.array { writer in
                    for entry in holders.entries {
                        writer.object { writer in
                            writer.member("kind", entry.kind.rawValue)
                            writer.member("namespace", entry.namespace)
                            writer.member("name", entry.name)
                            writer.member(grants: entry.grants)
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
