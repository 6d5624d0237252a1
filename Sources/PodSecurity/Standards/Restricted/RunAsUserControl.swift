// SPDX-License-Identifier: Apache-2.0

internal import Documents

/// Containers may not run as user 0.
///
/// Field: `securityContext.runAsUser` of the pod and of every container; allowed: anything but 0. Since v1.23; since
/// v1.35 not in a pod with a user namespace of its own (`hostUsers: false`, KEP-127).
enum RunAsUserControl {
    static let control = Control(
        "runAsUser", .restricted, .init(23, judge), .init(35) { $0.hasUserNamespace ? nil : judge($0) })

    private static func judge(_ pod: JudgedPod) -> Prohibition? {
        let setters = Setters(pod: root(pod.securityContext), pod.containers { root($0.securityContext) })
        return setters.isEmpty
            ? nil : Prohibition("runAsUser=0", "\(setters.text) must not set runAsUser=0", setters.evidence)
    }

    private static func root(_ context: Node?) -> Node? {
        context?["runAsUser"].flatMap { $0.decodedInteger == 0 ? $0 : nil }
    }
}
