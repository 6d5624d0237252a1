// SPDX-License-Identifier: Apache-2.0

package import Cluster
package import Documents

/// What roles and bindings grant and a log does not show in use, with the changes that take it away. For every request
/// of the log the permission that allowed it is kept, so that a replay of the log over the changed objects denies
/// nothing.
package struct UnusedPermissions: Sendable {
    /// One thing that can go.
    package struct Entry: Sendable {
        package enum Kind: String, Sendable, Hashable {
            case binding, subject, role, rule, verb, group, resource, name, url, wildcard
        }

        package let kind: Kind
        package let place: Node
        package let message: String
        package let object: Resource
        /// Nil: the object goes as a whole.
        let changes: [Change]?

        package var deletesObject: Bool { changes == nil }
    }

    /// One change of an object.
    struct Change: Sendable {
        let node: Node
        let operation: DocumentEdit.Operation

        init(_ node: Node, _ operation: DocumentEdit.Operation) {
            self.node = node
            self.operation = operation
        }
    }

    /// What becomes of one object.
    package struct Removal: Sendable {
        package let object: Resource
        package let messages: [String]
        /// Nil: it is deleted.
        package let patch: JSONPatch?
    }

    /// By file, line and column.
    package let entries: [Entry]
    /// Allowed requests of the log that these roles and bindings do not explain.
    package let unexplained: Int
    /// Allowed requests that they do.
    package let explained: Int
    private let usage: AuditUsage
    private let documents: [Document]

    package init(_ inventory: Inventory, authorizer: Authorizer, usage: AuditUsage) {
        var marks = UsageMarks(authorizer)
        for (position, request) in usage.requests.enumerated() where request.isAllowed {
            marks.mark(usage, position, usage.identity(of: request))
        }
        explained = marks.explained
        unexplained = marks.unexplained
        self.usage = usage
        documents = inventory.documents
        var collection = UnusedCollection(marks: marks)
        guard usage.events > 0 else {
            // A log that shows nothing shows nothing unused either.
            entries = []
            return
        }
        for (position, binding) in authorizer.bindings.enumerated() where !binding.isSystem {
            collection.add(binding, role: authorizer.roleOfBindings[position])
        }
        for (position, role) in authorizer.roles.enumerated() where !role.isSystem && role.aggregation == nil {
            if marks.boundRoles.contains(position) { collection.add(role) }
        }
        entries = collection.entries.sorted { left, right in
            let places = (left.place.location, right.place.location)
            return (places.0.file, places.0.line, places.0.column) < (places.1.file, places.1.line, places.1.column)
        }
    }

    /// What becomes of each object, in the order of the entries; bindings go before the roles that they name.
    package var removals: [Removal] {
        var order: [Resource] = []
        var grouped: [Resource: [Entry]] = [:]
        for entry in entries {
            if grouped[entry.object] == nil { order.append(entry.object) }
            grouped[entry.object, default: []].append(entry)
        }
        let removals = order.map { object in
            let entries = grouped[object] ?? []
            let isDeleted = entries.contains(where: \.deletesObject)
            return Removal(
                object: object, messages: entries.map(\.message),
                patch: isDeleted ? nil : Self.patch(object, entries.flatMap { $0.changes ?? [] }))
        }
        return removals.filter { $0.object.kind.hasSuffix("Binding") }
            + removals.filter { !$0.object.kind.hasSuffix("Binding") }
    }

    private static func patch(_ object: Resource, _ changes: [Change]) -> JSONPatch {
        let before = object.node.value
        var after = before
        // From the back, so that what goes does not move what is still to go.
        for change in changes.sorted(by: { $0.node.range.lowerBound > $1.node.range.lowerBound }) {
            let path = change.node.path(from: object.node)
            after = after.applying(change.operation, at: path.steps) ?? after
        }
        return JSONPatch(from: before, to: after)
    }
}

extension UnusedPermissions {
    /// A document with what became of it.
    package struct EditedDocument: Sendable {
        package let before: Document
        package let after: Document
        /// Changes that could not be made in the text; `removals` has them all the same.
        package let refusals: Int
    }

    /// The documents after all changes, those that change only.
    package func edited() -> [EditedDocument] {
        let groups = Dictionary(grouping: entries) { ObjectIdentifier($0.place.document) }
        return documents.compactMap { document in
            groups[ObjectIdentifier(document)].map { Self.edit(document, $0) }
        }
    }

    private static func edit(_ document: Document, _ entries: [Entry]) -> EditedDocument {
        var edits: [DocumentEdit] = []
        var deleted: Set<Int> = []
        for entry in entries {
            let root = document.rootPosition(of: entry.place)
            guard let changes = entry.changes else {
                if entry.object.node == entry.place.root {
                    deleted.insert(root)
                } else {
                    edits.append(DocumentEdit(root: root, path: entry.object.node.path(), .remove))
                }
                continue
            }
            edits += changes.map { DocumentEdit(root: root, path: $0.node.path(), $0.operation) }
        }
        let changed = document.applying(edits)
        let reduced = deleted.isEmpty ? changed.document : changed.document.removingRoots(deleted)
        let refusals = changed.refusals.count + (reduced == nil ? deleted.count : 0)
        return EditedDocument(before: document, after: reduced ?? changed.document, refusals: refusals)
    }

    /// How many requests of the log that are allowed now the changed objects would deny.
    package func denialsAfterEdits(
        _ edited: [EditedDocument], builtIns: Authorizer.BuiltIns, before: Authorizer
    ) -> Int {
        let changed = Dictionary(
            edited.map { (ObjectIdentifier($0.before), $0.after) }, uniquingKeysWith: { first, _ in first })
        let after = documents.map { changed[ObjectIdentifier($0)] ?? $0 }
        // No object of a stock cluster goes, so a dump stays one.
        let authorizer = Authorizer(Inventory(documents: after), builtIns: builtIns)
        var denials = 0
        for (position, request) in usage.requests.enumerated() where request.isAllowed {
            let identity = usage.identity(of: request)
            for question in usage.questions(position) where before.allows(question, by: identity) {
                if !authorizer.allows(question, by: identity) { denials += 1 }
            }
        }
        return denials
    }
}
