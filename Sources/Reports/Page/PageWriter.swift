// SPDX-License-Identifier: Apache-2.0

internal import Documents
internal import Findings

/// Writes wrapped, optionally coloured lines of text.
struct PageWriter {
    enum Style: Equatable { case plain, bold, dim, place, added, heading, severity(Severity) }

    /// A piece of a line in one style. Lines break at spaces only, so that a place stays clickable.
    struct Span {
        let text: String
        let style: Style

        init(_ text: String, _ style: Style = .plain) {
            self.text = text
            self.style = style
        }

        /// What a line may be broken between.
        fileprivate var parts: [Substring] {
            switch style {
            case .place, .severity: return [text[...]]
            case .plain, .bold, .dim, .added, .heading: break
            }
            return text.split(separator: " ", omittingEmptySubsequences: false)
        }
    }

    private let output: ByteOutput
    private let width: Int
    private let usesColor: Bool

    init(_ output: ByteOutput, _ options: RenderingOptions) {
        self.output = output
        width = max(options.width ?? 100, 40)
        usesColor = options.usesColor
    }

    func blank() { output.bytes.append("\n") }

    /// One line, wrapped, with the lines that follow the first one indented by `hanging`.
    func line(_ spans: [Span], indent: Int = 0, hanging: Int = 0) {
        output.bytes.append(spaces: indent)
        var column = indent
        var current: Style?
        for (position, word) in Self.words(of: spans).enumerated() {
            if position > 0, column + word.gap + word.width > width {
                change(&current, to: nil)
                output.bytes.append("\n")
                output.bytes.append(spaces: hanging)
                column = hanging
            } else {
                if word.pieces.first?.style != current { change(&current, to: nil) }
                output.bytes.append(spaces: word.gap)
                column += word.gap
            }
            for piece in word.pieces {
                change(&current, to: piece.style)
                output.bytes.append(printable: piece.text)
            }
            column += word.width
        }
        change(&current, to: nil)
        output.bytes.append("\n")
        output.flushIfFull()
    }

    /// What stands between spaces, with the number of spaces before it; a word may change its style in the middle.
    private struct Word {
        var gap: Int
        var width = 0
        var pieces: [(text: Substring, style: Style)] = []
    }

    private static func words(of spans: [Span]) -> [Word] {
        var words: [Word] = []
        var gap = 0
        var isOpen = false
        for span in spans {
            for (position, part) in span.parts.enumerated() {
                if position > 0 {
                    gap += 1
                    isOpen = false
                }
                guard !part.isEmpty else { continue }
                if !isOpen { words.append(Word(gap: gap)) }
                isOpen = true
                gap = 0
                words[words.count - 1].width += part.unicodeScalars.count
                words[words.count - 1].pieces.append((part, span.style))
            }
        }
        return words
    }

    /// A line that is never wrapped: source text.
    func verbatim(_ spans: [Span]) {
        var current: Style?
        for span in spans {
            change(&current, to: span.style)
            output.bytes.append(printable: span.text[...])
        }
        change(&current, to: nil)
        output.bytes.append("\n")
    }

    /// Words of one style that follow each other, and the spaces between them, share one pair of escape sequences.
    private func change(_ current: inout Style?, to style: Style?) {
        guard usesColor, current != style else { return }
        if let current, Self.code(current) != nil { output.bytes.append("\u{1B}[0m") }
        if let style, let code = Self.code(style) { output.bytes.append(code) }
        current = style
    }

    private static func code(_ style: Style) -> StaticString? {
        switch style {
        case .plain: nil
        case .bold: "\u{1B}[1m"
        case .dim: "\u{1B}[2m"
        case .place: "\u{1B}[36m"
        case .added: "\u{1B}[32m"
        case .heading: "\u{1B}[1;4m"
        case .severity(.critical): "\u{1B}[1;97;41m"
        case .severity(.high): "\u{1B}[1;31m"
        case .severity(.medium): "\u{1B}[1;33m"
        case .severity(.low): "\u{1B}[34m"
        case .severity(.info): "\u{1B}[2m"
        }
    }
}

extension [UInt8] {
    mutating func append(spaces count: Int) {
        for _ in 0..<Swift.max(count, 0) { append(0x20) }
    }

    /// Text without control characters: what a manifest says must not steer the reader's terminal.
    mutating func append(printable text: Substring) {
        var text = text
        text.withUTF8 { append(displayed: $0, onOneLine: true) }
    }
}

extension String {
    /// Filled up with spaces on the right.
    func padded(to width: Int) -> String {
        let count = unicodeScalars.count
        return count >= width ? self : self + String(repeating: " ", count: width - count)
    }

    /// Filled up with spaces on the left.
    func leftPadded(to width: Int) -> String {
        let count = unicodeScalars.count
        return count >= width ? self : String(repeating: " ", count: width - count) + self
    }
}

extension Int {
    /// `1 finding`, `2 findings`; digits in groups of three.
    func of(_ singular: String, _ plural: String? = nil) -> String {
        "\(grouped) \(self == 1 ? singular : plural ?? singular + "s")"
    }

    /// `25,000`.
    var grouped: String {
        var text = ""
        let digits = String(self)
        for (position, digit) in digits.enumerated() {
            if position > 0, (digits.count - position) % 3 == 0, digit.isNumber { text.append(",") }
            text.append(digit)
        }
        return text
    }
}
