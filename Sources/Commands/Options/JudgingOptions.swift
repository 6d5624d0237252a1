// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Cluster
internal import Findings

/// What every command that judges manifests understands.
struct JudgingOptions: ParsableArguments {
    @OptionGroup(title: "Checks")
    var selection: SelectionOptions

    @OptionGroup(title: "Exceptions")
    var exceptions: ExceptionOptions

    @OptionGroup(title: "Input")
    var input: InputOptions

    /// Everything that is needed to judge.
    struct Prepared {
        let assessment: Assessment
        let loaded: LoadedFiles
        /// From which severity on findings are status 1; nil for never.
        let threshold: Severity?
    }

    /// Reads the configuration, the exceptions and the input.
    /// - Parameter showsProgress: tell on a terminal how far reading has come when it takes long.
    func prepare(_ paths: [String], for command: String, showsProgress: Bool = false) throws -> Prepared {
        let paths = try input.paths(paths, for: command)
        let configuration = try exceptions.configuration()
        var assessment = Assessment(
            version: Program.version, checks: try selection.checks(configuration),
            settings: try input.settings(configuration))
        assessment.minimumSeverity = selection.severity ?? configuration.severity ?? .info
        assessment.namespace = input.wantedNamespace
        assessment.exceptions = try exceptions.sources(configuration, paths: paths)
        var loader = input.loader
        let progress = showsProgress && StandardError.isTerminal ? ProgressLine() : nil
        if let progress { loader.onInput = { progress.tell(files: $0, bytes: $1) } }
        var loaded = loader.load(paths: paths)
        progress?.finish()
        loaded.problems = configuration.problems + loaded.problems
        let threshold = selection.failOn ?? configuration.failOn.flatMap { Threshold(rawValue: $0) } ?? .high
        return Prepared(assessment: assessment, loaded: loaded, threshold: threshold.severity)
    }
}
