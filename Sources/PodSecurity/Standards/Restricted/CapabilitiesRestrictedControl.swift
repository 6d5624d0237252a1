// SPDX-License-Identifier: Apache-2.0

internal import Documents
internal import Findings

/// Containers must drop all capabilities and may add back only `NET_BIND_SERVICE`.
///
/// Fields: `securityContext.capabilities.drop` and `.add` of every container. `ALL` counts in upper case only. Since
/// v1.22; since v1.25 not for Windows.
enum CapabilitiesRestrictedControl {
    static let control = Control(
        "capabilities_restricted", .restricted, overrides: "capabilities_baseline",
        .init(22, judge), .init(25) { $0.isWindows ? nil : judge($0) })

    private static func judge(_ pod: JudgedPod) -> Prohibition? {
        var keeping = Offenders()
        var adding = Offenders()
        var names: [String] = []
        for container in pod.containers {
            let drop = container.securityContext?["capabilities"]?["drop"]
            if drop?.elements.contains(where: { $0.equals("ALL") }) != true {
                keeping.add(
                    container.name, [Evidence(below: container.node, "securityContext", "capabilities", "drop")])
            }
            let added = AddedCapability.all(of: container).filter { $0.name != "NET_BIND_SERVICE" }
            guard !added.isEmpty else { continue }
            names += added.map(\.name)
            adding.add(container.name, added.map { Evidence($0.node) })
        }
        var details: [String] = []
        if !keeping.isEmpty {
            details.append("\(keeping.containers) must set securityContext.capabilities.drop=[\"ALL\"]")
        }
        if !adding.isEmpty {
            let list = Phrases.quoted(Phrases.sortedSet(names))
            details.append("\(adding.containers) must not include \(list) in securityContext.capabilities.add")
        }
        guard !details.isEmpty else { return nil }
        return Prohibition(
            "unrestricted capabilities", details.joined(separator: "; "), keeping.evidence + adding.evidence)
    }
}
