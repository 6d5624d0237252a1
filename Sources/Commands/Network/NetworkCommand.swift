// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser

/// The commands about who can talk to whom.
struct NetworkCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "network", abstract: "Tell who can talk to whom, exactly.",
        discussion: """
            Evaluates NetworkPolicy, AdminNetworkPolicy, BaselineAdminNetworkPolicy and ClusterNetworkPolicy for all \
            workloads of the input.
            """,
        subcommands: [
            NetworkConnectionsCommand.self, NetworkWhyCommand.self, NetworkTestCommand.self, NetworkDiffCommand.self,
            NetworkGenerateCommand.self, NetworkLintCommand.self, NetworkDocumentCommand.self,
        ])
}
