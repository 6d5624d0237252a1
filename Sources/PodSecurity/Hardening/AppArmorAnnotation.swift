// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents

/// The annotations that chose an AppArmor profile before v1.30. The API server still copies them into the field of a
/// container that has none (KEP-24).
enum AppArmorAnnotation {
    static let prefix = "container.apparmor.security.beta.kubernetes.io/"

    /// The annotation for a container that has no field of its own; nil when the field decides.
    static func effective(for container: Container, in workload: Workload) -> Node? {
        if container.securityContext?["appArmorProfile"]?.isMapping == true { return nil }
        return workload.podAnnotations?[key: prefix + container.name]
    }

    /// A value that names a profile: the runtime's, or one on the node.
    static func isProfile(_ value: Node) -> Bool {
        let text = value.scalarText
        return text.isEmpty || text == "runtime/default" || text.hasPrefix("localhost/")
    }
}
