// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents

/// Finds the API group of a resource as people write it: `pods`, `deploy`, `deployments.apps`, `pods/exec`.
package struct ResourceNaming: Sendable {
    package struct Answer: Sendable, Hashable {
        package let group: String
        package let resource: String
        package let subresource: String
        /// Nil when nobody knows the resource.
        package let isNamespaced: Bool?

        /// `deployments.apps/scale`.
        package var title: String {
            (group.isEmpty ? resource : "\(resource).\(group)") + (subresource.isEmpty ? "" : "/\(subresource)")
        }
    }

    /// Custom resources by each of their names, in reading order.
    private let custom: [String: [KnownResource]]

    /// Knows the resources of Kubernetes and those that the inventory's custom resource definitions add.
    package init(_ inventory: Inventory) {
        var custom: [String: [KnownResource]] = [:]
        for resource in inventory.resources(ofKind: "CustomResourceDefinition") {
            guard let names = resource.spec?["names"], let plural = names["plural"]?.scalarText else { continue }
            let short = (names["shortNames"]?.elements ?? Node.Elements.none).map(\.scalarText)
            let known = KnownResource(
                plural, group: resource.spec?["group"]?.scalarText ?? "",
                namespaced: resource.spec?["scope"]?.equals("Cluster") != true, short: short)
            let singular = [names["singular"]?.scalarText ?? "", names["kind"]?.scalarText.lowercased() ?? ""]
            for name in Set([plural] + singular + short) where !name.isEmpty {
                custom[name, default: []].append(known)
            }
        }
        self.custom = custom
    }

    /// The plural names of the custom resources, with their groups.
    var customTitles: [(name: String, title: String)] {
        custom.values.joined().map { ($0.name, "\($0.name).\($0.group)") }
    }

    /// - Parameter group: the API group when it is known; then the name is taken as it stands.
    package func resolve(_ text: String, group: String? = nil) -> Answer {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let subresource = parts.count > 1 ? String(parts[1]) : ""
        let name = parts.first.map(String.init) ?? ""
        if let group {
            return Answer(
                group: group, resource: name, subresource: subresource,
                isNamespaced: KnownResources.resource(name, group: group)?.isNamespaced)
        }
        let known: KnownResource?
        var group = ""
        var resource = name
        if let dot = name.firstIndex(of: ".") {
            resource = String(name[..<dot])
            group = Self.withoutVersion(String(name[name.index(after: dot)...]))
            known = named(resource.lowercased()) { $0.group == group }
        } else {
            known = named(name.lowercased()) { _ in true }
        }
        return Answer(
            group: known?.group ?? group, resource: known?.name ?? resource, subresource: subresource,
            isNamespaced: known?.isNamespaced)
    }

    private func named(_ name: String, where isWanted: (KnownResource) -> Bool) -> KnownResource? {
        KnownResources.named(name, where: isWanted) ?? custom[name]?.first(where: isWanted)
    }

    /// `apps` for `v1.apps`, as kubectl takes both.
    private static func withoutVersion(_ group: String) -> String {
        guard let dot = group.firstIndex(of: "."), group.hasPrefix("v"), group.dropFirst().first?.isNumber == true
        else {
            return group
        }
        return String(group[group.index(after: dot)...])
    }
}
