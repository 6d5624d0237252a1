// SPDX-License-Identifier: Apache-2.0

import Documents

/// A small generator with a seed, so that a failure can be repeated.
struct Dice: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ state >> 29
    }

    mutating func roll(_ sides: Int) -> Int { Int.random(in: 0..<sides, using: &self) }

    mutating func oneIn(_ sides: Int) -> Bool { roll(sides) == 0 }

    mutating func pick<Element>(_ choices: [Element]) -> Element { choices[roll(choices.count)] }
}

/// Writes random YAML and JSON as people write it, and as they should not: all styles in any mixture, comments wherever
/// they may stand, anchors, aliases, merge keys, unusual indentation, other line ends.
struct RandomStream {
    var dice: Dice
    /// What stands before the text: a byte order mark, or nothing.
    private(set) var mark: [UInt8] = []
    private var step: Int
    private var isFlush: Bool
    private let hasAnchors: Bool
    private let isUnruly: Bool
    private var comments = 0
    private var anchors: [(name: String, isMapping: Bool)] = []
    private var anchorCount = 0

    init(seed: UInt64) {
        dice = Dice(state: seed &* 2_654_435_761 &+ 99)
        step = dice.pick([2, 2, 2, 4, 1, 3, 8])
        isFlush = dice.oneIn(2)
        hasAnchors = dice.oneIn(3)
        isUnruly = dice.oneIn(3)
    }

    /// The text of a stream of one or several documents.
    mutating func text() -> [UInt8] {
        if dice.oneIn(8) { return Array(json(3, isPretty: dice.oneIn(2)).utf8) + (dice.oneIn(2) ? [] : [0x0A]) }
        var lines: [String] = []
        for number in 0..<dice.pick([1, 1, 1, 2, 3]) {
            if number > 0 || dice.oneIn(4) {
                if number > 0, dice.oneIn(8) { lines.append("...") }
                if dice.oneIn(5) { lines.append(comment()) }
                lines.append(dice.oneIn(5) ? "--- " + comment() : "---")
            }
            anchors = []
            if dice.oneIn(4) { lines.append(comment()) }
            lines.append("kind: X")
            lines += pair("spec", column: 0, depth: 1 + dice.roll(4))
            if dice.oneIn(2) { lines.append("end: 1") }
            if dice.oneIn(6) { lines.append(comment()) }
        }
        let newline = dice.oneIn(6) ? "\r\n" : "\n"
        var text = lines.joined(separator: newline)
        if !dice.oneIn(4) { text += newline }
        if dice.oneIn(20) { mark = [0xEF, 0xBB, 0xBF] }
        return Array(text.utf8)
    }

    private mutating func comment() -> String {
        comments += 1
        return "# c\(comments)."
    }

    private mutating func trailing() -> String {
        if dice.oneIn(5) { return dice.pick([" ", "  ", "    "]) + comment() }
        return dice.oneIn(25) ? dice.pick([" ", "   ", "\t"]) : ""
    }

    private static func spaces(_ count: Int) -> String { String(repeating: " ", count: count) }

    /// Comments and empty lines before an entry.
    private mutating func interlude(_ column: Int) -> [String] {
        var lines: [String] = []
        if dice.oneIn(8) { lines.append(Self.spaces(dice.oneIn(3) ? dice.roll(9) : column) + comment()) }
        if dice.oneIn(15) { lines.append(dice.oneIn(3) ? Self.spaces(dice.roll(5)) : "") }
        return lines
    }

    private mutating func key(_ key: String) -> String {
        switch dice.roll(12) {
        case 0: "\"\(key)\""
        case 1: "'\(key)'"
        default: key
        }
    }

    private mutating func pair(_ name: String, column: Int, depth: Int) -> [String] {
        let colon = isUnruly && dice.oneIn(12) ? " :" : ":"
        return interlude(column)
            + entry(Self.spaces(column) + key(name) + colon, column: column, depth: depth, isKey: true)
    }

    private mutating func entry(_ head: String, column: Int, depth: Int, isKey: Bool) -> [String] {
        switch depth == 0 ? 5 + dice.roll(5) : dice.roll(10) {
        case 0, 1, 2: return mapping(head, column: column, depth: depth - 1, isKey: isKey)
        case 3, 4: return sequence(head, column: column, depth: depth - 1, isKey: isKey)
        case 5 where hasAnchors && !anchors.isEmpty && dice.oneIn(2): return [head + " *\(dice.pick(anchors).name)"]
        case 6: return block(head, column: column)
        case 7 where dice.oneIn(2): return [head + trailing()]
        case 8 where depth > 0: return flowLines(head + gap(), depth: min(depth, 2), column: column)
        default: return [head + gap() + anchor(isMapping: false) + scalar() + trailing()]
        }
    }

    private mutating func gap() -> String { isUnruly && dice.oneIn(10) ? Self.spaces(1 + dice.roll(4)) : " " }

    private mutating func anchor(isMapping: Bool) -> String {
        guard hasAnchors, dice.oneIn(4) else { return "" }
        anchorCount += 1
        anchors.append((name: "a\(anchorCount)", isMapping: isMapping))
        return "&a\(anchorCount) "
    }

