// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Cluster
internal import Documents
internal import Findings
internal import PodSecurity

/// The root command: wiring only.
struct Bulwark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bulwark", abstract: "Finds, explains and repairs what makes pods on Kubernetes unsafe.",
        subcommands: [ScanCommand.self])

}

/// Interim scan.
struct ScanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "scan", abstract: "Find problems in manifests.")

    @Argument var paths: [String] = []

    func run() throws {
        var documents: [Document] = []
        while let line = readLine(strippingNewline: false) { documents.append(Document.parse(line)) }
        let inventory = Inventory(documents: documents)
        let result = Runner(checks: PodSecurityRegistry.all).run(Context(inventory: inventory))
        for finding in result.findings {
            print(
                "\(finding.evidence[0].location): \(finding.severity.rawValue) \(finding.check.id): \(finding.message)")
        }
    }
}
