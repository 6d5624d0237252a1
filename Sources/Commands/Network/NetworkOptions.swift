// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Cluster
internal import Documents
internal import Glibc
internal import NetworkPolicies

extension AddressMatchingChoice: ExpressibleByArgument {}
extension ConnectionFormat: ExpressibleByArgument {}

/// What the network commands read.
struct NetworkOptions: ParsableArguments {
    @Option(
        help: """
            Whether a policy for addresses also matches pods, in which network plug-ins differ: yes, no, or auto, which \
            looks at both and says where they differ.
            """)
    var cidrMatchesPods: AddressMatchingChoice = .auto

    @Option(help: ArgumentHelp("Write the answer to a file.", valueName: "file"))
    var output: String?

    @Flag(help: "Keep quiet about warnings and notes.")
    var quiet = false

    /// What was read, ready for questions.
    struct Input {
        let inventory: Inventory
        let connectivity: Connectivity

        var problems: [Problem] { inventory.problems + connectivity.model.problems }
    }

    func load(_ paths: [String]) throws -> Input {
        var paths = paths
        if paths.isEmpty {
            guard isatty(0) == 0 else {
                throw ValidationError("no path given: name files or folders, or pipe manifests in")
            }
            paths = ["-"]
        }
        let loaded = FileLoader().load(paths: paths)
        let inventory = Inventory(documents: loaded.documents, problems: loaded.problems)
        return Input(
            inventory: inventory, connectivity: Connectivity(NetworkModel(inventory), addresses: cidrMatchesPods))
    }

    func write(_ text: String) throws {
        let sink = try output.map { path throws(OutputFailure) in try Output.file(path) } ?? Output.standard()
        try sink.write(Array(text.utf8))
        try sink.finish()
    }

    /// Tells what was wrong with the input on standard error.
    func tell(_ problems: [Problem]) {
        for problem in problems where problem.gravity == .error || !quiet {
            StandardError.write(problem.description)
        }
    }

    /// The exit status when nothing worse has happened.
    func status(_ problems: [Problem]) -> ExitStatus {
        problems.contains { $0.gravity == .error } ? .unreadable : .clean
    }

    /// A side of a question.
    func reference(_ text: String, _ connectivity: Connectivity) throws -> PeerReference {
        if let reference = PeerReference(text, in: connectivity) { return reference }
        let names = connectivity.model.endpoints.map { "\($0.namespace)/\($0.name)" }
        let hint = EditDistance.nearest(to: text, among: names).map { ", did you mean \"\($0.name)\"?" } ?? ""
        throw ValidationError(
            "\"\(text)\" is no workload of the input\(hint.isEmpty ? ", expected namespace/name, an address, a CIDR or external" : hint)"
        )
    }
}
