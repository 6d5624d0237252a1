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

    /// What tells two endpoints apart.
    private struct Signature: Hashable {
        let namespace: Int
        let labels: [Int32]
        let ports: [Endpoint.Port]
        let addresses: [IPRange]
        let isHostNetwork: Bool
    }

    init(_ endpoints: [Endpoint], _ questions: Questions) {
        self.questions = questions
        let ports = questions.ports
        for (position, key) in questions.keys.sorted().enumerated() { self.keys[key] = Int32(position) }
        namespaceNames = Set(endpoints.map(\.namespace)).sorted()
        let numbers = Dictionary(uniqueKeysWithValues: namespaceNames.enumerated().map { ($1, $0) })
        var found: [Signature: Int] = [:]
        var order: [(signature: Signature, example: Int, weight: Int)] = []
        var temporary: [Int] = []
        temporary.reserveCapacity(endpoints.count)
        for position in endpoints.indices {
            let signature = Signature(
                namespace: numbers[endpoints[position].namespace] ?? 0,
                labels: labelNumbers(endpoints[position].labels),
                ports: ports.isEmpty ? [] : Self.named(endpoints[position].ports, ports),
                addresses: questions.addresses ? endpoints[position].addresses : [],
                isHostNetwork: endpoints[position].isHostNetwork)
            let pods = endpoints[position].pods
            if let known = found[signature] {
                order[known].weight += pods
                temporary.append(known)
            } else {
                found[signature] = order.count
                temporary.append(order.count)
                order.append((signature, position, pods))
            }
        }
        sort(order, temporary)
    }

    private mutating func sort(_ order: [(signature: Signature, example: Int, weight: Int)], _ temporary: [Int]) {
        let sorted = order.indices.sorted {
            (order[$0].signature.namespace, $0) < (order[$1].signature.namespace, $1)
        }
        var final = Array(repeating: Int32(0), count: order.count)
        for (column, old) in sorted.enumerated() {
            final[old] = Int32(column)
            let entry = order[old]
            classes.append(
                Class(
                    namespace: entry.signature.namespace, labels: entry.signature.labels, weight: entry.weight,
                    isHostNetwork: entry.signature.isHostNetwork, example: entry.example))
        }
        classOfEndpoint = temporary.map { final[$0] }
        columnsOfNamespace = Array(repeating: 0..<0, count: namespaceNames.count)
        var start = 0
        while start < classes.count {
            let namespace = classes[start].namespace
            var end = start + 1
            while end < classes.count, classes[end].namespace == namespace { end += 1 }
            columnsOfNamespace[namespace] = start..<end
            start = end
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
