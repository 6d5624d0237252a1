// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Cluster
internal import Documents
internal import Glibc
internal import NetworkPolicies

/// Writes least-privilege network policies.
struct NetworkGenerateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate", abstract: "Write least-privilege network policies from manifests and flow logs.",
        discussion: """
            A default deny for each namespace and a policy for each workload, with a comment above every peer that says \
            what shows that it is needed and how sure that is. What was written is evaluated again: exit status 1 when \
            something that is needed would be denied.
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable { case yaml, json }

    @Argument(help: "Files and folders, or - for standard input.")
    var paths: [String] = []

    @Option(
        name: .customLong("from-flows"), parsing: .singleValue,
        help: ArgumentHelp(
            "A flow log: JSON of Hubble or Calico, perhaps compressed with gzip; - for standard input. Give it several "
                + "times for several files.", valueName: "file"))
    var flowFiles: [String] = []

    @Option(name: [.customShort("o"), .long], help: "yaml or json.")
    var format: Format = .yaml

    @Option(help: ArgumentHelp("Write one file for each namespace into a folder.", valueName: "folder"))
    var outputDir: String?

    @Option(help: ArgumentHelp("Addresses of the API server, which no manifest says.", valueName: "cidr"))
    var apiServer: [String] = []

    @Option(help: "Where metrics are collected from when no Prometheus is in the input.")
    var monitoringNamespace = "monitoring"

    @Flag(inversion: .prefixedNo, help: "Open the ports of names outside of the cluster to all public addresses.")
    var outside = true

    @Option(help: "Percentage of a block of observed addresses that need not have been observed.")
    var addressWaste = 50

    @Flag(help: "Evaluate as if the network policies of the input were taken away.")
    var replaceExisting = false

    @OptionGroup(title: "Input and output") var options: NetworkOptions

    func run() throws {
        let settings = try settings()
        if paths.contains("-"), flowFiles.contains("-") {
            throw ValidationError("manifests and flows cannot both come from standard input")
        }
        if outputDir != nil, format == .json || options.output != nil {
            throw ValidationError("--output-dir writes YAML, and goes without --output")
        }
        var context = GenerationContext(try inventory(), options: settings)
        var evidence = CollectedEvidence(context)
        var problems = context.inventory.problems + context.model.problems
        var flows: FlowInput?
        if !flowFiles.isEmpty {
            var reading = FlowInput(context)
            for file in flowFiles { reading.read(file) }
            var observed = reading.evidence.connections
            if context.model.endpoints.isEmpty { (context, observed) = FlowWorkloads.adopt(observed, context) }
            evidence.connections += observed
            problems += reading.problems
            flows = reading
        }
        let page = GenerationPage(PolicyPlan(context, evidence), flows: flows?.evidence)
        try write(page, problems)
        options.tell(problems)
        if !options.quiet { for line in page.summary { StandardError.write(line) } }
        for problem in page.replay.problems { StandardError.write("please report this: \(problem)") }
        if !page.replay.problems.isEmpty { throw ExitStatus.failure }
        throw page.hasFailed ? ExitStatus.findings : options.status(problems)
    }

    /// Flows alone are enough.
    private func inventory() throws -> Inventory {
        paths.isEmpty && !flowFiles.isEmpty ? Inventory(documents: []) : try options.load(paths).inventory
    }

    private func settings() throws -> GenerationOptions {
        var settings = GenerationOptions()
        settings.apiServer = try apiServer.map { text in
            guard let range = IPRange(cidr: text) ?? IPRange(address: text) else {
                throw ValidationError("--api-server takes a CIDR or an address, found \"\(text)\"")
            }
            return range
        }
        guard (0...99).contains(addressWaste) else {
            throw ValidationError("--address-waste takes a percentage from 0 to 99, found \(addressWaste)")
        }
        settings.addressWaste = addressWaste
        settings.monitoringNamespace = monitoringNamespace
        settings.opensOutside = outside
        settings.replacesExisting = replaceExisting
        return settings
    }

    private func write(_ page: GenerationPage, _ problems: [Problem]) throws {
        guard let outputDir else {
            let errors = problems.filter { $0.gravity == .error }
            return try options.write(format == .yaml ? page.yaml : String(decoding: page.json(errors), as: UTF8.self))
        }
        guard mkdir(outputDir, 0o777) == 0 || errno == EEXIST else {
            throw ValidationError("\(outputDir): cannot be made: \(String(cString: strerror(errno)))")
        }
        for (namespace, text) in page.yamlByNamespace {
            let sink = try Output.file("\(outputDir)/\(namespace).yaml")
            try sink.write(Array(text.utf8))
            try sink.finish()
        }
    }
}
