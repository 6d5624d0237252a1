// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Cluster
internal import Documents
internal import NetworkPolicies

extension PolicyDocumentFormat: ExpressibleByArgument {}

/// Writes the document of all policies.
struct NetworkDocumentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "document", abstract: "Write down what every policy is for, whom it selects and lets in and out.",
        discussion: """
            Namespace by namespace: what a policy is for (its annotation bulwark.dev/description or the comment above \
            it), the workloads that it selects, each rule in words with its place, what stays open, and since when \
            it is in git (for up to 2,000 policies). Namespaces without policies are listed.
            """)

    @Argument(help: "Files and folders, or - for standard input.")
    var paths: [String] = []

    @Option(name: [.customShort("o"), .long], help: "The document's format (default: by the name of the output file).")
    var format: PolicyDocumentFormat?

    @Flag(help: "Do not ask git since when a policy is there.")
    var noHistory = false

    @OptionGroup(title: "Input and output") var options: NetworkOptions

    func run() throws {
        let input = try options.load(paths)
        let document = PolicyDocument(input.connectivity, history: GitHistory(isWanted: !noHistory))
        let isPage = options.output?.hasSuffix(".html") == true
        try options.write(document.text(format ?? (isPage ? .html : .markdown)))
        options.tell(input.problems)
        throw options.status(input.problems)
    }
}
