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

    private let custom: [String: (group: String, plural: String, isNamespaced: Bool)]

    /// Knows the resources of Kubernetes and those that the inventory's custom resource definitions add.
    package init(_ inventory: Inventory) {
        var custom: [String: (group: String, plural: String, isNamespaced: Bool)] = [:]
        for resource in inventory.resources(ofKind: "CustomResourceDefinition") {
            guard let names = resource.spec?["names"], let plural = names["plural"]?.scalarText else { continue }
            let group = resource.spec?["group"]?.scalarText ?? ""
            let isNamespaced = resource.spec?["scope"]?.equals("Cluster") != true
            for name in [plural, names["singular"]?.scalarText ?? ""] where !name.isEmpty {
                custom[name] = (group, plural, isNamespaced)
            }
            for name in names["shortNames"]?.elements ?? Node.Elements.none {
                custom[name.scalarText] = (group, plural, isNamespaced)
            }
        }
        self.custom = custom
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
        if let dot = name.firstIndex(of: ".") {
            let resource = String(name[..<dot])
            let group = String(name[name.index(after: dot)...])
            return Answer(
                group: group, resource: resource, subresource: subresource,
                isNamespaced: KnownResources.resource(resource, group: group)?.isNamespaced)
        }
        if let known = KnownResources.named(name) {
            return Answer(
                group: known.group, resource: known.name, subresource: subresource, isNamespaced: known.isNamespaced)
        }
        if let known = custom[name] {
            return Answer(
                group: known.group, resource: known.plural, subresource: subresource, isNamespaced: known.isNamespaced)
        }
        return Answer(group: "", resource: name, subresource: subresource, isNamespaced: nil)
    }
}
