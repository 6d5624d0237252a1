// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// One parsed input: its bytes and the arena of its nodes. A YAML or JSON stream of several documents is one
/// `Document` with several roots. It lives as long as its `DocumentRegion`, and its nodes as long as it does.
package final class Document: Sendable {
    /// The input's name as the user gave it; `-` for standard input.
    package let name: String
    /// The text as UTF-8, without a byte order mark (UTF-16 input is transcoded before parsing).
    package let bytes: [UInt8]
    /// All nodes, in document order.
    package let records: [NodeRecord]
    /// The byte offset at which each line starts, ascending.
    package let lineStarts: [UInt32]
    private let rootIndices: [UInt32]
    /// What the reader could not make sense of, in source order.
    package let problems: [Problem]

    /// How the input was written; `bytes` is UTF-8 in any case.
    package let encoding: Encoding
    /// The elements of long sequences, found once.
    private let longSequences = Mutex<[UInt32: [UInt32]]>([:])

    /// What an edit must know of the input's bytes besides the text.
    package enum Encoding: Sendable, Hashable { case utf8, utf8WithMark, other }

    package init(
        name: String, bytes: [UInt8], records: [NodeRecord], roots: [UInt32], lineStarts: [UInt32],
        problems: [Problem], encoding: Encoding = .utf8
    ) {
        self.encoding = encoding
        self.name = name
        self.bytes = bytes
        self.records = records
        self.rootIndices = roots
        self.lineStarts = lineStarts
        self.problems = problems
        DocumentRegion.keep(self)
    }

    /// The root of each document of the stream; empty documents have none.
    package var roots: [Node] { rootIndices.map { Node(document: self, index: $0) } }

    /// The root of one document of the stream, without a list of all of them.
    package func root(at position: Int) -> Node? {
        rootIndices.indices.contains(position) ? Node(document: self, index: rootIndices[position]) : nil
    }

    /// The position of the root below which a node lies: roots are in ascending order.
    package func rootPosition(of node: Node) -> Int {
        var low = 0
        var high = rootIndices.count
        while low + 1 < high {
            let middle = (low + high) / 2
            if rootIndices[middle] <= node.index { low = middle } else { high = middle }
        }
        return low
    }

    /// The position of an element in its sequence. In long ones by search, so that a way to every element of a list
    /// does not cost the list's length each time.
    package func elementPosition(of index: UInt32, in sequence: UInt32) -> Int {
        let end = records[Int(sequence)].next
        guard end - sequence > 512 else { return count(from: sequence + 1, to: index) }
        let starts = longSequences.withLock { known in
            if let starts = known[sequence] { return starts }
            let starts = elements(from: sequence + 1, to: end)
            known[sequence] = starts
            return starts
        }
        var low = 0
        var high = starts.count
        while low < high {
            let middle = (low + high) / 2
            if starts[middle] < index { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private func count(from first: UInt32, to end: UInt32) -> Int {
        var count = 0
        var index = first
        while index < end {
            count += 1
            index = records[Int(index)].next
        }
        return count
    }

    private func elements(from first: UInt32, to end: UInt32) -> [UInt32] {
        var starts: [UInt32] = []
        var index = first
        while index < end {
            starts.append(index)
            index = records[Int(index)].next
        }
        return starts
    }

    /// The place of a byte offset.
    package func location(at offset: Int) -> Location {
        var low = 0
        var high = lineStarts.count
        while low + 1 < high {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        let lineStart = lineStarts.isEmpty ? 0 : Int(lineStarts[low])
        let end = min(max(offset, lineStart), bytes.count)
        var column = 1
        for index in lineStart..<end where bytes[index] & 0xC0 != 0x80 { column += 1 }
        return Location(file: name, line: low + 1, column: column)
    }

    /// The text of a 1-based line without its line end; empty beyond the last line.
    package func line(_ number: Int) -> String {
        guard number >= 1, number <= lineStarts.count else { return "" }
        let start = Int(lineStarts[number - 1])
        var end = number < lineStarts.count ? Int(lineStarts[number]) : bytes.count
        while end > start, bytes[end - 1] == 0x0A || bytes[end - 1] == 0x0D { end -= 1 }
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }
}