    private mutating func mapping(_ head: String, column: Int, depth: Int, isKey: Bool) -> [String] {
        let width = isUnruly && dice.oneIn(6) ? 1 + dice.roll(5) : step
        let names = ["name", "image", "ports", "labels", "a.b/c", "x y", "on"].filter { _ in dice.oneIn(2) }
        if names.isEmpty { return [head + " {}" + trailing()] }
        let isCompact = !isKey && !hasAnchors && !dice.oneIn(6)
        let gap = isCompact && isUnruly && dice.oneIn(8) ? 2 + dice.roll(2) : 1
        let inner = isCompact ? column + 1 + gap : column + width
        let parents = anchors
        let mark = isCompact ? "" : anchor(isMapping: true)
        let own = anchors.dropFirst(parents.count).first
        if own != nil { anchors.removeLast() }
        var lines: [String] = []
        for (number, name) in names.enumerated() {
            if number == 0, isCompact {
                lines += entry(Self.spaces(inner) + key(name) + ":", column: inner, depth: depth, isKey: true)
            } else {
                lines += pair(name, column: inner, depth: depth)
            }
        }
        if hasAnchors, !isCompact, dice.oneIn(3), let merged = anchors.last(where: { $0.isMapping }) {
            lines.append(Self.spaces(inner) + "<<: *\(merged.name)")
        }
        // Only complete collections have aliases.
        if let own { anchors.append(own) }
        guard isCompact, let first = lines.first else {
            return [head + (mark.isEmpty ? "" : " " + mark) + trailing()] + lines
        }
        return [head + Self.spaces(gap) + first.drop { $0 == " " }] + lines.dropFirst()
    }

    private mutating func sequence(_ head: String, column: Int, depth: Int, isKey: Bool) -> [String] {
        let count = 1 + dice.roll(3)
        let isFlush = isKey && (isUnruly && dice.oneIn(6) ? dice.oneIn(2) : self.isFlush)
        let inner = isFlush ? column : column + (isKey ? step : 2)
        let mark = isKey ? anchor(isMapping: false) : ""
        let own = mark.isEmpty ? nil : anchors.popLast()
        var lines: [String] = []
        for _ in 0..<count {
            lines += interlude(inner)
            lines += entry(Self.spaces(inner) + "-", column: inner, depth: depth, isKey: false)
        }
        if let own { anchors.append(own) }
        return [head + (mark.isEmpty ? "" : " " + mark) + (isKey ? trailing() : "")] + lines
    }

    /// A block scalar with any header.
    private mutating func block(_ head: String, column: Int) -> [String] {
        let style = dice.pick(["|", "|", "|-", "|+", ">", ">-"])
        let inner = Self.spaces(column + step)
        var lines = [head + gap() + anchor(isMapping: false) + style + trailing()]
        for _ in 0..<1 + dice.roll(3) {
            lines.append(inner + dice.pick(["text", "# no comment", "key: value", "- dash", "  deeper", "'quote"]))
            if dice.oneIn(6) { lines.append("") }
        }
        if lines[1].hasPrefix(inner + " ") { lines[1] = inner + "first" }
        return lines
    }

    private mutating func scalar() -> String {
        dice.pick([
            "web", "1", "true", "null", "~", "1.5", "a b c", "\"x: y\"", "'it''s'", "\"#no\"", "0x1F", "\"\\u00fc\\n\"",
            "ünï",
            "a#b", "http://x/y", "'yes'", "\"\"", "''", "-1", "2024-01-01", "@".isEmpty ? "" : "\"@\"",
        ])
    }

    private mutating func flowLines(_ head: String, depth: Int, column: Int) -> [String] {
        guard dice.oneIn(3) else { return [head + anchor(isMapping: false) + flow(depth) + trailing()] }
        let inner = Self.spaces(column + step)
        let isMapping = dice.oneIn(2)
        var lines = [head + (isMapping ? "{" : "[") + trailing()]
        let count = 1 + dice.roll(3)
        for number in 0..<count {
            let comma = number < count - 1 || dice.oneIn(3) ? "," : ""
            lines.append(inner + (isMapping ? "k\(number): " : "") + flow(depth - 1) + comma + trailing())
        }
        lines.append(
            Self.spaces(column + (column == 0 || dice.oneIn(2) ? 1 : 0)) + (isMapping ? "}" : "]") + trailing())
        return lines
    }

    private mutating func flow(_ depth: Int) -> String {
        let space = dice.oneIn(2) ? " " : ""
        let comma = dice.oneIn(5) ? "," : ", "
        switch depth <= 0 ? 3 : dice.roll(5) {
        case 0, 1:
            let names = ["a", "b", "name"].filter { _ in dice.oneIn(2) }
            return "{" + space + names.map { key($0) + ": " + flow(depth - 1) }.joined(separator: comma) + space + "}"
        case 2:
            return "[" + space + (0..<dice.roll(3)).map { _ in flow(depth - 1) }.joined(separator: comma) + space + "]"
        default: return dice.pick(["web", "1", "true", "\"x, y\"", "'z'", "null", "a b"])
        }
    }

    private mutating func json(_ depth: Int, isPretty: Bool, column: Int = 0) -> String {
        let names = depth == 3 ? ["kind", "spec", "end"] : ["name", "image", "ports"].filter { _ in dice.oneIn(2) }
        let indent = isPretty ? "\n" + Self.spaces(column + 2) : ""
        let close = isPretty ? "\n" + Self.spaces(column) : ""
        let isObject = depth == 3 || dice.oneIn(2)
        guard depth > 0, depth == 3 || !dice.oneIn(3) else {
            return dice.pick(["1", "true", "null", "\"web\"", "\"a\\nb\"", "-2.5", "{}", "[]"])
        }
        let count = isObject ? names.count : dice.roll(3)
        if count == 0 { return isObject ? "{}" : "[]" }
        let entries = (0..<count).map { number in
            (isObject ? "\"\(names[number])\":" + (isPretty ? " " : "") : "")
                + json(depth - 1, isPretty: isPretty, column: column + 2)
        }
        let body = indent + entries.joined(separator: "," + (isPretty ? indent : "")) + close
        return isObject ? "{" + body + "}" : "[" + body + "]"
    }
}
