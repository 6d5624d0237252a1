// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Cluster
internal import Documents
internal import Glibc
internal import PodSecurity

extension PodSecurityStandards.Level: ExpressibleByArgument {}

/// The version of a policy: `latest`, or a minor version.
struct PolicyVersion: ExpressibleByArgument {
    /// Nil for `latest`.
    let version: KubernetesVersion?

    static let latest = PolicyVersion(version: nil)

    private init(version: KubernetesVersion?) { self.version = version }

    init?(argument: String) {
        if argument == "latest" {
            version = nil
            return
        }
        guard let version = KubernetesVersion(argument) else { return nil }
        self.version = version
    }

    var defaultValueDescription: String { "latest" }
}

/// How the answer of a psa command looks.
enum PSAFormat: String, ExpressibleByArgument, CaseIterable { case table, json, ndjson }

/// What the psa commands read and write.
struct PSAOptions: ParsableArguments {
    @Option(help: "The version of the standards: v1.NN or latest.")
    var version: PolicyVersion = .latest

    @Option(name: [.customShort("o"), .long], help: "The answer's format.")
    var format: PSAFormat = .table

    @Option(help: ArgumentHelp("Write the answer to a file.", valueName: "file"))
    var output: String?

    @Flag(help: "Render Helm charts and kustomizations with helm, kustomize or kubectl where they are installed.")
    var render = false

    @Flag(help: "Keep quiet about warnings and notes.")
    var quiet = false

    /// Reads the input; standard input when something is piped in and no path is given.
    func load(_ paths: [String]) throws -> Inventory {
        var paths = paths
        if paths.isEmpty {
            guard isatty(0) == 0 else {
                throw ValidationError("no path given: name files or folders, or pipe manifests in")
            }
            paths = ["-"]
        }
        let loaded = FileLoader(renders: render).load(paths: paths)
        return Inventory(loaded)
    }

    /// Where the answer goes.
    func sink() throws -> Output {
        try output.map { path throws(OutputFailure) in try Output.file(path) } ?? Output.standard()
    }

    /// Tells what was wrong with the input on standard error.
    func tell(_ problems: [Problem]) {
        for problem in problems where problem.gravity == .error || !quiet { StandardError.write(problem.description) }
    }
}
