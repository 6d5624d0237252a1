// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Documents

/// Kubescape's exceptions: a list of `postureExceptionPolicy`. Each holds for every control of its `posturePolicies` in
/// every object that one of its `resources` selects by regular expressions on kind, namespace, name and labels.
extension ExceptionFiles {
    package mutating func readKubescape(_ document: Document) {
        problems += document.problems
        guard let root = document.roots.first, document.problems.isEmpty else { return }
        guard root.isSequence else { return warn(root, "found no list, expected Kubescape's list of exceptions") }
        for policy in root.elements {
            let suppression = Suppression(
                .foreign, source: document.name,
                reason: policy["reason"]?.string ?? policy["name"]?.scalarText ?? "",
                expires: policy["expirationDate"]?.string)
            let selectors = selectors(policy)
            for control in policy["posturePolicies"]?.elements ?? Node.Elements.none {
                guard let id = control["controlID"] ?? control["controlId"], !id.scalarText.isEmpty else {
                    warn(control, "an exception names no \"controlID\": it does not count")
                    continue
                }
                add(id, selectors, suppression)
            }
        }
    }

    private mutating func add(_ id: Node, _ selectors: [ExceptionSelector], _ suppression: Suppression) {
        let name = id.scalarText
        guard let checks = checks(of: name) else { return }
        for selector in selectors {
            exceptions.append(
                Exception(
                    name, checks: checks, scope: .selected(selector), suppression: suppression, at: id.location))
        }
    }

    /// The ids of the checks behind a control's id, or behind all controls that an expression matches.
    private func checks(of control: String) -> Set<String>? {
        if case .checks(let ids)? = reader.meaning(of: control, by: .kubescape) { return ids }
        guard let expression = RegularExpression(control, ignoresCase: true) else { return nil }
        let known = reader.catalogue.checks.filter { check in
            check.mappings.peers[.kubescape]?.contains { expression.matches($0) } ?? false
        }
        return known.isEmpty ? nil : Set(known.map { $0.id })
    }

    /// What the resources of an exception select; one that is not understood selects nothing.
    private mutating func selectors(_ policy: Node) -> [ExceptionSelector] {
        guard let resources = policy["resources"], resources.isSequence else { return [ExceptionSelector()] }
        var selectors: [ExceptionSelector] = []
        for resource in resources.elements {
            if let selector = selector(resource["attributes"]) { selectors.append(selector) }
        }
        return selectors
    }

    private mutating func selector(_ attributes: Node?) -> ExceptionSelector? {
        var selector = ExceptionSelector()
        for (key, value) in attributes?.entries ?? Node.Entries.none {
            let name = key.scalarText
            guard let pattern = RegularExpression(value.scalarText, ignoresCase: name == "kind") else {
                warn(value, "\"\(value.scalarText)\" is no regular expression that is understood: it selects nothing")
                return nil
            }
            switch name {
            case "kind": selector.kind = .expression(pattern)
            case "namespace": selector.namespace = .expression(pattern)
            case "name": selector.name = .expression(pattern)
            // Manifests belong to no cluster.
            case "cluster": if !pattern.matches("") { return nil }
            default: selector.labels[name] = .expression(pattern)
            }
        }
        return selector
    }

    private mutating func warn(_ node: Node, _ message: String) {
        problems.append(Problem("exception", at: node.location, gravity: .warning, message))
    }
}
