// SPDX-License-Identifier: Apache-2.0

/// What a reader refuses to go beyond; each limit is reported as a problem when it is met.
package struct ReadLimits: Sendable {
    /// Bytes of one input.
    package var bytes = 1 << 30
    /// Nesting of collections.
    package var depth = 1_000
    /// Nodes of one input, copies made for aliases included.
    package var nodes = 100_000_000
    /// Nodes that the aliases and merge keys of one document may add.
    package var aliasNodes = 1_000_000

    package init() {}
}

extension Document {
    /// Parses YAML or JSON (by content: an input whose first byte is `{` is a JSON stream). Never fails: what cannot
    /// be read becomes a problem of the document, and every document of the stream before and after it is kept.
    package static func parse(
        _ bytes: consuming [UInt8], name: String, limits: ReadLimits = ReadLimits()
    ) -> Document {
        guard bytes.count <= min(limits.bytes, Int(UInt32.max) - 64) else {
            let problem = Problem(
                "limit", file: name, "is \(bytes.count) bytes long, and the limit of one input is \(limits.bytes)")
            return Document(name: name, bytes: [], records: [], roots: [], lineStarts: [0], problems: [problem])
        }
        let encoding = InputEncoding(bytes)
        var text = encoding.decoded(consume bytes)
        let end = text.count
        text.append(contentsOf: repeatElement(0, count: DocumentReader.padding))
        let result = text.withUnsafeMutableBufferPointer { buffer -> DocumentReader.Result in
            guard let base = buffer.baseAddress else { return DocumentReader.Result() }
            return DocumentReader(base, end: end, name: name, limits: limits).read()
        }
        text.removeLast(DocumentReader.padding)
        return Document(
            name: name, bytes: text, records: result.records, roots: result.roots, lineStarts: result.lineStarts,
            problems: result.problems, encoding: encoding.kind)
    }

    /// Parses text, for tests, examples and what we made ourselves.
    package static func parse(_ text: String, name: String = "-") -> Document { parse(Array(text.utf8), name: name) }
}

/// Chooses the format as kubectl does, and takes bad bytes out of the parsers' way.
private struct DocumentReader {
    /// Zero bytes behind the input: the parsers' sentinel.
    static let padding = 16

    private let input: UnsafeMutablePointer<UInt8>
    private let end: Int
    private let name: String
    private let limits: ReadLimits

    init(_ input: UnsafeMutablePointer<UInt8>, end: Int, name: String, limits: ReadLimits) {
        self.input = input
        self.end = end
        self.name = name
        self.limits = limits
    }

    /// What a reader hands over.
    struct Result {
        var records: [NodeRecord] = []
        var roots: [UInt32] = []
        var lineStarts: [UInt32] = [0]
        var problems: [Problem] = []
    }

    func read() -> Result {
        var reading = startsWithBrace ? readJSON() : readYAML(from: 0, afterValues: 0)
        reading.finishProblems()
        return Result(
            records: Self.trimmed(reading.builder.records), roots: reading.builder.roots,
            lineStarts: Self.trimmed(reading.survey.lineStarts), problems: reading.problems)
    }

    /// The array without the room that it was given for growth.
    private static func trimmed<Element>(_ array: [Element]) -> [Element] {
        if array.capacity - array.count <= array.count / 16 { return array }
        return Array(unsafeUninitializedCapacity: array.count) { buffer, count in
            count = buffer.initialize(fromContentsOf: array)
        }
    }

    /// kubectl's `YAMLOrJSONDecoder` takes an input for JSON when its first byte that is no space is a brace.
    private var startsWithBrace: Bool {
        var position = 0
        while position < end, input[position] == 0x20 || (input[position] >= 0x09 && input[position] <= 0x0D) {
            position += 1
        }
        return input[position] == 0x7B
    }

    /// JSON; when that fails within the first two values, the rest is tried as YAML, as `YAMLOrJSONDecoder` does.
    private func readJSON() -> Reading {
        let reading = parseJSON(.max)
        guard let failure = reading.firstFailure, failure.values <= 1 else { return reading }
        let other = readYAML(from: failure.resume, afterValues: failure.values)
        let isTemplate = other.problems.contains { $0.code == "template" }
        if isTemplate || !other.problems.contains(where: { $0.gravity == .error }) { return other }
        return reading
    }

    private func start(isJSON: Bool) -> Reading {
        Reading(UnsafePointer(input), end: end, name: name, limits: limits, isJSON: isJSON)
    }

    private func parseJSON(_ limit: Int) -> Reading {
        let reading = start(isJSON: true)
        let badBytes = reading.survey.badBytes
        hide(badBytes)
        defer { restore(badBytes) }
        var parser = JSONParser(reading)
        parser.parse(limit: limit)
        return parser.finish()
    }

    /// Reads from an offset on, behind so many JSON values.
    private func readYAML(from offset: Int, afterValues values: Int) -> Reading {
        var reading = start(isJSON: false)
        if values > 0 {
            let earlier = parseJSON(values)
            reading.builder = earlier.builder
            reading.problems = earlier.problems
        }
        let badBytes = reading.survey.badBytes
        hide(badBytes)
        defer { restore(badBytes) }
        var parser = YAMLParser(reading)
        parser.parse(from: offset)
        return parser.finish()
    }

    /// Puts a zero, at which the parsers stop, in the place of each bad byte.
    private func hide(_ badBytes: [InputSurvey.BadByte]) {
        for bad in badBytes { input[bad.offset] = 0 }
    }

    private func restore(_ badBytes: [InputSurvey.BadByte]) {
        for bad in badBytes { input[bad.offset] = bad.byte }
    }
}
