// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Cluster
internal import Documents
internal import Findings
internal import Glibc
internal import Reports

/// Judges manifests and reports what a person can act on.
struct ScanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scan", abstract: "Find problems in manifests.",
        discussion: """
            PATH is a file, a folder (read recursively: .yaml, .yml, .json) or - for standard input, which is also read \
            when something is piped in and no path is given.
            """)

    @Argument(help: "Files and folders, or - for standard input.")
    var paths: [String] = []

    @OptionGroup(title: "Checks")
    var selection: SelectionOptions

    @OptionGroup(title: "Output")
    var output: OutputOptions

    @Option(name: [.customShort("n"), .long], help: "Tell only findings of this namespace.")
    var namespace: String?

    @Flag(name: [.customShort("A"), .long], help: "Tell findings of all namespaces (the default).")
    var allNamespaces = false

    @Option(help: "The version of the cluster that the manifests are for, for example v1.34 (default: the newest).")
    var kubernetesVersion: String?

    @Flag(help: "Render Helm charts and kustomizations with helm, kustomize or kubectl where they are installed.")
    var render = false

    func run() throws {
        let configuration = Configuration()
        var assessment = Assessment(
            version: Program.version, checks: try selection.checks(configuration), settings: try settings())
        assessment.minimumSeverity = selection.severity ?? .info
        assessment.namespace = allNamespaces ? nil : namespace
        let loaded = FileLoader(renders: render).load(paths: try inputs())
        let report = assessment.report(on: loaded)
        try write(report)
        output.tell(report.problems)
        throw status(of: report)
    }

    private func inputs() throws -> [String] {
        if !paths.isEmpty { return paths }
        guard isatty(0) == 0 else {
            throw ValidationError("no path given: name files or folders (\(Program.name) scan .), or pipe manifests in")
        }
        return ["-"]
    }

    private func settings() throws -> Settings {
        var settings = Settings()
        settings.now = Int64(time(nil))
        if let kubernetesVersion {
            guard let version = KubernetesVersion(kubernetesVersion) else {
                throw ValidationError("unknown Kubernetes version \"\(kubernetesVersion)\", expected v1.NN or latest")
            }
            settings.kubernetesVersion = version
        }
        return settings
    }

    private func write(_ report: Report) throws {
        let sink = try output.output.map { path throws(OutputFailure) in try Output.file(path) } ?? Output.standard()
        for finding in report.findings {
            let line =
                "\(finding.evidence.first?.location.description ?? ""): \(finding.severity.rawValue) "
                + "\(finding.check.id): \(finding.message)\n"
            try sink.write(Array(line.utf8))
        }
        try sink.finish()
    }

    private func status(of report: Report) -> ExitStatus {
        let threshold = (selection.failOn ?? .high).severity
        if let threshold, report.findings.contains(where: { $0.severity >= threshold }) { return .findings }
        return report.problems.contains { $0.gravity == .error } ? .unreadable : .clean
    }
}
