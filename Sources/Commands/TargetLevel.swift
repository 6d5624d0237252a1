// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Cluster
internal import Documents
internal import Findings
internal import PodSecurity

/// The Pod Security Standards level that a repair is to reach, and what stands in its way.
struct TargetLevel {
    let level: PodSecurityStandards.Level
    let version: KubernetesVersion

    init(_ name: String, _ version: KubernetesVersion) throws {
        guard let level = PodSecurityStandards.Level(rawValue: name), level != .privileged else {
            throw ValidationError("unknown target \"\(name)\", expected baseline or restricted")
        }
        self.level = level
        self.version = version
    }

    /// Findings without which the level is out of reach; all others are none of its business.
    func concerns(_ finding: Finding) -> Bool {
        guard let standard = finding.check.mappings.pss else { return false }
        return level == .restricted || standard == level.rawValue
    }

    /// One line per field that keeps a workload from the level, with why a person has to decide.
    /// - Parameter files: the inventory whose lines the reader sees: the repaired one once it is written.
    func obstacles(_ repair: Repair, seenIn files: Inventory) -> [String] {
        let remainders = Dictionary(grouping: repair.remainders.filter { concerns($0.finding) }) {
            Place($0.finding.subject.resource)
        }
        let visible = Dictionary(files.workloads.map { (Place($0.resource), $0) }) { first, _ in first }
        var lines: [String] = []
        for workload in repair.result.workloads where !workload.isOwned {
            let policy = PodSecurityStandards.Policy(level, version)
            let place = Place(workload.resource)
            for violation in PodSecurityStandards.evaluate(workload, policy).violations {
                for evidence in violation.evidence {
                    let field = evidence.path(from: workload.resource.node)
                    let node = visible[place]?.resource.node.resolve(field).node ?? evidence.node
                    let reason = Self.reason(field, remainders[place] ?? [])
                    let subject = "\(workload.kind) \(workload.namespace)/\(workload.name)"
                    lines.append("\(node.location): \(subject): \(violation.reason): \(field): \(reason)")
                }
            }
        }
        return lines
    }

    private struct Place: Hashable {
        let kind: String
        let namespace: String
        let name: String
        let file: String

        init(_ resource: Resource) {
            kind = resource.kind
            namespace = resource.effectiveNamespace
            name = resource.name
            file = resource.file
        }
    }

    /// Why the finding that is nearest to a field was not repaired.
    private static func reason(_ field: FieldPath, _ remainders: [Repair.Remainder]) -> String {
        let near = remainders.map { remainder -> (common: Int, reason: String) in
            let finding = remainder.finding
            let path = finding.mainEvidence?.path(from: finding.subject.resource.node)
            let common = zip(path?.steps ?? [], field.steps).prefix { $0 == $1 }.count
            return (common, remainder.reason)
        }
        guard let nearest = near.max(by: { $0.common < $1.common }), nearest.common > 0 else {
            return "no change is known to be right"
        }
        return nearest.reason
    }
}
