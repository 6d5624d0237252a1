// SPDX-License-Identifier: Apache-2.0

package import Findings

/// The forms in which a repair is shown or handed over.
package enum RepairFormat: String, Sendable, CaseIterable {
    /// A unified diff for people, with the reasons; coloured on a terminal.
    case diff
    /// A unified diff for `git apply` and `patch -p1`.
    case patch
    /// JSON Patches (RFC 6902), one per object.
    case jsonPatch = "json-patch"
    /// A Kustomize overlay over the files as they are.
    case kustomize
    /// Commands for a live cluster.
    case kubectl

    /// The text of a repair.
    package func text(_ repair: Repair, color: Bool) -> [UInt8] {
        switch self {
        case .diff: RepairDiff(repair, color: color).text
        case .patch: RepairDiff(repair, color: false).patch
        case .jsonPatch: Array(RepairPatches(repair).json.utf8)
        case .kustomize: Array(RepairOverlay(repair).kustomization.utf8)
        case .kubectl: Array(RepairPatches(repair).commands.utf8)
        }
    }
}
