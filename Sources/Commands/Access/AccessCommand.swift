// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser

/// The commands about service accounts, roles and bindings.
struct AccessCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "access", abstract: "Tell who may do what, exactly as the API server would.",
        discussion: """
            Reads roles and bindings from manifests, or from a running cluster's own words: kubectl get \
            clusterroles,clusterrolebindings,roles,rolebindings,serviceaccounts,pods -A -o json > cluster.json
            """,
        subcommands: [
            AccessCanCommand.self, AccessListCommand.self, AccessWhoCanCommand.self, AccessTestCommand.self,
            AccessEscalationsCommand.self, AccessGenerateCommand.self, AccessUnusedCommand.self,
        ])
}
