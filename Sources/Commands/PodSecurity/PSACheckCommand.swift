// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Cluster
internal import Documents
internal import PodSecurity

/// Holds every pod and pod template against one policy.
struct PSACheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Tell which pods a level of the Pod Security Standards admits.",
        discussion: """
            Judges the pod as it reaches admission: a volume without a source becomes an emptyDir, AppArmor \
            annotations are copied to fields, ports of a pod in the node's network become host ports. With --raw the \
            object is judged as it is written. Exit status 0 means that all are admitted, 1 that some are not.
            """)

    @Argument(help: "Files and folders, or - for standard input.")
    var paths: [String] = []

    @Option(help: "The level.")
    var level: PodSecurityStandards.Level = .restricted

    @Flag(help: "Judge objects as they are written, without the API server's defaults.")
    var raw = false

    @Flag(help: "Also list the pods that are admitted.")
    var verbose = false

    @OptionGroup(title: "Input and output") var options: PSAOptions

    func run() throws {
        let inventory = try options.load(paths)
        let policy = PodSecurityStandards.Policy(level, options.version.version)
        let sink = try options.sink()
        var results = PSAResults(format: options.format, showsAllowed: verbose)
        try sink.write(results.head())
        for workload in inventory.workloads {
            let evaluation = PodSecurityStandards.evaluate(workload, policy, raw ? .raw : .admitted)
            try sink.write(results.bytes(of: evaluation, workload))
        }
        try sink.write(results.foot(policy, inventory.problems))
        try sink.finish()
        options.tell(inventory.problems)
        if inventory.workloads.isEmpty, !options.quiet { StandardError.write("no pods or pod templates in the input") }
        if results.rejected > 0 { throw ExitStatus.findings }
        throw inventory.problems.contains { $0.gravity == .error } ? ExitStatus.unreadable : ExitStatus.clean
    }
}
