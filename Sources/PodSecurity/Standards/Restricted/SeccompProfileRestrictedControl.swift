// SPDX-License-Identifier: Apache-2.0

internal import Documents
internal import Findings

/// Every container must run under a seccomp profile.
///
/// Field: `securityContext.seccompProfile.type`; allowed: `RuntimeDefault` and `Localhost`, in every container or in
/// the pod with no container saying otherwise. Since v1.19; since v1.25 not for Windows.
enum SeccompProfileRestrictedControl {
    static let control = Control(
        "seccompProfile_restricted", .restricted, overrides: "seccompProfile_baseline",
        .init(19, judge), .init(25) { $0.isWindows ? nil : judge($0) })

    private static func judge(_ pod: JudgedPod) -> Prohibition? {
        var values: [String] = []
        let podProfile = pod.securityContext?["seccompProfile"]?.mapping
        let podType = podProfile.flatMap { SeccompProfileBaselineControl.forbiddenType($0, &values) }
        let isCovered = podProfile != nil && podType == nil
        var unconfined = Offenders()
        var silent = Offenders()
        for container in pod.containers {
            if let profile = container.securityContext?["seccompProfile"]?.mapping {
                guard let type = SeccompProfileBaselineControl.forbiddenType(profile, &values) else { continue }
                unconfined.add(container, type)
            } else if !isCovered {
                silent.add(container.name, [Evidence(below: container.node, "securityContext", "seccompProfile")])
            }
        }
        let setters = Setters(pod: podType, unconfined)
        if let prohibition = SeccompProfileBaselineControl.prohibition(setters, values) { return prohibition }
        guard !silent.isEmpty else { return nil }
        return Prohibition(
            "seccompProfile",
            "pod or \(silent.containers) must set securityContext.seccompProfile.type to \"RuntimeDefault\" or "
                + "\"Localhost\"",
            silent.evidence)
    }
}
