// SPDX-License-Identifier: Apache-2.0

/// Reads a YAML stream straight into the arena: no tokens, no strings, no recursion.
///
/// It accepts what libyaml and its port go-yaml v2, on which the Kubernetes API stands, accept: YAML 1.1 with their
/// limits (an implicit key lies on one line within 1,024 characters; a key in flow context stands before its colon on
/// the same line).
struct YAMLParser: ~Copyable {
    /// An open block collection.
    struct Frame {
        enum Kind { case mapping, sequence, indentlessSequence }
        enum State {
            /// Before a key, or before the next dash.
            case entry
            /// Behind an explicit key: a colon may follow.
            case explicitValue
            /// Behind a colon: the value follows.
            case value
        }

        let kind: Kind
        var state: State
        let indent: Int
        let index: UInt32
    }

    var reading: Reading
    let input: UnsafePointer<UInt8>
    let end: Int
    let text: SourceText
    /// Whether the input holds `{{` at all.
    let mayBeTemplate: Bool
    @inline(__always)
    var classes: ByteClasses { text.classes }
    var position = 0
    /// Where the current line starts; a byte order mark inside the stream counts as one column, as in libyaml.
    var lineStart = 0
    /// Whether a block collection or an implicit key may start here (libyaml's `simple_key_allowed`).
    var keyAllowed = true
    /// The column of the innermost block collection, -1 outside of all.
    var indent = -1
    var frames: [Frame] = []
    var flowFrames: [FlowFrame] = []
    /// Just past the last byte of content, where a collection that is closed now ends.
    var lastEnd = 0
    /// Whether the last scalar lies on one line, and the parser still stands on it.
    var stoppedOnLine = true
    var documentStart = 0
    /// The first `{{` that only a template writes.
    var templateOffset: Int?
    var anchors = Anchors()
    var tagHandles = TagHandles()

    init(_ reading: consuming Reading) {
        input = reading.input
        end = reading.end
        text = SourceText(reading.input, hasWideBreaks: reading.survey.hasWideBreaks)
        mayBeTemplate = TemplateMarks.occur(reading.bytes(0..<reading.end))
        self.reading = reading
    }

    /// Gives back what was read; the parser is of no use any more.
    consuming func finish() -> Reading {
        text.classes.table.deallocate()
        return reading
    }

    // MARK: - Documents

    /// Reads the documents from an offset on.
    mutating func parse(from offset: Int) {
        position = offset
        lineStart = offset
        var isFirst = true
        while true {
            let count = reading.builder.count
            let problemCount = reading.problems.count
            documentStart = position
            do throws(ParseFailure) {
                guard try readDocument(isFirst: isFirst) else { break }
                try checkStop()
            } catch {
                reading.builder.rewind(toCount: count)
                if reportFailure(error, problemCount) { break }
                resynchronise()
            }
            isFirst = false
        }
        reportTemplate()
    }

    /// Skips to the next line that starts a document, or to the directives before one.
    private mutating func resynchronise() {
        frames.removeAll(keepingCapacity: true)
        flowFrames.removeAll(keepingCapacity: true)
        indent = -1
        if isAtDocumentMarker(0x2D), position > documentStart { return }
        var isEnded = isAtDocumentMarker(0x2E)
        while position < end {
            while position < end, input[position] != 0x0A, input[position] != 0x0D { position += 1 }
            while position < end, input[position] == 0x0A || input[position] == 0x0D { position += 1 }
            lineStart = position
            if SourceText.isMarker(input + position, 0x2D) { return }
            if isEnded, input[position] == 0x25 { return }
            if input[position] != 0x23 { isEnded = isAtDocumentMarker(0x2E) }
        }
        position = end
    }

    /// Reports what stopped a document; true when nothing behind it should be read.
    private mutating func reportFailure(_ failure: ParseFailure, _ problemCount: Int) -> Bool {
        if let bad = reading.badByte(from: documentStart, through: max(position, failure.offset)) {
            reading.report(bad)
            return false
        }
        if templateOffset == nil, mayBeTemplate, failure.code == "yaml-syntax" {
            let line = reading.survey.lineStarts[reading.lineNumber(at: failure.offset) - 1]
            let range = documentStart..<lineEnd(from: max(Int(line), position))
            templateOffset = TemplateMarks.firstOutsideQuotes(reading.bytes(range)).map { $0 + documentStart }
        }
        guard templateOffset == nil else { return false }
        reading.report(failure)
        return failure.isFinal
    }

    /// A zero byte that is not the end of the input stands for a bad byte.
    private func checkStop() throws(ParseFailure) {
        guard position < end, input[position] == 0, let bad = reading.badByte(from: documentStart, through: position)
        else { return }
        throw bad
    }

    /// One problem, and nothing judged: a template's text is not what the cluster will see.
    private mutating func reportTemplate() {
        guard let templateOffset else { return }
        reading.builder.rewind(toCount: 0)
        reading.problems.removeAll()
        reading.report(
            "template", at: templateOffset,
            "a chart's template, not YAML: render it first: helm template … | bulwark scan -")
    }

