// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Cluster
internal import Documents
internal import Findings

/// Where the configuration and the exceptions come from.
struct ExceptionOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The configuration (default: .bulwark.yaml in the working directory or above).", valueName: "file"))
    var config: String?

    @Option(help: ArgumentHelp("Findings in this file do not count.", valueName: "file"))
    var baseline: String?

    @Option(help: ArgumentHelp("Exceptions in Kubescape's format (JSON).", valueName: "file"))
    var exceptions: String?

    @Option(help: "Nothing suppresses the findings of these checks.")
    var strict: [String] = []

    private static let limit = 64 << 20

    /// The configuration that the user names, else the nearest one; empty when there is none.
    func configuration() throws -> Configuration {
        if let config {
            return Configuration(try Self.document(config, option: "--config"), catalogue: AllChecks.catalogue)
        }
        guard let path = NearbyFiles.nearest(".bulwark.yaml", from: ".") else { return Configuration() }
        return Configuration(try Self.document(path, option: "the configuration"), catalogue: AllChecks.catalogue)
    }

    /// Everything that covers findings of the given paths besides the manifests' own words.
    func sources(_ configuration: Configuration, paths: [String]) throws -> ExceptionSources {
        var sources = ExceptionSources(catalogue: AllChecks.catalogue)
        sources.exceptions = configuration.exceptions
        sources.strict = try SelectionOptions.ids(strict + configuration.strict, option: "--strict")
        var files = ExceptionFiles(catalogue: AllChecks.catalogue)
        if let exceptions { files.readKubescape(try Self.document(exceptions, option: "--exceptions")) }
        for path in NearbyFiles.all([".trivyignore"], around: paths) {
            guard let bytes = try? InputReading.file(path, limit: Self.limit) else { continue }
            files.readTrivyIgnore(String(decoding: bytes, as: UTF8.self), file: path)
        }
        for path in NearbyFiles.all([".trivyignore.yaml", ".trivyignore.yml"], around: paths) {
            guard let bytes = try? InputReading.file(path, limit: Self.limit) else { continue }
            files.readTrivyIgnore(Document.parse(bytes, name: path))
        }
        sources.exceptions += files.exceptions
        sources.problems = files.problems
        sources.baseline = try readBaseline(configuration)
        return sources
    }

    private func readBaseline(_ configuration: Configuration) throws -> Baseline? {
        guard let path = baseline ?? configuration.baseline else { return nil }
        do throws(Problem) {
            return try Baseline(try Self.document(path, option: "--baseline"))
        } catch {
            throw ValidationError("the baseline cannot be used: \(error)")
        }
    }

    private static func document(_ path: String, option: String) throws(Problem) -> Document {
        do throws(ReadFailure) {
            return Document.parse(try InputReading.file(path, limit: limit), name: path)
        } catch {
            throw Problem("unreadable", file: path, "\(error.message) (\(option))")
        }
    }
}
