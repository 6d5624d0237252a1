// SPDX-License-Identifier: Apache-2.0

internal import Documents
internal import Findings

/// Containers must be kept from running as root.
///
/// Field: `securityContext.runAsNonRoot`; allowed: true, in every container or in the pod with no container saying
/// otherwise. Since v1.35 not in a pod with a user namespace of its own (`hostUsers: false`, KEP-127).
enum RunAsNonRootControl {
    static let control = Control(
        "runAsNonRoot", .restricted, .init(0, judge), .init(35) { $0.hasUserNamespace ? nil : judge($0) })

    private static let reason = "runAsNonRoot != true"

    private static func judge(_ pod: JudgedPod) -> Prohibition? {
        let podField = pod.securityContext?["runAsNonRoot"]
        var refusing = Offenders()
        var silent = Offenders()
        for container in pod.containers {
            let field = container.securityContext?["runAsNonRoot"]
            switch field?.bool {
            case true: continue
            case false: if let field { refusing.add(container, field) }
            case nil where podField?.bool != true:
                silent.add(container.name, [Evidence(below: container.node, "securityContext", "runAsNonRoot")])
            case nil: continue
            }
        }
        let setters = Setters(pod: podField.flatMap { $0.bool == false ? $0 : nil }, refusing)
        if !setters.isEmpty {
            return Prohibition(
                reason, "\(setters.text) must not set securityContext.runAsNonRoot=false", setters.evidence)
        }
        guard !silent.isEmpty else { return nil }
        return Prohibition(
            reason, "pod or \(silent.containers) must set securityContext.runAsNonRoot=true", silent.evidence)
    }
}
