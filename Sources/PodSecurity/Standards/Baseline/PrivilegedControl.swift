// SPDX-License-Identifier: Apache-2.0

internal import Documents

/// Containers may not be privileged.
///
/// Field: `securityContext.privileged` of every container; allowed: false.
enum PrivilegedControl {
    static let control = Control("privileged", .baseline, .init(0, judge))

    private static func judge(_ pod: JudgedPod) -> Prohibition? {
        let offenders = pod.containers { container in
            container.securityContext?["privileged"].flatMap { $0.bool == true ? $0 : nil }
        }
        guard !offenders.isEmpty else { return nil }
        return Prohibition(
            "privileged", "\(offenders.containers) must not set securityContext.privileged=true", offenders.evidence)
    }
}
