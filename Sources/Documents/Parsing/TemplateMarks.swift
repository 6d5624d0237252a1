// SPDX-License-Identifier: Apache-2.0

/// Recognises the actions of a chart's template (`{{ … }}`, Go's text/template with Helm's objects).
enum TemplateMarks {
    /// Whether `{{` occurs at all.
    static func occur(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool { next(bytes, from: 0) != nil }

    private static func next(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        var position = start
        while let brace = bytes.first(0x7B, from: position), brace + 1 < bytes.count {
            if bytes[brace + 1] == 0x7B { return brace }
            position = brace + 1
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

    /// The first action in a plain scalar that names what only Helm has. Prometheus' rules and Argo's workflows hold
    /// actions as well, control structures among them; those are text for whoever reads the object.
    static func firstHelmAction(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        var start = 0
        while let found = next(bytes, from: start) {
            let end = closing(bytes, from: found + 2)
            if namesHelm(UnsafeBufferPointer(rebasing: bytes[(found + 2)..<end])) { return found }
            start = end
        }
        return nil
    }

    /// Where the `}}` of an action is, or the end.
    private static func closing(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        var index = start
        while index + 1 < bytes.count {
            if bytes[index] == 0x7D, bytes[index + 1] == 0x7D { return index }
            index += 1
        }
        return bytes.count
    }

    /// Whether an action's text has one of Helm's objects or functions as a word of its own.
    private static func namesHelm(_ action: UnsafeBufferPointer<UInt8>) -> Bool {
        for index in action.indices where index == 0 || " \t-($".utf8.contains(action[index - 1]) {
            let rest = UnsafeBufferPointer(rebasing: action[index...])
            if helmWords.contains(where: { rest.starts(with: $0.utf8) }) { return true }
        }
        return false
    }

    private static let helmWords = [
        ".Values", ".Release", ".Chart", ".Capabilities", ".Template", ".Files", "include \"", "template \"", "toYaml ",
        "tpl ",
    ]
}
