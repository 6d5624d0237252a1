// SPDX-License-Identifier: Apache-2.0

extension Document {
    /// The text without some of its documents, each with the separator before it; nil when they cannot be taken out
    /// without touching others.
    package func removingRoots(_ positions: Set<Int>) -> Document? {
        let roots = roots
        let pieces = pieces()
        var pieceOfRoots: [Int] = []
        var rootsOfPieces = [Int](repeating: 0, count: pieces.count)
        var piece = 0
        for root in roots {
            while piece + 1 < pieces.count, pieces[piece + 1].lowerBound <= root.range.lowerBound { piece += 1 }
            pieceOfRoots.append(piece)
            rootsOfPieces[piece] += 1
        }
        let cuts = positions.filter(roots.indices.contains).map { position in
            let piece = pieceOfRoots[position]
            return rootsOfPieces[piece] == 1 ? pieces[piece] : lines(around: roots[position].range)
        }
        var text: [UInt8] = []
        var start = 0
        for cut in cuts.sorted(by: { $0.lowerBound < $1.lowerBound }) where cut.lowerBound >= start {
            text += bytes[start..<cut.lowerBound]
            start = cut.upperBound
        }
        text += bytes[start...]
        let next = Document.parse(text, name: name)
        let kept = roots.enumerated().filter { !positions.contains($0.offset) }.map(\.element)
        func values(_ roots: [Node]) -> [Value] { roots.filter { !$0.isNull }.map(\.value) }
        return values(next.roots) == values(kept) ? next : nil
    }

    /// The parts of the text that start with a line `---`, the first without one.
    private func pieces() -> [Range<Int>] {
        var starts = [0]
        var position = 0
        while position < bytes.count {
            let isSeparator = bytes[position...].starts(with: [0x2D, 0x2D, 0x2D])
            let next = position + 3 < bytes.count ? bytes[position + 3] : 0x0A
            if isSeparator, position > 0, next == 0x0A || next == 0x20 || next == 0x0D || next == 0x09 {
                starts.append(position)
            }
            guard let end = bytes[position...].firstIndex(of: 0x0A) else { break }
            position = end + 1
        }
        return zip(starts, starts.dropFirst() + [bytes.count]).map { $0..<$1 }
    }

    /// A range with the rest of its last line, when nothing but white space is left there.
    private func lines(around range: Range<Int>) -> Range<Int> {
        let end = bytes[range.upperBound...].firstIndex(of: 0x0A).map { $0 + 1 } ?? bytes.count
        let isBlank = bytes[range.upperBound..<end].allSatisfy { $0 == 0x20 || $0 == 0x0A || $0 == 0x0D }
        return range.lowerBound..<(isBlank ? end : range.upperBound)
    }
}
