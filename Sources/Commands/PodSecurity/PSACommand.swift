// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser

/// The commands about the Pod Security Standards.
struct PSACommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "psa", abstract: "Judge pods by the Pod Security Standards, exactly as the API server does.",
        subcommands: [PSACheckCommand.self, PSARecommendCommand.self])
}
