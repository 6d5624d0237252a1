// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents

/// Where an object stands. Names do not tell objects apart while they are repaired: nothing keeps two from having the
/// same.
struct ObjectPlace: Hashable {
    let document: Int
    /// The number that the root had when it was read; new ones follow.
    let root: Int
    /// The positions in the lists around the object, the innermost first; mostly none.
    let items: [Int]
}

/// Findings in which others are looked for, each with what is known of it.
struct FindingIndex<Fact> {
    struct Entry {
        let finding: Finding
        let fact: Fact
    }

    /// What findings have in common that may be the same.
    private struct Group: Hashable {
        let check: ObjectIdentifier
        let object: ObjectPlace
    }

    private(set) var entries: [Entry] = []
    private var groups: [Group: [Int]] = [:]

    var isEmpty: Bool { entries.isEmpty }

    mutating func insert(_ finding: Finding, at place: ObjectPlace, _ fact: Fact) {
        groups[Group(check: ObjectIdentifier(finding.check), object: place), default: []].append(entries.count)
        entries.append(Entry(finding: finding, fact: fact))
    }

    /// The position of the entry that rests on the same field.
    func position(of finding: Finding, at place: ObjectPlace) -> Int? {
        group(finding, place)?.first { entries[$0].finding.hasSameField(as: finding) }
    }

    /// The positions of those that rest on the same field or, where that has moved, say the same.
    func positions(of finding: Finding, at place: ObjectPlace) -> [Int] {
        guard let group = group(finding, place) else { return [] }
        // Nearly always there is one, and it says what it said before.
        if group.count == 1, entries[group[0]].finding.saysSame(as: finding) { return group }
        let same = group.filter { entries[$0].finding.hasSameField(as: finding) }
        return same.isEmpty ? group.filter { entries[$0].finding.saysSame(as: finding) } : same
    }

    /// The positions of those within whose field it rests: what is left of them.
    func remnantPositions(of finding: Finding, at place: ObjectPlace) -> [Int] {
        group(finding, place)?.filter { entries[$0].finding.isAbout(more: finding) } ?? []
    }

    private func group(_ finding: Finding, _ place: ObjectPlace) -> [Int]? {
        groups.isEmpty ? nil : groups[Group(check: ObjectIdentifier(finding.check), object: place)]
    }
}

extension Finding {
    /// Whether another finding of the same check and object is about the same container and field.
    func hasSameField(as other: Finding) -> Bool {
        guard subject.container == other.subject.container else { return false }
        guard let own = mainEvidence, let others = other.mainEvidence else {
            return mainEvidence == nil && other.mainEvidence == nil
        }
        var left = FieldTrail(own, from: subject.resource.node)
        var right = FieldTrail(others, from: other.subject.resource.node)
        while true {
            guard let step = left.next() else { return right.next() == nil }
            guard let next = right.next(), step.isSame(as: next) else { return false }
        }
    }

    /// Whether another finding of the same check and object rests on a part of this one's field.
    fileprivate func isAbout(more other: Finding) -> Bool {
        guard subject.container == other.subject.container, let own = mainEvidence,
            let others = other.mainEvidence, own.missing.isEmpty
        else { return false }
        let steps = own.path(from: subject.resource.node).steps
        let part = others.path(from: other.subject.resource.node).steps
        return steps.count < part.count && zip(steps, part).allSatisfy { $0 == $1 }
    }

    fileprivate func saysSame(as other: Finding) -> Bool {
        subject.container == other.subject.container && message == other.message
    }
}

/// The way from a field up to its object, without making strings of it.
private struct FieldTrail {
    enum Step {
        case missing(String)
        case key(Node)
        case element(Node, of: Node)

        func isSame(as other: Step) -> Bool {
            switch (self, other) {
            case (.missing(let key), .missing(let other)): key == other
            case (.missing(let key), .key(let node)), (.key(let node), .missing(let key)): node.equals(text: key)
            case (.key(let key), .key(let other)): Self.haveSameText(key, other)
            case (.element(let element, let list), .element(let other, let others)):
                Self.areSame(element, list, other, others)
            default: false
            }
        }

        /// Elements go by their names, and those of one name by their order: repairs take elements away, and never put
        /// them elsewhere.
        private static func areSame(_ left: Node, _ list: Node, _ right: Node, _ others: Node) -> Bool {
            guard let name = left.elementName, let other = right.elementName else {
                return left.elementName == nil && right.elementName == nil
                    && position(left, list) == position(right, others)
            }
            guard haveSameText(name, other) else { return false }
            return position(left, list) == position(right, others)
                || namesakes(left, name, list) == namesakes(right, other, others)
        }

        private static func position(_ element: Node, _ list: Node) -> Int {
            list.document.elementPosition(of: element.index, in: list.index)
        }

        /// How many elements of the same name come before.
        private static func namesakes(_ element: Node, _ name: Node, _ list: Node) -> Int {
            list.elements.reduce(0) { count, other in
                guard other.index < element.index, let candidate = other.elementName else { return count }
                return haveSameText(name, candidate) ? count + 1 : count
            }
        }

        private static func haveSameText(_ left: Node, _ right: Node) -> Bool {
            left.isScalar ? left.hasSameText(as: right) : !right.isScalar
        }
    }

    private let missing: [String]
    /// How many of the missing keys are still to come.
    private var open: Int
    private var node: Node
    private let top: Node

    init(_ evidence: Evidence, from object: Node) {
        missing = evidence.missing
        open = missing.count
        node = evidence.node
        top = evidence.node.object(near: object)
    }

    mutating func next() -> Step? {
        if open > 0 {
            open -= 1
            return .missing(missing[open])
        }
        guard node != top, let parent = node.parent else { return nil }
        defer { node = parent }
        if parent.isSequence { return .element(node, of: parent) }
        return .key(Node(document: node.document, index: node.index - 1))
    }
}
