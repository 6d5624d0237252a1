// SPDX-License-Identifier: Apache-2.0

extension Schema {
    /// What is wrong with a kind that the API server does not have in a version that it serves: a misspelt name, or
    /// the name of a kind of another group. Nil for a kind that it has, and for one that nobody can have meant.
    func mistake(apiVersion: String, kind: String) -> String? {
        guard type(apiVersion: apiVersion, kind: kind) == nil else { return nil }
        var siblings: [String] = []
        var homes: [String] = []
        for name in kinds.keys where !name.hasPrefix("#") {
            guard let slash = name.lastIndex(of: "/") else { continue }
            let version = name[..<slash]
            let other = name[name.index(after: slash)...]
            if version == apiVersion {
                siblings.append(String(other))
            } else if other == kind {
                homes.append(String(version))
            }
        }
        guard !siblings.isEmpty else { return nil }
        if let home = Self.newest(homes), Self.group(home) != Self.group(apiVersion) {
            return "there is no kind \"\(kind)\" in \(apiVersion), expected \(home)"
        }
        guard let nearest = EditDistance.nearest(to: kind, among: siblings.sorted()), nearest.distance <= 2
        else { return nil }
        return "unknown kind \"\(kind)\" in \(apiVersion), did you mean \"\(nearest.name)\"?"
    }

    /// A stable version before one that is alpha or beta, and has a longer name.
    private static func newest(_ versions: [String]) -> String? {
        versions.min { ($0.utf8.count, $0) < ($1.utf8.count, $1) }
    }

    private static func group(_ apiVersion: String) -> Substring {
        apiVersion.contains("/") ? apiVersion.prefix { $0 != "/" } : ""
    }
}
