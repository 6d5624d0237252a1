// SPDX-License-Identifier: Apache-2.0

/// What is said about text that is no YAML: what was found, what was expected.
extension YAMLParser {
    static let tabIndentation = "found a tab character where indentation is expected: indent with spaces"
    static let unclosedQuote = "this quote is not closed"
    static let valueNotAllowed = "mapping values are not allowed here: is a quote or a newline missing before \":\"?"
    static let dashNotAllowed = "found \"- \" but expected a value: a sequence starts on a line of its own"
    static let keyNotAllowed = "found \"? \" but expected a value: an explicit key starts on a line of its own"

    var expectedDocumentMessage: String {
        if isAtDocumentMarker(0x2E) { return "found \"...\" but expected \"---\"" }
        return "found \(nearText(position)) but expected \"---\", which starts the next document"
    }

    /// A few characters from an offset on, in quotes.
    func nearText(_ offset: Int) -> String {
        if input[offset] == 0 { return "the end of the input" }
        if breakLength(offset) > 0 { return "the end of the line" }
        if input[offset] == 0x09 { return "a tab character" }
        var last = offset
        while last - offset < 24, input[last] != 0, breakLength(last) == 0 {
            last += max(1, InputSurvey.characterLength(input + last))
            if input[last] == 0x20 { break }
        }
        return "\"\(reading.text(offset..<last))\""
    }

    func valueNotAllowed(_ start: Int) -> ParseFailure {
        var colon = position
        while input[colon] == 0x20 || input[colon] == 0x09 { colon += 1 }
        guard colon - start <= 1024 else {
            return ParseFailure(at: start, "a key this long is not allowed: write \"? \" before it, or shorten it")
        }
        return ParseFailure(at: input[colon] == 0x3A ? colon : position, Self.valueNotAllowed)
    }

    func unexpectedCharacterMessage() -> String {
        switch input[position] {
        case 0x09: Self.tabIndentation
        case 0x25, 0x40, 0x60: "a value cannot start with \(nearText(position)): put it in quotes"
        case 0x5D: "found \"]\" without a \"[\" before it"
        case 0x7D: "found \"}\" without a \"{\" before it"
        case 0x3A: Self.valueNotAllowed
        default: "found \(nearText(position)) but expected a value"
        }
    }

    func unexpectedContentMessage() -> String {
        switch input[position] {
        case 0x09: Self.tabIndentation
        case 0x3A where isBlank(position + 1): Self.valueNotAllowed
        case 0x5D, 0x7D: unexpectedCharacterMessage()
        default: "found \(nearText(position)) but expected the end of the document: is the indentation right?"
        }
    }

    func missingColon(_ start: Int) -> ParseFailure {
        if input[start] == 0x09 { return ParseFailure(at: start, Self.tabIndentation) }
        switch input[start] {
        case 0x25, 0x40, 0x60, 0x5D, 0x7D, 0x2C: return ParseFailure(at: start, unexpectedCharacterMessage())
        default: break
        }
        return ParseFailure(at: start, "found \(nearText(start)) but expected a key and \":\"")
    }

    func unexpectedInMapping(_ frame: Frame) -> ParseFailure {
        let line = reading.lineNumber(at: Int(reading.builder.records[Int(frame.index)].start))
        if input[position] == 0x09 { return ParseFailure(at: position, Self.tabIndentation) }
        guard column == frame.indent else {
            if !keyAllowed {
                return ParseFailure(at: position, "found \(nearText(position)) but expected the end of the line")
            }
            return ParseFailure(
                at: position,
                "found \(nearText(position)) indented by \(column), but the mapping of line \(line) is indented by \(frame.indent)"
            )
        }
        if input[position] == 0x2D {
            return ParseFailure(at: position, "found \"-\" but expected a key of the mapping of line \(line)")
        }
        return ParseFailure(
            at: position, "found \(nearText(position)) but expected a key of the mapping of line \(line)")
    }

    func unexpectedInSequence(_ frame: Frame) -> ParseFailure {
        let line = reading.lineNumber(at: Int(reading.builder.records[Int(frame.index)].start))
        if input[position] == 0x09 { return ParseFailure(at: position, Self.tabIndentation) }
        if !keyAllowed {
            return ParseFailure(at: position, "found \(nearText(position)) but expected the end of the line")
        }
        return ParseFailure(
            at: position, "found \(nearText(position)) but expected \"- \" as on line \(line), or less indentation")
    }

    func unexpectedInFlow(_ frame: FlowFrame) -> ParseFailure {
        let owner = flowFrames.last { $0.kind != .pair } ?? frame
        let line = reading.lineNumber(at: Int(reading.builder.records[Int(owner.index)].start))
        let (open, close) = owner.kind == .sequence ? ("[", "]") : ("{", "}")
        return ParseFailure(
            at: position,
            "found \(nearText(position)) but expected \",\" or \"\(close)\" for the \"\(open)\" on line \(line)")
    }

    func unclosedFlow() -> ParseFailure {
        guard let frame = flowFrames.last(where: { $0.kind != .pair }) else {
            return ParseFailure(at: position, unexpectedCharacterMessage())
        }
        let (open, close) = frame.kind == .sequence ? ("[", "]") : ("{", "}")
        let start = Int(reading.builder.records[Int(frame.index)].start)
        let found = input[position] == 0 ? "the end of the input" : "the end of the document"
        return ParseFailure(
            at: start, "this \"\(open)\" is not closed: found \(found) but expected \"\(close)\"")
    }
}
