// SPDX-License-Identifier: Apache-2.0

/// A list of connections in little memory: a pair is three numbers.
package struct Connections: RandomAccessCollection, Sendable {
    struct Pair: Sendable {
        let source: Int32
        let destination: Int32
        let ports: Int32
    }

    let sides: [ConnectionSides.Side]
    let ports: [PortSet]
    let pairs: [Pair]

    package var startIndex: Int { 0 }
    package var endIndex: Int { pairs.count }

    package subscript(position: Int) -> ConnectionList.Connection {
        let pair = pairs[position]
        let source = sides[Int(pair.source)]
        let destination = sides[Int(pair.destination)]
        return ConnectionList.Connection(
            source: source.title, destination: destination.title, ports: ports[Int(pair.ports)], from: source.column,
            to: destination.column)
    }
}
