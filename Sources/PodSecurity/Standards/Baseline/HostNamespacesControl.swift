// SPDX-License-Identifier: Apache-2.0

internal import Documents
internal import Findings

/// Pods may not share the node's network, process or IPC namespace.
///
/// Fields: `spec.hostNetwork`, `spec.hostPID`, `spec.hostIPC`; allowed: false.
enum HostNamespacesControl {
    static let control = Control("hostNamespaces", .baseline, .init(0, judge))

    private static func judge(_ pod: JudgedPod) -> Prohibition? {
        var shared: [String] = []
        var evidence: [Evidence] = []
        func look(_ name: String, _ field: Node?) {
            guard let field, field.bool == true else { return }
            shared.append(name + "=true")
            evidence.append(Evidence(field))
        }
        look("hostNetwork", pod.spec["hostNetwork"])
        look("hostPID", pod.spec["hostPID"])
        look("hostIPC", pod.spec["hostIPC"])
        return shared.isEmpty ? nil : Prohibition("host namespaces", shared.joined(separator: ", "), evidence)
    }
}
