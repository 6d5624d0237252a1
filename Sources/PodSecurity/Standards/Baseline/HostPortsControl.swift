// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents
internal import Findings

/// Containers may not claim ports of the node.
///
/// Field: `ports[*].hostPort` of every container; allowed: 0. Of a pod in the node's network the API server sets the
/// host port of initial and main containers to the container port.
enum HostPortsControl {
    static let control = Control("hostPorts", .baseline, .init(0, judge))

    private static func judge(_ pod: JudgedPod) -> Prohibition? {
        let isDefaulted = pod.isAdmitted && pod.spec["hostNetwork"]?.bool == true
        var numbers: [String] = []
        var offenders = Offenders()
        for container in pod.containers {
            var evidence: [Evidence] = []
            for port in container.node["ports"]?.elements ?? Node.Elements.none {
                guard let used = hostPort(port, isDefaulted && container.role != .ephemeral) else { continue }
                numbers.append(String(used.number))
                evidence.append(used.evidence)
            }
            if !evidence.isEmpty { offenders.add(container.name, evidence) }
        }
        guard !offenders.isEmpty else { return nil }
        let ports = Phrases.sortedSet(numbers)
        let verb = Phrases.plural("uses", "use", offenders.names.count)
        let noun = Phrases.plural("hostPort", "hostPorts", ports.count)
        return Prohibition(
            "hostPort", "\(offenders.containers) \(verb) \(noun) \(ports.joined(separator: ", "))", offenders.evidence)
    }

    private static func hostPort(_ port: Node, _ isDefaulted: Bool) -> (number: Int64, evidence: Evidence)? {
        let field = port["hostPort"]
        if let field, let number = field.decodedInteger, number != 0 { return (number, Evidence(field)) }
        guard isDefaulted, let number = port["containerPort"]?.decodedInteger, number != 0 else { return nil }
        return (number, field.map { Evidence($0) } ?? Evidence(port, missing: ["hostPort"]))
    }
}
