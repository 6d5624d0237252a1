// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

/// A check that asks whether a role carries a power: one finding per role, with the elements of its rules that grant
/// it, and whoever holds the role.
package protocol RolePower: ResourceCheck {
    static var power: Power { get }
}

extension RolePower {
    package static var kinds: [String] { ["ClusterRole", "Role"] }

    package static func evaluate(_ resource: Resource, _ context: Context, _ findings: inout FindingCollector) {
        let role = Role.of(resource, in: context.inventory)
        let power = power
        guard !role.isSystem, power.mayBegin(in: role) else { return }
        var matches = power.matches(role.rules)
        if matches.isEmpty { matches = completed(power, role, context) }
        guard let first = matches.first else { return }
        let model = AccessModel.of(context.inventory)
        guard let holders = RoleHolders(of: role, in: model).reaching(power.effect) else { return }
        var severity = holders.severity(description.severity)
        if matches.allSatisfy(\.isNamed), power.names == .lowers { severity = severity.lowered }
        let verbs = Self.unique(matches.flatMap(\.verbs)).joined(separator: ", ")
        let resources = Self.unique(matches.flatMap(\.resources)).joined(separator: ", ")
        findings.add(
            "\(resource.kind) \"\(resource.name)\" lets its holders \(power.phrase) (\(verbs) on \(resources)), "
                + holders.sentence,
            Subject(resource), Evidence(first.resource), Evidence(first.verb), severity: severity,
            remediation: Remediation(description.fix.asSummary, .review))
    }

    /// What a role grants of a power whose rest one of its holders has through other roles.
    private static func completed(_ power: Power, _ role: Role, _ context: Context) -> [Power.Match] {
        guard power.requirements.count > 1 else { return [] }
        let matches = power.beginnings(role.rules)
        guard !matches.isEmpty else { return [] }
        let authorizer = Authorizer.of(context.inventory)
        for binding in AccessModel.of(context.inventory).bindings(of: role) where binding.isClusterBinding {
            for subject in binding.subjects where !subject.isSystem {
                guard let kind = subject.kind else { continue }
                let holder = PowerMatrix.Subject(kind: kind, namespace: subject.namespace, name: subject.name)
                let rules = authorizer.grants(holder.identity, namespace: "") { _ in true }.map(\.rule)
                if !power.matches(rules).isEmpty { return matches }
            }
        }
        return []
    }

    private static func unique(_ texts: [String]) -> [String] {
        var seen: Set<String> = []
        return texts.filter { seen.insert($0).inserted }
    }
}

extension String {
    /// A documentation sentence as a remediation's summary: lower case, no full stop.
    var asSummary: String {
        let capitals = UInt8(ascii: "A")...UInt8(ascii: "Z")
        var bytes = Array(utf8)
        if bytes.last == UInt8(ascii: ".") { bytes.removeLast() }
        guard let first = bytes.first, capitals.contains(first) else { return String(decoding: bytes, as: UTF8.self) }
        let isAbbreviation = bytes.count > 1 && capitals.contains(bytes[1])
        if !isAbbreviation { bytes[0] = first | 0x20 }
        return String(decoding: bytes, as: UTF8.self)
    }
}
