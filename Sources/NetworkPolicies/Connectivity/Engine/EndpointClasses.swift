// SPDX-License-Identifier: Apache-2.0

/// Endpoints that no policy can tell apart, as one class. Classes are sorted by namespace, so that a namespace is a
/// contiguous range of columns.
struct EndpointClasses: Sendable {
    /// One class.
    struct Class: Sendable {
        let namespace: Int
        /// The labels that policies ask for: key and value, as numbers, by key.
        let labels: [Int32]
        /// Number of pods.
        var weight: Int
        let isHostNetwork: Bool
        /// An endpoint of the class; all others are like it.
        let example: Int
    }

    /// What policies ask of endpoints; the classes follow from the answers.
    struct Questions: Sendable, Equatable {
        /// Pod labels that policies ask for.
        let keys: Set<String>
        /// Names of ports that policies use.
        let ports: Set<String>
        /// Policies for addresses also match pods.
        let addresses: Bool
    }

    let questions: Questions
    private(set) var classes: [Class] = []
    /// The class of each endpoint of the model.
    private(set) var classOfEndpoint: [Int32] = []
    /// Names and columns of the namespaces, by number.
    private(set) var namespaceNames: [String] = []
    private(set) var columnsOfNamespace: [Range<Int>] = []
    private var keys: [String: Int32] = [:]
    private var values: [String: Int32] = [:]

    /// What tells two endpoints of a namespace apart.
    private struct Signature: Hashable {
        let labels: [Int32]
        let ports: [Endpoint.Port]
        let addresses: [IPRange]
        let isHostNetwork: Bool
    }

    init(_ endpoints: [Endpoint], _ questions: Questions) {
        self.questions = questions
        for (position, key) in questions.keys.sorted().enumerated() { self.keys[key] = Int32(position) }
        namespaceNames = Set(endpoints.lazy.map(\.namespace)).sorted()
        let numbers = Dictionary(uniqueKeysWithValues: namespaceNames.enumerated().map { ($1, $0) })
        var members: [[Int]] = Array(repeating: [], count: namespaceNames.count)
        for position in endpoints.indices { members[numbers[endpoints[position].namespace] ?? 0].append(position) }
        classOfEndpoint = Array(repeating: 0, count: endpoints.count)
        for (namespace, members) in members.enumerated() {
            let start = classes.count
            add(members, namespace, endpoints)
            columnsOfNamespace.append(start..<classes.count)
        }
    }

    /// Adds the classes of a namespace, in the order of their first endpoints.
    private mutating func add(_ members: [Int], _ namespace: Int, _ endpoints: [Endpoint]) {
        var found: [Signature: Int] = [:]
        for position in members {
            let signature = Signature(
                labels: labelNumbers(endpoints[position].labels),
                ports: questions.ports.isEmpty ? [] : Self.named(endpoints[position].ports, questions.ports),
                addresses: questions.addresses ? endpoints[position].addresses : [],
                isHostNetwork: endpoints[position].isHostNetwork)
            let pods = endpoints[position].pods
            let column = found[signature, default: classes.count]
            classOfEndpoint[position] = Int32(column)
            if column < classes.count {
                classes[column].weight += pods
            } else {
                found[signature] = column
                classes.append(
                    Class(
                        namespace: namespace, labels: signature.labels, weight: pods,
                        isHostNetwork: signature.isHostNetwork, example: position))
            }
        }
    }

    private static func named(_ ports: [Endpoint.Port], _ names: Set<String>) -> [Endpoint.Port] {
        let named = ports.filter { names.contains($0.name) }
        if named.count < 2 { return named }
        return named.sorted {
            ($0.name, $0.transport.rawValue, $0.number) < ($1.name, $1.transport.rawValue, $1.number)
        }
    }

    private mutating func labelNumbers(_ labels: [String: String]) -> [Int32] {
        var pairs: [(Int32, Int32)] = []
        for (key, value) in labels {
            guard let number = keys[key] else { continue }
            let known = values[value] ?? Int32(values.count)
            values[value] = known
            pairs.append((number, known))
        }
        if pairs.count > 1 { pairs.sort { $0.0 < $1.0 } }
        var result: [Int32] = []
        result.reserveCapacity(pairs.count * 2)
        for (key, value) in pairs {
            result.append(key)
            result.append(value)
        }
        return result
    }

    func number(ofKey key: String) -> Int32? { keys[key] }

    func number(ofValue value: String) -> Int32? { values[value] }
}
