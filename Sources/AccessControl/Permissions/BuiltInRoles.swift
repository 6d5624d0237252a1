// SPDX-License-Identifier: Apache-2.0

package import Documents

/// The roles and bindings that the API server makes when a cluster starts, so that references to `edit`, `view` or
/// `system:*` in manifests resolve without a cluster.
package enum BuiltInRoles {
    /// The objects as a document whose name says what they are.
    package static let document = Document.parse(Array(json.utf8), name: "kubernetes-\(recordedVersion)-defaults.json")
}
