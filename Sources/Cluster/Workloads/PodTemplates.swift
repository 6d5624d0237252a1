// SPDX-License-Identifier: Apache-2.0

internal import Documents

/// Finds the pod templates of an object.
enum PodTemplates {
    struct Place {
        let node: Node
        let shape: PodShape
        let isExact: Bool
    }

    /// What the kind table says; for a kind that it does not have, what looks like a pod template.
    static func places(in resource: Resource, _ facts: KindFacts) -> [Place] {
        if facts.isSearched { return recognisable(in: resource.node) }
        guard let templates = facts.description?.templates, !templates.isEmpty else { return [] }
        return templates.flatMap { path in
            nodes(path.keys[...], below: resource.node)
                .map { Place(node: $0, shape: path.shape, isExact: path.isExact) }
        }
    }

    private static func nodes(_ keys: ArraySlice<String>, below node: Node) -> [Node] {
        guard let key = keys.first else { return [node] }
        if key != "*" { return node[key: key].map { nodes(keys.dropFirst(), below: $0) } ?? [] }
        let children = node.isMapping ? node.entries.map(\.value) : Array(node.elements)
        return children.flatMap { nodes(keys.dropFirst(), below: $0) }
    }

    /// Groups of policies: what looks like a pod there is a pattern for one.
    static func holdsPatterns(_ group: String) -> Bool {
        ["kyverno.io", "policies.kyverno.io"].contains(group) || group.hasSuffix("gatekeeper.sh")
            || group.hasPrefix("kustomize.config.k8s.io")
    }

    /// The mappings whose `spec.containers` lists containers by name and image, everything called `template` with
    /// `spec.containers`, and everything called `podSpec` with `containers`. One pass over the object's nodes.
    private static func recognisable(in root: Node) -> [Place] {
        let document = root.document
        var places: [Place] = []
        var index = root.index
        while index < root.record.next {
            defer { index += 1 }
            let node = Node(document: document, index: index)
            guard node.equals("containers"), let spec = node.parent, spec.isMapping, let owner = spec.parent,
                let list = spec["containers"], list.isSequence, list.index == node.record.next
            else { continue }
            if owner["spec"] == spec, isContainerList(list) || isTemplate(owner) {
                places.append(Place(node: owner, shape: .template, isExact: false))
            } else if owner["podSpec"] == spec {
                places.append(Place(node: spec, shape: .podSpec, isExact: false))
            }
        }
        return places
    }

    private static func isContainerList(_ list: Node) -> Bool {
        var isEmpty = true
        for element in list.elements {
            guard element["name"] != nil, element["image"] != nil else { return false }
            isEmpty = false
        }
        return !isEmpty
    }

    private static func isTemplate(_ node: Node) -> Bool {
        guard let parent = node.parent, parent.isMapping else { return false }
        return parent["template"] == node
    }
}
