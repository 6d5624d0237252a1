// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Documents
internal import NetworkPolicies

/// Lists all connections that are possible.
struct NetworkConnectionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "connections", abstract: "List every connection that the policies allow.",
        discussion: """
            One line for each pair: source => destination : ports. {ingress-controller} stands for the controller that \
            serves Ingresses and routes, [External] for addresses outside of the cluster. A workload's connections to \
            itself are left out.
            """)

    @Argument(help: "Files and folders, or - for standard input.")
    var paths: [String] = []

    @Option(
        name: [.customShort("o"), .long], help: "The list's format (default: by the output file's name, else txt).")
    var format: ConnectionFormat?

    @Option(
        help: ArgumentHelp(
            "Only connections from or to this workload (namespace/name); the html page opens with it.",
            valueName: "workload"))
    var focus: [String] = []

    @Flag(help: "Tell the rules behind each connection.")
    var explain = false

    @Flag(help: "Also tell who could connect if pods with other labels appeared, and what no policy protects.")
    var exposure = false

    @Flag(help: "Only count the pairs of pods by their connection (txt, json).")
    var summary = false

    @OptionGroup(title: "Input and output") var options: NetworkOptions

    func validate() throws {
        if summary, effectiveFormat != .txt, effectiveFormat != .json {
            throw ValidationError("--summary is written as txt or json, found \"\(effectiveFormat.rawValue)\"")
        }
        let isPicture = [.dot, .svg].contains(effectiveFormat)
        if explain, isPicture {
            throw ValidationError("--explain is not drawn: choose txt, json, csv, markdown or html")
        }
        if exposure, isPicture || effectiveFormat == .html {
            throw ValidationError("--exposure is not drawn: choose txt, json, csv or markdown")
        }
    }

    func run() throws {
        let input = try options.load(paths)
        if summary { return try summarise(input) }
        let focus = try focused(input.connectivity)
        let isPage = effectiveFormat == .html
        let list = options.timed("connections of all pairs") {
            ConnectionList(input.connectivity, focus: isPage ? nil : focus)
        }
        var extras = ConnectionExtras()
        extras.focus = focus ?? []
        extras.explains = explain
        if exposure { extras.exposure = Exposure(input.connectivity, focus: focus) }
        let problems = input.problems + list.problems
        try options.write { sink in
            list.write(effectiveFormat, problems: problems, extras, to: sink)
        }
        options.tell(problems)
        if !list.dependent.isEmpty, !options.quiet {
            StandardError.write(
                "\(list.dependent.count) pairs depend on whether the network plug-in matches pods by their addresses "
                    + "(--cidr-matches-pods yes or no decides)")
        }
        throw options.status(problems)
    }

    private func summarise(_ input: NetworkOptions.Input) throws {
        let summary = options.timed("connections of all pairs") { ConnectionSummary(input.connectivity) }
        let problems = input.problems
        try options.write(effectiveFormat == .json ? summary.json(problems) : summary.text)
        options.tell(input.problems)
        throw options.status(input.problems)
    }

    /// As asked for, else by the name of the output file.
    private var effectiveFormat: ConnectionFormat {
        if let format { return format }
        let ending = options.output?.split(separator: ".").last.map(String.init) ?? ""
        return ConnectionFormat(rawValue: ending == "md" ? "markdown" : ending) ?? .txt
    }

    private func focused(_ connectivity: Connectivity) throws -> Set<Int>? {
        if focus.isEmpty { return nil }
        var positions: Set<Int> = []
        for name in focus.flatMap({ $0.split(separator: ",").map(String.init) }) {
            guard case .endpoints(let found) = try options.reference(name, connectivity) else {
                throw ValidationError("--focus takes a workload, found \"\(name)\"")
            }
            positions.formUnion(found)
        }
        return positions
    }
}
