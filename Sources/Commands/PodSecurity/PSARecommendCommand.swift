// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Cluster
internal import Documents
internal import Findings
internal import PodSecurity

/// Tells for each namespace the strictest level that all its workloads meet.
struct PSARecommendCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recommend", abstract: "Tell the strictest level that each namespace can enforce today.",
        discussion: """
            Where that is not restricted, the workloads that stand in the way are listed with the fields that do. \
            The pods are judged as they reach admission.
            """)

    @Argument(help: "Files and folders, or - for standard input.")
    var paths: [String] = []

    @OptionGroup(title: "Input and output") var options: PSAOptions

    func run() throws {
        let inventory = try options.load(paths)
        let version = options.version.version
        let standings = NamespaceStanding.all(in: inventory, version)
        let sink = try options.sink()
        switch options.format {
        case .table:
            for standing in standings { try sink.write(Array(text(standing, version).utf8)) }
        case .ndjson:
            for standing in standings {
                var writer = JSONWriter()
                writer.value(standing, version)
                try sink.write(writer.bytes + [0x0A])
            }
        case .json:
            var writer = JSONWriter()
            writer.object { writer in
                writer.member("namespaces") { writer in
                    writer.array { writer in for standing in standings { writer.value(standing, version) } }
                }
                writer.member(problems: inventory.problems)
            }
            try sink.write(writer.bytes + [0x0A])
        }
        try sink.finish()
        options.tell(inventory.problems)
        if standings.isEmpty, !options.quiet { StandardError.write("no pods or pod templates in the input") }
        throw inventory.problems.contains { $0.gravity == .error } ? ExitStatus.unreadable : ExitStatus.clean
    }

    private func text(_ standing: NamespaceStanding, _ version: KubernetesVersion?) -> String {
        let count = standing.workloads.count
        var text = "\(standing.namespace): \(standing.level.rawValue) "
        text += "(\(count) \(count == 1 ? "workload" : "workloads"))\n"
        if standing.level != .privileged {
            text += "  kubectl label --overwrite namespace \(standing.namespace.shellWord)"
            for (key, value) in standing.labels(version) { text += " \(key)=\(value)" }
            text += "\n"
        }
        for entry in standing.blockers(of: .restricted) {
            let resource = entry.workload.resource
            text += "  \(resource.location): \(resource.title) is \(entry.level.rawValue)\n"
            for violation in entry.violations {
                text += "    \(violation.reason) (\(violation.detail))\n"
                for evidence in violation.evidence {
                    text += "      \(evidence.location): \(evidence.path(from: resource.node))\n"
                }
            }
        }
        return text.displayed + "\n"
    }
}

extension NamespaceStanding {
    /// The labels that make a namespace enforce the level, pinned to the version that was judged.
    fileprivate func labels(_ version: KubernetesVersion?) -> [(key: String, value: String)] {
        let prefix = "pod-security.kubernetes.io/"
        return [
            (prefix + "enforce", level.rawValue), (prefix + "enforce-version", (version ?? .latest).description),
        ]
    }
}

extension NamespaceStanding.Entry {
    /// What keeps the workload from the next stricter level.
    fileprivate var violations: [PodSecurityStandards.Violation] {
        level == .privileged ? baseline.violations : restricted.violations
    }
}

extension JSONWriter {
    fileprivate mutating func value(_ standing: NamespaceStanding, _ version: KubernetesVersion?) {
        object { writer in
            writer.member("namespace", standing.namespace)
            writer.member("level", standing.level.rawValue)
            writer.member("version", (version ?? .latest).description)
            writer.member("workloads", standing.workloads.count)
            writer.member("labels") { writer in
                writer.object { writer in
                    for (key, value) in standing.labels(version) { writer.member(key, value) }
                }
            }
            writer.member("blocking") { writer in
                writer.array { writer in
                    for entry in standing.blockers(of: .restricted) { writer.value(entry) }
                }
            }
        }
    }

    private mutating func value(_ entry: NamespaceStanding.Entry) {
        object { writer in
            writer.member(subject: entry.workload.resource)
            writer.member("file", entry.workload.resource.file)
            writer.member("line", entry.workload.resource.location.line)
            writer.member("level", entry.level.rawValue)
            writer.member("violations") { $0.value(entry.restricted.violations, entry.workload.resource.node) }
        }
    }
}
