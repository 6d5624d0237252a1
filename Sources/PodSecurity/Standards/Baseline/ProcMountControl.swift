// SPDX-License-Identifier: Apache-2.0

internal import Documents

/// Containers may not see an unmasked `/proc`.
///
/// Field: `securityContext.procMount` of every container; allowed: `Default`. Since v1.35 any value is allowed in a pod
/// with a user namespace of its own (`hostUsers: false`, KEP-127).
enum ProcMountControl {
    static let control = Control(
        "procMount", .baseline, .init(0, judge), .init(35) { $0.hasUserNamespace ? nil : judge($0) })

    static func judge(_ pod: JudgedPod) -> Prohibition? {
        var types: [String] = []
        let offenders = pod.containers { container in
            guard let field = container.securityContext?["procMount"], !field.equals("Default"),
                let type = field.string
            else { return nil }
            types.append(type)
            return field
        }
        guard !offenders.isEmpty else { return nil }
        return Prohibition(
            "procMount",
            "\(offenders.containers) must not set securityContext.procMount to "
                + Phrases.quoted(Phrases.sortedSet(types)),
            offenders.evidence)
    }
}