    /// Reads one document; false at the end of the stream.
    private mutating func readDocument(isFirst: Bool) throws(ParseFailure) -> Bool {
        indent = -1
        keyAllowed = true
        anchors.removeAll()
        tagHandles.removeAll()
        reading.aliasNodes = 0
        skipToToken()
        while !isFirst, skipMarker(0x2E) {
            keyAllowed = false
            skipToToken()
        }
        documentStart = position
        if input[position] == 0 { return position < end ? try stopAtBadByte() : false }
        let hasDirectives = try readDirectives()
        if skipMarker(0x2D) {
            keyAllowed = false
            skipToToken()
        } else if hasDirectives || !isFirst {
            throw ParseFailure(at: position, expectedDocumentMessage)
        } else if isAtDocumentMarker(0x2E) {
            throw ParseFailure(at: position, "found \"...\" but expected the start of a document before its end")
        }
        lastEnd = position
        if !isAtDocumentEnd {
            let first = reading.builder.count
            try readBlockContent()
            dropEmptyRoot(first)
        }
        try finishDocument()
        return true
    }

    private func stopAtBadByte() throws(ParseFailure) -> Bool {
        throw ParseFailure(at: position, "found a byte that is no text")
    }

    /// A document with nothing in it has no root.
    private mutating func dropEmptyRoot(_ first: Int) {
        guard reading.builder.count == first + 1 else { return }
        let record = reading.builder.records[first]
        let isPlain = record.kind == .scalar && record.style == .plain
        if isPlain, record.start == record.end, record.type == .null, !record.isAnchored, record.detail == 0 {
            reading.builder.rewind(toCount: first)
        }
    }

    /// What follows a document's root: a marker, a directive or the end.
    private mutating func finishDocument() throws(ParseFailure) {
        skipToToken()
        if skipMarker(0x2E) {
            keyAllowed = false
            skipToToken()
            return
        }
        guard isAtDocumentEnd else { throw ParseFailure(at: position, unexpectedContentMessage()) }
    }

    /// Whether the document ends here: end of input, marker or directive.
    @inline(__always)
    var isAtDocumentEnd: Bool {
        let byte = input[position]
        if byte == 0 { return true }
        return position == lineStart && text.startsMarker(position)
    }

    @inline(__always)
    func isAtDocumentMarker(_ byte: UInt8) -> Bool { position == lineStart && text.isMarker(position, byte) }

    private mutating func skipMarker(_ byte: UInt8) -> Bool {
        guard isAtDocumentMarker(byte) else { return false }
        position += 3
        return true
    }

    // MARK: - Bytes

    @inline(__always)
    func isBlank(_ offset: Int) -> Bool { text.isBlank(offset) }

    @inline(__always)
    func breakLength(_ offset: Int) -> Int { text.breakLength(offset) }

    @inline(__always)
    func lineEnd(from start: Int) -> Int { text.lineEnd(from: start) }

    @inline(__always)
    func isMarker(at offset: Int, _ byte: UInt8) -> Bool { text.isMarker(offset, byte) }

    @inline(__always)
    var column: Int { position - lineStart }

    /// Skips blanks, comments and line breaks. A tab stops it where indentation or an indicator may come.
    @inline(__always)
    mutating func skipToToken() {
        while true {
            if input[position] == 0xEF { skipByteOrderMark() }
            while input[position] == 0x20 || (input[position] == 0x09 && !keyAllowed) { position += 1 }
            if input[position] == 0x23 { position = lineEnd(from: position) }
            let length = breakLength(position)
            guard length > 0 else { return }
            position += length
            lineStart = position
            keyAllowed = true
        }
    }

    mutating func skipByteOrderMark() {
        guard position == lineStart, input[position + 1] == 0xBB, input[position + 2] == 0xBF else { return }
        position += 3
        lineStart += 2
    }
}

extension Reading {
    /// The first bad byte in a range of the input, as a failure.
    func badByte(from start: Int, through last: Int) -> ParseFailure? {
        var low = 0
        var high = survey.badBytes.count
        while low < high {
            let middle = (low + high) / 2
            if survey.badBytes[middle].offset < start { low = middle + 1 } else { high = middle }
        }
        guard low < survey.badBytes.count, survey.badBytes[low].offset <= last else { return nil }
        let bad = survey.badBytes[low]
        let hexadecimal = String(bad.byte, radix: 16, uppercase: true)
        let code = "0x" + (hexadecimal.utf8.count == 1 ? "0" : "") + hexadecimal
        if bad.byte == 0 { return ParseFailure("encoding", at: bad.offset, "found a zero byte but expected text") }
        let isControl = bad.byte < 0x20 || bad.byte == 0x7F
        let isCharacter = isControl || bad.byte == 0xC2 || bad.byte == 0xEF
        return ParseFailure(
            "encoding", at: bad.offset,
            isCharacter
                ? "found a control character (byte \(code)) but expected printable text"
                : "found byte \(code), which is not UTF-8")
    }
}
