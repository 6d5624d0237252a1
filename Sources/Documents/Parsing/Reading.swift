// SPDX-License-Identifier: Apache-2.0

/// What the parsers of both formats share: the input, the tree being built, and the problems met.
struct Reading: ~Copyable {
    /// The input, followed by at least eight zero bytes, so that looking a few bytes ahead never leaves it.
    let input: UnsafePointer<UInt8>
    let end: Int
    let name: String
    let limits: ReadLimits
    let survey: InputSurvey
    var builder: TreeBuilder
    var problems: [Problem] = []
    /// Nodes that aliases and merge keys have added to the current document.
    var aliasNodes = 0
    /// Where a JSON stream first fails: how many values came before, and where the next one starts.
    var firstFailure: (values: Int, resume: Int)?
    /// Signatures of a mapping's keys; kept, so that its memory is used again.
    var signatures: [UInt64] = []
    private var droppedProblems = 0

    /// So many problems are listed; what is beyond is only counted.
    private static let problemLimit = 1_000

    init(_ input: UnsafePointer<UInt8>, end: Int, name: String, limits: ReadLimits, isJSON: Bool) {
        self.input = input
        self.end = end
        self.name = name
        self.limits = limits
        survey = InputSurvey(input, end: end, isJSON: isJSON)
        builder = TreeBuilder(expectedNodes: min(survey.lineStarts.count * 3 + 64, end + 16))
    }

    func bytes(_ range: Range<Int>) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: input + range.lowerBound, count: range.count)
    }

    func text(_ range: Range<Int>) -> String { String(decoding: bytes(range), as: UTF8.self) }

    // MARK: - Problems

    func location(at offset: Int) -> Location {
        let line = lineNumber(at: offset)
        let start = Int(survey.lineStarts[line - 1])
        var column = 1
        for index in start..<max(min(offset, end), start) where input[index] & 0xC0 != 0x80 { column += 1 }
        return Location(file: name, line: line, column: column)
    }

    func lineNumber(at offset: Int) -> Int {
        var low = 0
        var high = survey.lineStarts.count
        while low + 1 < high {
            let middle = (low + high) / 2
            if survey.lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        return low + 1
    }

    mutating func report(_ code: Problem.Code, at offset: Int, gravity: Problem.Gravity = .error, _ message: String) {
        guard problems.count < Self.problemLimit else {
            droppedProblems += 1
            return
        }
        problems.append(Problem(code, at: location(at: offset), gravity: gravity, message))
    }

    mutating func report(_ failure: ParseFailure) { report(failure.code, at: failure.offset, failure.message) }

    /// Says how many problems were left out of the list.
    mutating func finishProblems() {
        guard droppedProblems > 0 else { return }
        problems.append(Problem("more-problems", file: name, "\(droppedProblems) more problems are not listed"))
    }
}

/// Why a document cannot be read any further.
struct ParseFailure: Error {
    let code: Problem.Code
    let offset: Int
    let message: String
    /// Whether nothing behind it is read either.
    var isFinal = false

    init(_ code: Problem.Code = "yaml-syntax", at offset: Int, _ message: String) {
        self.code = code
        self.offset = offset
        self.message = message
    }

    static func depth(at offset: Int, _ limits: ReadLimits) -> ParseFailure {
        ParseFailure("limit", at: offset, "nested more than \(limits.depth) levels deep, the limit of nesting")
    }

    static func nodes(at offset: Int, _ limits: ReadLimits) -> ParseFailure {
        var failure = ParseFailure("limit", at: offset, "more than \(limits.nodes) nodes, the limit of one input")
        failure.isFinal = true
        return failure
    }

    static func aliasNodes(at offset: Int, _ limits: ReadLimits) -> ParseFailure {
        ParseFailure(
            "limit", at: offset,
            "aliases and merge keys add more than \(limits.aliasNodes) nodes, the limit of alias expansion")
    }
}
