// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Findings

extension Severity: ExpressibleByArgument {}
extension Layer: ExpressibleByArgument {}

/// From which severity on a finding makes the command fail.
enum Threshold: String, ExpressibleByArgument, CaseIterable {
    case critical, high, medium, low, info, never

    /// Nil for `never`.
    var severity: Severity? { Severity(rawValue: rawValue) }
}

/// Which checks run, and which of their findings count.
struct SelectionOptions: ParsableArguments {
    @Option(help: "Run only these checks; ids of other tools (CKV_K8S_16, KSV017, C-0057) are understood.")
    var only: [String] = []

    @Option(help: "Do not run these checks.")
    var skip: [String] = []

    @Option(help: "Run only checks of these layers: workload, identity, network, image, admission, runtime.")
    var layer: [String] = []

    @Option(help: "Tell only findings of this severity or worse.")
    var severity: Severity?

    @Option(help: "Exit with status 1 from this severity on; never for 0 (default: high).")
    var failOn: Threshold?

    /// The checks that run: those of the command line, else those of the configuration.
    func checks(_ configuration: Configuration) throws -> [any Check.Type] {
        let only = try Self.ids(self.only.isEmpty ? configuration.only : self.only, option: "--only")
        let skip = try Self.ids(self.skip + configuration.skip, option: "--skip")
        let layers = try Self.layers(layer.isEmpty ? configuration.layers : layer)
        let checks = AllChecks.all.filter { check in
            let description = check.description
            guard only.isEmpty || only.contains(description.id), !skip.contains(description.id) else { return false }
            return layers.isEmpty || layers.contains(description.layer)
        }
        guard !checks.isEmpty else {
            throw ValidationError("no check is left to run: what is asked for is also skipped, or of another layer")
        }
        return checks
    }

    /// The ids of ours that comma-separated names stand for.
    static func ids(_ lists: [String], option: String) throws -> Set<String> {
        var ids: Set<String> = []
        for name in Self.split(lists) {
            let checks = AllChecks.catalogue.checks(named: name)
            guard !checks.isEmpty else {
                let hint = AllChecks.catalogue.nearestID(to: name).map { ", did you mean \"\($0)\"?" } ?? ""
                throw ValidationError("unknown check \"\(name)\" for \(option)\(hint)")
            }
            ids.formUnion(checks.map { $0.id })
        }
        return ids
    }

    private static func layers(_ lists: [String]) throws -> Set<Layer> {
        var layers: Set<Layer> = []
        for name in split(lists) {
            guard let layer = Layer(rawValue: name) else {
                let names = Layer.allCases.map(\.rawValue)
                let hint = NearestName.find(name, in: names).map { ", did you mean \"\($0)\"?" } ?? ""
                throw ValidationError("unknown layer \"\(name)\", expected \(names.joined(separator: ", "))\(hint)")
            }
            layers.insert(layer)
        }
        return layers
    }

    private static func split(_ lists: [String]) -> [String] {
        lists.flatMap { $0.split(separator: ",") }.map { $0.filter { $0 != " " } }.filter { !$0.isEmpty }
    }
}
