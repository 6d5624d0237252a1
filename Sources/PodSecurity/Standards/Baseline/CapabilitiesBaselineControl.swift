// SPDX-License-Identifier: Apache-2.0

internal import Documents
internal import Findings

/// Containers may add only the capabilities that runtimes give by default, and not `NET_RAW`.
///
/// Field: `securityContext.capabilities.add` of every container. The names count as they are written: `CAP_CHOWN` and
/// `chown` are forbidden.
enum CapabilitiesBaselineControl {
    static let control = Control("capabilities_baseline", .baseline, .init(0, judge))

    /// The capabilities that the baseline standard allows to add.
    static let allowed: Set<String> = [
        "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP",
        "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT",
    ]

    private static func judge(_ pod: JudgedPod) -> Prohibition? {
        var names: [String] = []
        var offenders = Offenders()
        for container in pod.containers {
            let added = AddedCapability.all(of: container).filter { !allowed.contains($0.name) }
            guard !added.isEmpty else { continue }
            names += added.map(\.name)
            offenders.add(container.name, added.map { Evidence($0.node) })
        }
        guard !offenders.isEmpty else { return nil }
        return Prohibition(
            "non-default capabilities",
            "\(offenders.containers) must not include \(Phrases.quoted(Phrases.sortedSet(names))) in "
                + "securityContext.capabilities.add",
            offenders.evidence)
    }
}

/// An entry of `capabilities.add`.
struct AddedCapability {
    let name: String
    let node: Node

    static func all(of container: JudgedContainer) -> [AddedCapability] {
        guard let list = container.securityContext?["capabilities"]?["add"] else { return [] }
        return list.elements.compactMap { node in
            node.decodedText.map { AddedCapability(name: $0, node: node) }
        }
    }
}
