// SPDX-License-Identifier: Apache-2.0

/// How many pods may connect to how many, for clusters whose list nobody would read.
package struct ConnectionSummary: Sendable {
    package struct Row: Sendable {
        package let ports: PortSet
        /// Ordered pairs of different pods.
        package let pairs: Int
    }

    package let pods: Int
    /// Sets of pods that no policy tells apart.
    package let classes: Int
    /// The most frequent first.
    package let rows: [Row]

    package init(_ connectivity: Connectivity) {
        let reachability = connectivity.reachability
        let controller = connectivity.controller.map { reachability.column(ofEndpoint: $0) }
        let table = PortSetTable()
        let pairs = ConnectionMatrix(reachability, table).podPairs(without: controller)
        pods = connectivity.model.endpoints.reduce(0) { $0 + $1.pods } - (controller == nil ? 0 : 1)
        classes = reachability.classCount
        rows = zip(table.sets, pairs).filter { $1 > 0 }.map { Row(ports: $0, pairs: $1) }
            .sorted { ($1.pairs, $0.ports.description) < ($0.pairs, $1.ports.description) }
    }

    /// All ordered pairs of different pods.
    package var pairs: Int { rows.reduce(0) { $0 + $1.pairs } }
}
