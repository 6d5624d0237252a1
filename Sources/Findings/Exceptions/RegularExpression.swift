// SPDX-License-Identifier: Apache-2.0

/// A regular expression as Go's `regexp` reads it, as far as lists of exceptions use them: literals, `.`, classes,
/// groups, alternatives, repetition. It must match the whole text.
///
/// Matching turns sets of positions into sets of positions, so that no expression costs more than a polynomial.
package struct RegularExpression: Sendable {
    private indirect enum Part: Sendable {
        case any
        case scalars([ClosedRange<Unicode.Scalar>], isNegated: Bool)
        case start
        case end
        case sequence([Part])
        case choice([Part])
        case repeated(Part, ClosedRange<Int>)
    }

    private let part: Part
    private let ignoresCase: Bool

    /// Nil for what Go would not accept, or what is not understood here.
    package init?(_ text: String, ignoresCase: Bool = false) {
        var reader = Reader(text: Array(text.unicodeScalars))
        guard let part = reader.choice(), reader.isAtEnd else { return nil }
        self.part = part
        self.ignoresCase = ignoresCase
    }

    package func matches(_ text: String) -> Bool {
        let scalars = Array(text.unicodeScalars)
        return ends(of: part, in: scalars, from: [0]).contains(scalars.count)
    }

    // MARK: - Matching

    /// Where a match can end that begins at one of some positions.
    private func ends(of part: Part, in text: [Unicode.Scalar], from starts: Set<Int>) -> Set<Int> {
        switch part {
        case .any: return Set(starts.filter { $0 < text.count && text[$0] != "\n" }.map { $0 + 1 })
        case .scalars(let ranges, let isNegated):
            let found = starts.filter { $0 < text.count && isIn(ranges, text[$0]) != isNegated }
            return Set(found.map { $0 + 1 })
        case .start: return starts.intersection([0])
        case .end: return starts.intersection([text.count])
        case .sequence(let parts):
            return parts.reduce(starts) { $0.isEmpty ? $0 : ends(of: $1, in: text, from: $0) }
        case .choice(let parts):
            return parts.reduce(into: []) { $0.formUnion(ends(of: $1, in: text, from: starts)) }
        case .repeated(let part, let counts): return repeatedEnds(of: part, counts, in: text, from: starts)
        }
    }

    private func isIn(_ ranges: [ClosedRange<Unicode.Scalar>], _ scalar: Unicode.Scalar) -> Bool {
        if ranges.contains(where: { $0.contains(scalar) }) { return true }
        // The other case of an ASCII letter differs in one bit.
        guard ignoresCase, ("A"..."Z").contains(scalar) || ("a"..."z").contains(scalar) else { return false }
        let other = Unicode.Scalar(UInt8(ascii: scalar) ^ 0x20)
        return ranges.contains { $0.contains(other) }
    }

    private func repeatedEnds(
        of part: Part, _ counts: ClosedRange<Int>, in text: [Unicode.Scalar], from starts: Set<Int>
    ) -> Set<Int> {
        var current = starts
        var found = counts.lowerBound == 0 ? starts : []
        var count = 0
        while count < counts.upperBound {
            count += 1
            let next = ends(of: part, in: text, from: current)
            if next.isEmpty { break }
            // From here on every further repetition ends where this one did.
            if next == current { return found.union(next) }
            current = next
            if count < counts.lowerBound { continue }
            if next.isSubset(of: found) { break }
            found.formUnion(next)
        }
        return found
    }

    // MARK: - Reading

    private struct Reader {
        let text: [Unicode.Scalar]
        var position = 0
        var depth = 0

        init(text: [Unicode.Scalar]) { self.text = text }

        var isAtEnd: Bool { position >= text.count }
        private var next: Unicode.Scalar? { position < text.count ? text[position] : nil }

        private mutating func skip(_ scalar: Unicode.Scalar) -> Bool {
            guard next == scalar else { return false }
            position += 1
            return true
        }

        mutating func choice() -> Part? {
            guard depth < 100 else { return nil }
            depth += 1
            defer { depth -= 1 }
            var parts: [Part] = []
            repeat {
                guard let part = sequence() else { return nil }
                parts.append(part)
            } while skip("|")
            return parts.count == 1 ? parts[0] : .choice(parts)
        }

        private mutating func sequence() -> Part? {
            var parts: [Part] = []
            while let scalar = next, scalar != "|", scalar != ")" {
                guard let atom = atom(), let part = quantified(atom) else { return nil }
                parts.append(part)
            }
            return .sequence(parts)
        }

        private mutating func atom() -> Part? {
            guard let scalar = next else { return nil }
            position += 1
            switch scalar {
            case ".": return .any
            case "^": return .start
            case "$": return .end
            case "(":
                if next == "?", !skipGroupFlags() { return nil }
                guard let part = choice(), skip(")") else { return nil }
                return part
            case "[": return bracketed()
            case "\\": return escape().map { .scalars($0.ranges, isNegated: $0.isNegated) }
            case "*", "+", "?": return nil
            default: return .scalars([scalar...scalar], isNegated: false)
            }
        }

        /// `(?:` and `(?P<name>`; other flags are not understood.
        private mutating func skipGroupFlags() -> Bool {
            position += 1
            if skip(":") { return true }
            _ = skip("P")
            guard skip("<") else { return false }
            while let scalar = next, scalar != ">" { position += scalar == ")" ? text.count : 1 }
            return skip(">")
        }

        private mutating func quantified(_ atom: Part) -> Part? {
            var part = atom
            while let counts = quantifier() {
                guard counts.lowerBound <= 1000 else { return nil }
                part = .repeated(part, counts)
                // Whether a match is the shortest does not matter for the whole text.
                _ = skip("?")
            }
            return part
        }

        private mutating func quantifier() -> ClosedRange<Int>? {
            if skip("*") { return 0...Int.max - 1 }
            if skip("+") { return 1...Int.max - 1 }
            if skip("?") { return 0...1 }
            let start = position
            guard skip("{"), let low = number() else {
                position = start
                return nil
            }
            var high = low
            if skip(",") { high = number() ?? Int.max - 1 }
            guard skip("}"), low <= high else {
                position = start
                return nil
            }
            return low...high
        }

        private mutating func number() -> Int? {
            var digits = ""
            while let scalar = next, ("0"..."9").contains(scalar), digits.utf8.count < 6 {
                digits.unicodeScalars.append(scalar)
                position += 1
            }
            return Int(digits)
        }

        private mutating func bracketed() -> Part? {
            let isNegated = skip("^")
            var ranges: [ClosedRange<Unicode.Scalar>] = []
            var isFirst = true
            while let scalar = next, isFirst || scalar != "]" {
                isFirst = false
                position += 1
                if scalar == "\\" {
                    guard let escaped = escape(), !escaped.isNegated else { return nil }
                    ranges += escaped.ranges
                } else if next == "-", position + 1 < text.count, text[position + 1] != "]" {
                    let last = text[position + 1]
                    guard scalar <= last, last != "\\" else { return nil }
                    ranges.append(scalar...last)
                    position += 2
                } else {
                    ranges.append(scalar...scalar)
                }
            }
            return skip("]") ? .scalars(ranges, isNegated: isNegated) : nil
        }

        private mutating func escape() -> (ranges: [ClosedRange<Unicode.Scalar>], isNegated: Bool)? {
            guard let scalar = next else { return nil }
            position += 1
            switch scalar {
            case "d": return (["0"..."9"], false)
            case "w": return (["0"..."9", "A"..."Z", "a"..."z", "_"..."_"], false)
            case "s": return (["\t"..."\n", "\u{C}"..."\r", " "..." "], false)
            case "D": return (["0"..."9"], true)
            case "W": return (["0"..."9", "A"..."Z", "a"..."z", "_"..."_"], true)
            case "S": return (["\t"..."\n", "\u{C}"..."\r", " "..." "], true)
            case "0"..."9", "a"..."z", "A"..."Z": return nil
            default: return ([scalar...scalar], false)
            }
        }
    }
}
