// SPDX-License-Identifier: Apache-2.0

internal import Documents
internal import Findings

/// Containers must forbid that a process gains more privileges than its parent.
///
/// Field: `securityContext.allowPrivilegeEscalation` of every container; allowed: false. Since v1.8, when the field
/// came; since v1.25 not for Windows, where it has no meaning.
enum AllowPrivilegeEscalationControl {
    static let control = Control(
        "allowPrivilegeEscalation", .restricted, .init(8, judge), .init(25) { $0.isWindows ? nil : judge($0) })

    private static func judge(_ pod: JudgedPod) -> Prohibition? {
        var offenders = Offenders()
        for container in pod.containers {
            let field = container.securityContext?["allowPrivilegeEscalation"]
            if field?.bool == false { continue }
            offenders.add(
                container.name, [Evidence(below: container.node, "securityContext", "allowPrivilegeEscalation")])
        }
        guard !offenders.isEmpty else { return nil }
        return Prohibition(
            "allowPrivilegeEscalation != false",
            "\(offenders.containers) must set securityContext.allowPrivilegeEscalation=false", offenders.evidence)
    }
}
