// SPDX-License-Identifier: Apache-2.0

/// What names of objects may look like
/// (https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#names).
enum ObjectNames {
    /// Lower-case letters, digits and inner dashes, at most 63.
    static func isLabel(_ name: String) -> Bool { isLabel(name.utf8[...]) }

    /// Labels with full stops between them, at most 253 characters.
    static func isSubdomain(_ name: String) -> Bool {
        name.utf8.count <= 253
            && name.utf8.split(separator: 0x2E, omittingEmptySubsequences: false).allSatisfy { isLabel($0, limit: 253) }
    }

    /// Roles and bindings may be called anything that fits into a path.
    static func isPathSegment(_ name: String) -> Bool {
        name != "." && name != ".." && !name.utf8.contains { $0 == 0x2F || $0 == 0x25 }
    }

    private static func isLabel(_ name: Substring.UTF8View, limit: Int = 63) -> Bool {
        guard let first = name.first, let last = name.last, name.count <= limit else { return false }
        return first != 0x2D && last != 0x2D
            && name.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
    }
}
