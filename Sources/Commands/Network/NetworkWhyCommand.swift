// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Documents
internal import NetworkPolicies

/// Explains one connection.
struct NetworkWhyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "why", abstract: "Explain why a connection is possible or not.",
        discussion: """
            SRC and DST are workloads (namespace/name), addresses, CIDRs or external. Exit status 0 means that the \
            connection is possible, 1 that it is not for certain.
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

    @Argument(help: "Who opens the connection.")
    var source: String

    @Argument(help: "Who accepts it.")
    var destination: String

    @Argument(help: "Files and folders, or - for standard input.")
    var paths: [String] = []

    @Option(help: ArgumentHelp("A port: 80, http, TCP/443 or UDP.", valueName: "port"))
    var port: String?

    @Option(name: [.customShort("o"), .long], help: "The answer's format.")
    var format: Format = .text

    @OptionGroup(title: "Input and output") var options: NetworkOptions

    func run() throws {
        let input = try options.load(paths)
        let connectivity = input.connectivity
        let ports = try port.map { try PortQuestion($0) }
        let answer = connectivity.answer(
            from: try options.reference(source, connectivity), to: try options.reference(destination, connectivity),
            ports: { ports?.ports($0) ?? .all })
        if answer.pairs.isEmpty {
            throw ValidationError("\(source) and \(destination) both lie outside, expected a workload on one side")
        }
        let page = AnswerPage(answer, connectivity.model)
        switch format {
        case .text: try options.write(page.text)
        case .json: try options.write(page.json(input.problems))
        }
        options.tell(input.problems)
        if answer.summary != .all(.allow) { throw ExitStatus.findings }
        throw options.status(input.problems)
    }
}

/// A port as people write it on the command line.
private struct PortQuestion {
    private let transport: TransportProtocol
    /// Nil for all ports of the protocol.
    private let port: String?

    init(_ text: String) throws {
        let parts = text.split(separator: "/", maxSplits: 1).map(String.init)
        guard let first = parts.first else { throw ValidationError("the port is empty") }
        let transport = TransportProtocol(name: first.uppercased())
        self.transport = transport ?? .tcp
        port = transport == nil ? first : parts.dropFirst().first
        if transport == nil, parts.count > 1 {
            throw ValidationError("unknown protocol \"\(first)\", expected TCP, UDP or SCTP")
        }
        if let number = port.flatMap({ Int($0) }), !(1...65_535).contains(number) {
            throw ValidationError("the port \(number) is not between 1 and 65535")
        }
    }

    func ports(_ destination: Endpoint?) -> PortSet {
        guard let port else { return PortSet(transport) }
        if let number = Int(port) { return PortSet(transport, number, number) }
        return (destination?.ports ?? []).filter { $0.name == port && $0.transport == transport }
            .reduce(.none) { $0.union(PortSet($1.transport, $1.number, $1.number)) }
    }
}
