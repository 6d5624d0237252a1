// SPDX-License-Identifier: Apache-2.0

internal import Cluster

/// Turns selectors into sets of columns. Equal selectors are evaluated once.
struct SelectorIndex {
    private let model: NetworkModel
    private let classes: EndpointClasses
    private let words: Int
    /// Classes that policies know as pods: not those on the node's network.
    private let pods: Bitset
    private var byLabel: [UInt64: Bitset] = [:]
    private var byKey: [Int32: Bitset] = [:]
    private var podSelections: [LabelSelector: Bitset] = [:]
    private var namespaceSelections: [LabelSelector: Bitset] = [:]
    private var selections: [PodSelection: Int] = [:]
    /// The distinct sets, by number.
    private(set) var sets: BitRows

    init(_ model: NetworkModel, _ classes: EndpointClasses, words: Int) {
        self.model = model
        self.classes = classes
        self.words = words
        let rules = model.policies.reduce(0) { $0 + $1.rules.all.count }
        sets = BitRows(width: words, expected: model.policies.count + rules + 1)
        var pods = Bitset(words: words)
        for (column, entry) in classes.classes.enumerated() {
            if !entry.isHostNetwork { pods[column] = true }
            var position = 0
            while position + 1 < entry.labels.count {
                let key = entry.labels[position]
                let label =
                    UInt64(UInt32(bitPattern: key)) << 32 | UInt64(UInt32(bitPattern: entry.labels[position + 1]))
                byLabel[label, default: Bitset(words: words)][column] = true
                byKey[key, default: Bitset(words: words)][column] = true
                position += 2
            }
        }
        self.pods = pods
    }

    /// The number of a set, which equal sets share.
    mutating func number(of set: Bitset) -> Int { sets.number(of: set) }

    /// The number of the pods of a selection that was asked for before.
    func known(_ selection: PodSelection) -> Int? { selections[selection] }

    /// All pods of namespaces, when these were asked for before.
    func knownPods(of namespaces: PodSelection.Namespaces) -> Bitset? {
        var set = pods
        switch namespaces {
        case .named(let name): set.keep(columns(ofNamespace: name))
        case .matching(let selector):
            guard let columns = namespaceSelections[selector] else { return nil }
            set.formIntersection(columns)
        }
        return set
    }

    /// The pods of a selection.
    mutating func number(of selection: PodSelection) -> Int {
        if let known = selections[selection] { return known }
        var set = columns(of: selection.pods)
        switch selection.namespaces {
        case .named(let name): set.keep(columns(ofNamespace: name))
        case .matching(let selector): set.formIntersection(columns(ofNamespaces: selector))
        }
        let number = number(of: set)
        selections[selection] = number
        return number
    }

    private mutating func columns(ofNamespaces selector: LabelSelector) -> Bitset {
        if let known = namespaceSelections[selector] { return known }
        var set = Bitset(words: words)
        for (number, name) in classes.namespaceNames.enumerated()
        where selector.matches(model.namespaces[name] ?? [:]) { set.insert(classes.columnsOfNamespace[number]) }
        namespaceSelections[selector] = set
        return set
    }

    private func columns(ofNamespace name: String) -> Range<Int> {
        var low = 0
        var high = classes.namespaceNames.count
        while low < high {
            let middle = (low + high) / 2
            if classes.namespaceNames[middle] < name { low = middle + 1 } else { high = middle }
        }
        guard low < classes.namespaceNames.count, classes.namespaceNames[low] == name else { return 0..<0 }
        return classes.columnsOfNamespace[low]
    }

    private mutating func columns(of selector: LabelSelector) -> Bitset {
        if let known = podSelections[selector] { return known }
        var set = pods
        for requirement in selector.requirements { restrict(&set, requirement) }
        podSelections[selector] = set
        return set
    }

    private func restrict(_ set: inout Bitset, _ requirement: LabelSelector.Requirement) {
        switch requirement.operation {
        case .isIn: set.formIntersection(columns(requirement.key, requirement.values))
        case .notIn: set.subtract(columns(requirement.key, requirement.values))
        case .exists: set.formIntersection(columns(withKey: requirement.key))
        case .doesNotExist: set.subtract(columns(withKey: requirement.key))
        }
    }

    private func columns(withKey key: String) -> Bitset {
        classes.number(ofKey: key).flatMap { byKey[$0] } ?? Bitset(words: words)
    }

    private func columns(_ key: String, _ values: [String]) -> Bitset {
        var result = Bitset(words: words)
        guard let key = classes.number(ofKey: key) else { return result }
        for value in values {
            guard let value = classes.number(ofValue: value) else { continue }
            let label = UInt64(UInt32(bitPattern: key)) << 32 | UInt64(UInt32(bitPattern: value))
            if let set = byLabel[label] { result.formUnion(set) }
        }
        return result
    }
}

extension LabelSelector {
    /// Whether labels that are not written in a document satisfy the selector.
    func matches(_ labels: [String: String]) -> Bool {
        requirements.allSatisfy { $0.matches(value: labels[$0.key]) }
    }
}
