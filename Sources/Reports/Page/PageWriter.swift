// SPDX-License-Identifier: Apache-2.0

internal import Findings

/// Writes wrapped, optionally coloured lines of text.
struct PageWriter {
    enum Style { case plain, bold, dim, place, added, heading, severity(Severity) }

    /// A piece of a line in one style. Lines break at spaces only, so that a place stays clickable.
    struct Span {
        let text: String
        let style: Style

        init(_ text: String, _ style: Style = .plain) {
            self.text = text
            self.style = style
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
        var column = indent
        var isFirstWord = true
        output.bytes.append(spaces: indent)
        for span in spans {
            var parts = span.text.split(separator: " ", omittingEmptySubsequences: false)[...]
            var isFirstPart = true
            while let part = parts.popFirst() {
                let gap = isFirstPart ? 0 : 1
                isFirstPart = false
                let count = part.unicodeScalars.count
                if !isFirstWord, gap == 1, column + gap + count > width, count > 0 {
                    output.bytes.append("\n")
                    output.bytes.append(spaces: hanging)
                    column = hanging
                } else if gap == 1 {
                    output.bytes.append(0x20)
                    column += 1
                }
                if count > 0 { isFirstWord = false }
                write(part, span.style)
                column += count
            }
        }
        output.bytes.append("\n")
        output.flushIfFull()
    }

    /// A line that is never wrapped: source text.
    func verbatim(_ spans: [Span]) {
        for span in spans { write(span.text[...], span.style) }
        output.bytes.append("\n")
    }

    private func write(_ text: Substring, _ style: Style) {
        guard !text.isEmpty else { return }
        let code = usesColor ? Self.code(style) : nil
        if let code { output.bytes.append(code) }
        output.bytes.append(printable: text)
        if code != nil { output.bytes.append("\u{1B}[0m") }
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
        for byte in text.utf8 {
            switch byte {
            case 0..<0x20, 0x7F: append("\u{FFFD}")
            default: append(byte)
            }
        }
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
