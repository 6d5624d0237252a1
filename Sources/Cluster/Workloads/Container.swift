// SPDX-License-Identifier: Apache-2.0

package import Documents

/// A container of a pod template. A class, since every check handles all of them.
package final class Container: Sendable {
    package enum Role: String, Sendable { case initial, main, ephemeral }

    package let node: Node
    package let role: Role
    /// Empty when missing.
    package let name: String
    /// As written; nil when missing.
    package let image: String?
    package let securityContext: Node?
    /// `securityContext.privileged` is true.
    package let isPrivileged: Bool

    package init(node: Node, role: Role) {
        self.node = node
        self.role = role
        name = node["name"]?.scalarText ?? ""
        image = node["image"]?.string
        securityContext = node["securityContext"]
        isPrivileged = securityContext?["privileged"]?.bool == true
    }

    /// An initial container that keeps running beside the main ones (KEP-753).
    package var isSidecar: Bool { role == .initial && node["restartPolicy"]?.equals("Always") == true }

    /// `securityContext.capabilities.add` and `.drop`.
    package var capabilities: Node? { securityContext?["capabilities"] }
}

extension Container: Hashable {
    package static func == (left: Container, right: Container) -> Bool {
        left.node == right.node && left.role == right.role
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(node) }
}
