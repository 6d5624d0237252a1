// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser

/// The root command: wiring only.
struct Bulwark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: Program.name, abstract: "Finds, explains and repairs what makes pods on Kubernetes unsafe.",
        version: "bulwark \(Program.version)",
        subcommands: [
            ScanCommand.self, PSACommand.self, AccessCommand.self, NetworkCommand.self, FixCommand.self,
            ExplainCommand.self,
            CompletionCommand.self,
        ])

    /// Without a command: what one can do here, in a few lines.
    func run() throws {
        let output = Output.standard()
        try output.write(Array(Self.tour.utf8))
        try output.finish()
    }

    private static let tour = """
        Bulwark finds, explains and repairs what makes pods on Kubernetes unsafe.

          \(Program.name) scan .                        judge the manifests in this folder
          helm template shop | \(Program.name) scan -   judge what a chart renders to
          \(Program.name) scan . -o sarif --output bulwark.sarif
                                                for code scanning; json, junit, markdown, gitlab … too
          \(Program.name) scan . --write-baseline bulwark-baseline.json
                                                accept what is there, and from now on fail on what is new:
          \(Program.name) scan . --baseline bulwark-baseline.json

          \(Program.name) fix .                         show the repair as a diff; --write makes it
          \(Program.name) explain CKV_K8S_16            what a check means, by our name or another tool's
          \(Program.name) psa check . --level restricted
                                                the Pod Security Standards, as the API server judges
          \(Program.name) access who-can get secrets .  who may do what, from manifests or a cluster's dump
          \(Program.name) network lint .                what is wrong with policies, Services and routes
          \(Program.name) network connections . -o html --output connections.html
                                                who can talk to whom, on one page
          \(Program.name) network document .            what every policy is for, whom it lets in and out

        Exit status: 0 nothing at or above the threshold (--fail-on, default high), 1 findings, 2 wrong usage,
        3 some input could not be read, 4 our own fault.

        \(Program.name) --help lists all commands, \(Program.name) scan --help all options.

        """
}

/// Prints a completion script for a shell.
struct CompletionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "completion", abstract: "Print the completion script of a shell.",
        discussion: "For example: source <(bulwark completion bash)")

    enum Shell: String, ExpressibleByArgument, CaseIterable { case bash, zsh, fish }

    @Argument(help: "The shell: bash, zsh or fish.")
    var shell: Shell

    func run() throws {
        let script =
            switch shell {
            case .bash: Bulwark.completionScript(for: .bash)
            case .zsh: Bulwark.completionScript(for: .zsh)
            case .fish: Bulwark.completionScript(for: .fish)
            }
        let output = Output.standard()
        try output.write(Array((script + "\n").utf8))
        try output.finish()
    }
}
