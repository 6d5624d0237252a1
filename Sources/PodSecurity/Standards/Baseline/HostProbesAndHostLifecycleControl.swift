// SPDX-License-Identifier: Apache-2.0

internal import Documents
internal import Findings

/// Probes and lifecycle hooks may not make the kubelet call other hosts.
///
/// Fields: `host` of `httpGet` and `tcpSocket` below `livenessProbe`, `readinessProbe`, `startupProbe`,
/// `lifecycle.postStart` and `lifecycle.preStop` of every container; allowed: empty. Since v1.34.
enum HostProbesAndHostLifecycleControl {
    static let control = Control("hostProbesAndHostLifecycle", .baseline, .init(34, judge))

    private static func judge(_ pod: JudgedPod) -> Prohibition? {
        var hosts: [String] = []
        var names: [String] = []
        var evidence: [Evidence] = []
        for container in pod.containers {
            let fields = hostFields(of: container.node)
            guard !fields.isEmpty else { continue }
            names.append(container.name)
            hosts += fields.map { $0.decodedText ?? "" }
            evidence += fields.map { Evidence($0) }
        }
        guard !names.isEmpty else { return nil }
        names = Phrases.sortedSet(names)
        hosts = Phrases.sortedSet(hosts)
        let containers = "\(Phrases.plural("container", "containers", names.count)) \(Phrases.quoted(names))"
        let verb = Phrases.plural("uses", "use", names.count)
        let noun = Phrases.plural("probe or lifecycle host", "probe or lifecycle hosts", hosts.count)
        return Prohibition(
            "probe or lifecycle host", "\(containers) \(verb) \(noun) \(Phrases.quoted(hosts))", evidence)
    }

    private static func hostFields(of container: Node) -> [Node] {
        var fields: [Node] = []
        func look(_ handler: Node?) {
            guard let handler else { return }
            for action in [handler["httpGet"], handler["tcpSocket"]] {
                guard let host = action?["host"], let text = host.decodedText, !text.isEmpty else { continue }
                fields.append(host)
            }
        }
        look(container["livenessProbe"])
        look(container["readinessProbe"])
        look(container["startupProbe"])
        if let lifecycle = container["lifecycle"] {
            look(lifecycle["postStart"])
            look(lifecycle["preStop"])
        }
        return fields
    }
}
