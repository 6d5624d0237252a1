// SPDX-License-Identifier: Apache-2.0

internal import AccessControl
internal import ArgumentParser
internal import Cluster
internal import Documents
internal import Findings
internal import Glibc
internal import Reports

/// Finds everybody who can become more than they are.
struct AccessEscalationsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "escalations", abstract: "Find who can gain more power than they were given, and how.",
        discussion: """
            One finding per subject and technique, with the shortest way to cluster-admin where there is one and the \
            smallest change that takes it away. Pods, namespaces and service accounts in the input make the answer \
            sharper: which pods run as the account, and which Pod Security level stands in the way.
            """)

    @Argument(help: "Files and folders, or - for standard input.")
    var paths: [String] = []

    @Option(help: "The version of the cluster, for example v1.34 (default: the newest).")
    var kubernetesVersion: String?

    @Option(help: "Only techniques with these ids.")
    var only: [String] = []

    @Option(help: "Tell only findings of this severity or worse.")
    var severity: Severity = .info

    @Option(help: "Exit with status 1 from this severity on; never for 0.")
    var failOn: Threshold = .high

    @Option(name: [.customShort("o"), .long], help: "The report's format; html is a matrix of subjects and powers.")
    var format: EscalationFormat?

    @Option(help: ArgumentHelp("Write the report to a file.", valueName: "file"))
    var output: String?

    @Option(help: "Colour the report.")
    var color: ColorChoice = .auto

    @Flag(help: "Show every group of findings, however many there are.")
    var verbose = false

    @Flag(help: "Keep quiet about warnings and notes.")
    var quiet = false

    func run() throws {
        var settings = Settings()
        settings.now = Int64(time(nil))
        if let kubernetesVersion {
            guard let version = KubernetesVersion(kubernetesVersion) else {
                throw ValidationError("unknown Kubernetes version \"\(kubernetesVersion)\", expected v1.NN or latest")
            }
            settings.kubernetesVersion = version
        }
        var assessment = Assessment(version: Program.version, checks: try techniques(), settings: settings)
        assessment.minimumSeverity = severity
        // Exceptions beside the objects speak of all checks, also of those that are not asked here.
        assessment.exceptions = ExceptionSources(
            catalogue: CheckCatalogue((EscalationRegistry.all + AllChecks.all).map { $0.description }))
        let (inventory, report) = assessment.inventoryAndReport(on: FileLoader().load(paths: try inputs()))
        let problems = report.problems + Authorizer.of(inventory).problems
        let analysis = EscalationAnalysis.of(Context(inventory: inventory, settings: settings))
        try write(report, analysis)
        if kubernetesVersion == nil { tell(analysis.inOlderVersions()) }
        var options = AccessOptions()
        options.quiet = quiet
        options.tell(problems)
        if let threshold = failOn.severity, report.findings.contains(where: { $0.severity >= threshold }) {
            throw ExitStatus.findings
        }
        throw options.status(problems)
    }

    private func write(_ report: Report, _ analysis: EscalationAnalysis) throws {
        let sink = try output.map { path throws(OutputFailure) in try Output.file(path) } ?? Output.standard()
        switch format ?? EscalationFormat(fileName: output ?? "") {
        case .html:
            let page = EscalationPage(report) { finding in
                let subject = finding.subject.resource
                return analysis.steps(
                    of: finding.check.id, kind: subject.kind, namespace: subject.namespace ?? "", name: subject.name)
            }
            try sink.write(Array(page.html.utf8).displayed)
        case .report(let format):
            var options = OutputOptions.rendering(color, toFile: output != nil)
            options.isVerbose = verbose
            try report.write(format, options: options, to: sink.write)
        }
        try sink.finish()
    }

    /// Asks for the version where it makes a difference.
    private func tell(_ others: [EscalationAnalysis.OtherVersion]) {
        if quiet { return }
        for other in others {
            StandardError.write(
                "\(other.subjects) \(other.subjects == 1 ? "subject" : "subjects") could use \(other.id) up to Kubernetes "
                    + "\(other.version): if the cluster may be that old, give --kubernetes-version")
        }
    }

    private func inputs() throws -> [String] {
        if !paths.isEmpty { return paths }
        guard isatty(0) == 0 else {
            throw ValidationError("no path given: name files or folders, or pipe manifests in")
        }
        return ["-"]
    }

    private func techniques() throws -> [any Check.Type] {
        let wanted = only.flatMap { $0.split(separator: ",").map(String.init) }
        let all = EscalationRegistry.all
        for id in wanted where !all.contains(where: { $0.description.id == id }) {
            let hint = NearestName.find(id, in: all.map { $0.description.id }).map { ", did you mean \"\($0)\"?" } ?? ""
            throw ValidationError("unknown technique \"\(id)\"\(hint)")
        }
        return wanted.isEmpty ? all : all.filter { wanted.contains($0.description.id) }
    }
}

/// How a report about escalations looks.
enum EscalationFormat: ExpressibleByArgument {
    case html
    case report(ReportFormat)

    init?(argument: String) {
        if argument == "html" {
            self = .html
        } else if let format = ReportFormat(rawValue: argument) {
            self = .report(format)
        } else {
            return nil
        }
    }

    /// By the ending, else the page for a terminal.
    init(fileName: String) {
        let isHTML = fileName.hasSuffix(".html") || fileName.hasSuffix(".htm")
        self = isHTML ? .html : .report(ReportFormat(fileName: fileName))
    }

    static var allValueStrings: [String] { ReportFormat.allCases.map(\.rawValue) + ["html"] }
}
