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

    @Option(
        help: ArgumentHelp(
            "Answer as if the policies of this file were applied, too; one of the same name is replaced.",
            valueName: "file"))
    var assume: [String] = []

    @Flag(help: "Keep quiet about warnings and notes.")
    var quiet = false

    @Flag(help: "Tell how much processor time each step takes.")
    var verbose = false

    /// What was read, ready for questions.
    struct Input {
        let inventory: Inventory
        let connectivity: Connectivity

        /// What was wrong with assumed policies.
        var more: [Problem] = []

        /// A field that a policy does not have is told once, with what becomes of the policy.
        var problems: [Problem] {
            let ours = connectivity.model.problems + more
            let places = Set(ours.map { $0.location.description })
            return inventory.problems.filter { !places.contains($0.location.description) } + ours
        }
    }

    func load(_ paths: [String]) throws -> Input {
        var paths = paths
        if paths.isEmpty {
            guard isatty(0) == 0 else {
                throw ValidationError("no path given: name files or folders, or pipe manifests in")
            }
            paths = ["-"]
        }
        let inventory = timed("reading") {
            let loaded = FileLoader().load(paths: paths)
            return Inventory(loaded)
        }
        let model = timed("workloads and policies") { NetworkModel(inventory) }
        let connectivity = timed("engine") { Connectivity(model, addresses: cidrMatchesPods) }
        if assume.isEmpty { return Input(inventory: inventory, connectivity: connectivity) }
        let changed = FileLoader().load(paths: assume)
        let change = NetworkModel(Inventory(changed))
        let assumed = timed("engine after the assumed policies") { connectivity.assuming(change.policies) }
        return Input(inventory: inventory, connectivity: assumed, more: changed.problems + change.problems)
    }

    /// Does something and says on standard error how much of the processor's time it took, if the user wants to know.
    func timed<Result>(_ what: String, _ body: () -> Result) -> Result {
        guard verbose else { return body() }
        let start = Self.processorMicroseconds
        let result = body()
        let duration = Self.processorMicroseconds - start
        StandardError.write("\(what): \(duration / 1000).\(duration % 1000 / 100) ms")
        return result
    }

    private static var processorMicroseconds: Int {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return time.tv_sec * 1_000_000 + time.tv_nsec / 1000
    }

    func write(_ text: String) throws {
        try write { $0(Array(text.utf8)) }
    }

    /// Writes the pieces that the body hands over.
    func write(_ body: (_ sink: ([UInt8]) -> Void) -> Void) throws {
        let sink = try output.map { path throws(OutputFailure) in try Output.file(path) } ?? Output.standard()
        var failure: OutputFailure?
        body { bytes in
            if failure != nil { return }
            do throws(OutputFailure) { try sink.write(bytes.displayed) } catch { failure = error }
        }
        if let failure { throw failure }
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
