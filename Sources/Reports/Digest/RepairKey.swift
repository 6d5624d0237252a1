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

    /// Tells apart what one node has several of.
    private enum Detail: Equatable {
        /// A field below the node, or a check's id.
        case text(String)
        case added([AddedObject])
    }

    private let document: ObjectIdentifier
    private let node: UInt32
    private let kind: Kind
    private let detail: Detail

    /// Details differ seldom where nodes do not.
    func hash(into hasher: inout Hasher) { hasher.combine(scattered) }

    /// A number made of document and node whose upper bits look random. Neither is chosen by the input's author.
    var scattered: UInt64 {
        let document = UInt64(UInt(bitPattern: document))
        return (document &* 0x9E37_79B9_7F4A_7C15 ^ UInt64(node)) &* 0xC2B2_AE3D_27D4_EB4F
    }

    init(_ finding: Finding) {
        if let edits = finding.remediation?.edits, !edits.isEmpty {
            let key = RepairKey(edits[0])
            if edits.indices.dropFirst().allSatisfy({ edits[$0].isBeside(edits[0]) || RepairKey(edits[$0]) == key }) {
                self = key
                return
            }
            if key.kind == .addedObject, let all = Self.added(edits, key) {
                self = all
                return
            }
        }
        self.init(finding.mainEvidence?.node ?? finding.subject.resource.node, .alone, .text(finding.check.id))
    }

    var isSecurityContext: Bool { kind == .securityContext }

    /// The key under which all security contexts of one object go together: a person opens the file once.
    func wide(_ resource: Resource) -> RepairKey {
        kind == .securityContext ? RepairKey(resource.node, kind) : self
    }

    /// Several objects that one change adds beside the same object; nil when it does something else besides.
    private static func added(_ edits: [Edit], _ first: RepairKey) -> RepairKey? {
        var objects: [AddedObject] = []
        for edit in edits {
            let root = edit.place.node.root
            guard case .addObject(let value) = edit.operation, root.index == first.node,
                ObjectIdentifier(root.document) == first.document
            else { return nil }
            objects.append(AddedObject(value))
        }
        return RepairKey(document: first.document, node: first.node, added: objects)
    }

    private init(document: ObjectIdentifier, node: UInt32, added objects: [AddedObject]) {
        self.document = document
        self.node = node
        kind = .addedObject
        detail = .added(objects)
    }

    private init(_ edit: Edit) {
        let node = edit.place.node
        if case .addObject(let value) = edit.operation {
            self.init(node.root, .addedObject, .added([AddedObject(value)]))
            return
        }
        let key = edit.place.missing.first
        if key == "securityContext" {
            self.init(node, .securityContext)
        } else if let owner = node.securityContextOwner {
            self.init(owner, .securityContext)
        } else {
            self.init(node, .field, .text(key ?? ""))
        }
    }

    private init(_ node: Node, _ kind: Kind, _ detail: Detail = .text("")) {
        document = ObjectIdentifier(node.document)
        self.node = node.index
        self.kind = kind
        self.detail = detail
    }
}

/// An object that a change adds: equal when kind, namespace and name are.
private struct AddedObject: Equatable {
    private let value: Value

    init(_ value: Value) { self.value = value }

    static func == (left: AddedObject, right: AddedObject) -> Bool {
        let metadata = (left.value["metadata"], right.value["metadata"])
        return left.value["kind"] == right.value["kind"] && metadata.0?["name"] == metadata.1?["name"]
            && metadata.0?["namespace"] == metadata.1?["namespace"]
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
