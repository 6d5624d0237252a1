// SPDX-License-Identifier: Apache-2.0

/// Recognises the actions of a chart's template (`{{ … }}`, Go's text/template with Helm's objects).
enum TemplateMarks {
    /// Whether `{{` occurs at all.
    static func occur(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool { next(bytes, from: 0) != nil }

    private static func next(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        var index = start
        while index + 1 < bytes.count {
            if bytes[index + 1] != 0x7B {
                index += 2
            } else if bytes[index] == 0x7B {
                return index
            } else {
                index += 1
            }
        }
        return nil
    }

    /// The first `{{` before which its line opens no quote and no comment.
    static func firstOutsideQuotes(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        var start = 0
        while let found = next(bytes, from: start) {
            var lineStart = found
            while lineStart > start, bytes[lineStart - 1] != 0x0A, bytes[lineStart - 1] != 0x0D { lineStart -= 1 }
            if isOutsideQuotes(UnsafeBufferPointer(rebasing: bytes[lineStart..<found])) { return found }
            start = found + 2
        }
        return nil
    }

    private static func isOutsideQuotes(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
        var quote: UInt8 = 0
        var previous: UInt8 = 0x20
        for byte in line {
            if quote != 0 {
                if byte == quote, previous != 0x5C { quote = 0 }
            } else if byte == 0x22 || byte == 0x27, " \t:-[{,".utf8.contains(previous) {
                quote = byte
            } else if byte == 0x23, previous == 0x20 || previous == 0x09 {
                return false
            }
            previous = byte
        }
        return quote == 0
    }

    /// The first action in a plain scalar that Helm, not Prometheus or Argo, would expand.
    static func firstHelmAction(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        var start = 0
        while let found = next(bytes, from: start) {
            var index = found + 2
            while index < bytes.count, bytes[index] == 0x2D || bytes[index] == 0x20 { index += 1 }
            let rest = UnsafeBufferPointer(rebasing: bytes[index...])
            if helmWords.contains(where: { rest.starts(with: $0.utf8) }) { return found }
            start = found + 2
        }
        return nil
    }

    private static let helmWords = [
        ".Values", ".Release", ".Chart", ".Capabilities", ".Template", ".Files", "$.Values", "$.Release", "include ",
        "template ", "toYaml ", "tpl ", "if ", "else", "end", "range ", "with ", "define ", "default ", "/*",
    ]
}
