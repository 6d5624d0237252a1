// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents

extension Container {
    /// The first entry of `command` or `args` that runs a program: the entry itself, the last part of its path, or a
    /// word of a shell script in it. Comment lines of a script do not count.
    func commandEntry(running program: String) -> Node? {
        node["command"]?.entry(running: program) ?? node["args"]?.entry(running: program)
    }
}

/// Reads just enough of a shell script to see which programs it runs.
enum ShellWords {
    static func run(_ program: String, in script: String) -> Bool {
        guard script.contains(program) else { return false }
        for line in script.split(separator: "\n") {
            var expectsProgram = true
            for word in line.split(whereSeparator: { $0 == " " || $0 == "\t" }) {
                if word.hasPrefix("#") { break }
                for part in pieces(of: word) {
                    if part.isEmpty {
                        expectsProgram = true
                        continue
                    }
                    if expectsProgram, isProgram(part, program) { return true }
                    expectsProgram = expectsProgram && isPrefix(part)
                }
            }
        }
        return false
    }

    /// A word cut at the characters that end a command; an empty piece stands for each cut.
    private static func pieces(of word: Substring) -> [Substring] {
        word.split(omittingEmptySubsequences: false) { ";|&()`{}".contains($0) }
            .flatMap { [$0, ""] }.dropLast()
    }

    /// A word after which a command still follows: an assignment, a keyword, or a program that runs another one.
    private static func isPrefix(_ word: Substring) -> Bool {
        word.contains("=") || prefixes.contains(String(word))
    }

    private static let prefixes: Set<String> = [
        "then", "do", "else", "if", "while", "exec", "!", "nohup", "time", "env", "$",
    ]

    private static func isProgram(_ word: Substring, _ program: String) -> Bool {
        let bare = word.drop { "\"'$".contains($0) }.prefix { !"\"'".contains($0) }
        return bare == program || bare.hasSuffix("/" + program)
    }
}

extension Node {
    /// The first element of a list that runs a program.
    fileprivate func entry(running program: String) -> Node? {
        elements.first { $0.mentions(program) && ShellWords.run(program, in: $0.scalarText) }
    }

    /// Whether the source of a scalar has a word of ASCII letters, without making a string of it.
    fileprivate func mentions(_ word: String) -> Bool {
        let range = range
        guard isScalar, let first = word.utf8.first, range.count >= word.utf8.count else { return false }
        return document.bytes.withUnsafeBufferPointer { bytes in
            let starts = range.lowerBound...(range.upperBound - word.utf8.count)
            return starts.contains { start in
                bytes[start] == first && bytes[start..<start + word.utf8.count].elementsEqual(word.utf8)
            }
        }
    }
}
