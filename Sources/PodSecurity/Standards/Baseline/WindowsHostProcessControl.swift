// SPDX-License-Identifier: Apache-2.0

internal import Documents

/// Windows containers may not be processes of the node.
///
/// Field: `securityContext.windowsOptions.hostProcess` of the pod and of every container; allowed: false.
enum WindowsHostProcessControl {
    static let control = Control("windowsHostProcess", .baseline, .init(0, judge))

    private static func judge(_ pod: JudgedPod) -> Prohibition? {
        let setters = Setters(pod: hostProcess(pod.securityContext), pod.containers { hostProcess($0.securityContext) })
        guard !setters.isEmpty else { return nil }
        return Prohibition(
            "hostProcess", "\(setters.text) must not set securityContext.windowsOptions.hostProcess=true",
            setters.evidence)
    }

    private static func hostProcess(_ context: Node?) -> Node? {
        context?["windowsOptions"]?["hostProcess"].flatMap { $0.bool == true ? $0 : nil }
    }
}
