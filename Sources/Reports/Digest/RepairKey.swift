// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents
internal import Findings

/// What one change of a person's hand repairs at once: the same field, or fields of the same security context.
struct RepairKey: Hashable {
    private enum Kind: Hashable {
        case field, securityContext, addedObject
        /// Edits in several places, or none at all: a change of its own.
        case alone
    }

    private let document: ObjectIdentifier
    private let node: UInt32
    private let kind: Kind
    private let detail: String

    /// Details differ seldom where nodes do not.
    func hash(into hasher: inout Hasher) {
        hasher.combine(document)
        hasher.combine(node)
    }

    init(_ finding: Finding) {
        if let edits = finding.remediation?.edits, let first = edits.first {
            let key = RepairKey(first)
            if edits.dropFirst().allSatisfy({ $0.isBeside(first) || RepairKey($0) == key }) {
                self = key
                return
            }
            if key.kind == .addedObject, let all = Self.added(edits.map { RepairKey($0) }) {
                self = all
                return
            }
        }
        let evidence = finding.evidence.first ?? Evidence(finding.subject.resource.node)
        self.init(evidence.node, .alone, finding.check.id)
    }

    var isSecurityContext: Bool { kind == .securityContext }

    /// The key under which all security contexts of one object go together: a person opens the file once.
    func wide(_ resource: Resource) -> RepairKey {
        kind == .securityContext ? RepairKey(resource.node, kind, "") : self
    }

    /// Several objects that one change adds beside the same object; nil when it does something else besides.
    private static func added(_ keys: [RepairKey]) -> RepairKey? {
        guard let first = keys.first,
            keys.allSatisfy({
                $0.kind == .addedObject && $0.document == first.document && $0.node == first.node
            })
        else { return nil }
        return RepairKey(document: first.document, node: first.node, detail: keys.map(\.detail).joined(separator: " "))
    }

    private init(document: ObjectIdentifier, node: UInt32, detail: String) {
        self.document = document
        self.node = node
        kind = .addedObject
        self.detail = detail
    }

    private init(_ edit: Edit) {
        let place = edit.place
        if case .addObject(let value) = edit.operation {
            let metadata = value["metadata"]
            let names = [value["kind"], metadata?["namespace"], metadata?["name"]]
            var detail = ""
            for name in names {
                detail += "/"
                if case .string(let text)? = name { detail += text } else { detail += name?.flowYAML ?? "" }
            }
            self.init(place.node.root, .addedObject, detail)
        } else if place.missing.first == "securityContext" {
            self.init(place.node, .securityContext, "")
        } else if let owner = place.node.securityContextOwner {
            self.init(owner, .securityContext, "")
        } else {
            self.init(place.node, .field, place.missing.first ?? "")
        }
    }

    private init(_ node: Node, _ kind: Kind, _ detail: String) {
        document = ObjectIdentifier(node.document)
        self.node = node.index
        self.kind = kind
        self.detail = detail
    }
}

extension Edit {
    /// Sets a field below the same mapping as another edit does, in the same part of it.
    fileprivate func isBeside(_ other: Edit) -> Bool {
        guard case .set = operation, case .set = other.operation else { return false }
        return place.node == other.place.node && place.missing.first == other.place.missing.first
    }
}

extension Node {
    /// The pod spec or container whose security context this node is or lies in.
    var securityContextOwner: Node? {
        var node = self
        for _ in 0..<4 {
            guard let parent = node.parent else { return nil }
            if parent.isMapping, node.key(in: parent)?.equals("securityContext") == true { return parent }
            node = parent
        }
        return nil
    }
}
