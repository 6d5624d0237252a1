// SPDX-License-Identifier: Apache-2.0

/// A minor version of Kubernetes; all have the major version 1.
package struct KubernetesVersion: Sendable, Hashable, Comparable, CustomStringConvertible {
    package let minor: Int

    package init(minor: Int) { self.minor = minor }

    /// The newest version that this program knows.
    package static let latest = KubernetesVersion(minor: 37)

    /// Reads `v1.30`, `1.30`, `v1.30.2` or `latest`.
    package init?(_ text: String) {
        if text == "latest" {
            self = .latest
            return
        }
        let parts = (text.hasPrefix("v") ? text.dropFirst() : text[...]).split(
            separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2 || parts.count == 3, parts[0] == "1", let minor = Int(parts[1]), minor >= 0 else {
            return nil
        }
        self.minor = minor
    }

    package static func < (left: Self, right: Self) -> Bool { left.minor < right.minor }

    package var description: String { "v1.\(minor)" }
}
