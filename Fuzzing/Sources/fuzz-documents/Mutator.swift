// SPDX-License-Identifier: Apache-2.0

/// Makes inputs: mutated pieces of the seeds, and documents put together from YAML's own tokens.
struct Mutator {
    private let seeds: [[UInt8]]
    private var state: UInt64

    private static let tokens: [String] = [
        "a", "b: c", "key: ", "? ", ": ", "- ", "- - ", "-", "?", ":", "[", "]", "{", "}", ", ", ",", "&a ", "*a", "&b",
        "*b ", "!t ", "!!str ", "!<x> ", "! ", "|\n", ">\n", "|-\n", ">+\n", "|2\n", ">1-\n", "\"x\"", "'y'", "\"", "'",
        "\\n", "\\x41", "\\\n", "''", "#", " # c", "\n", "\n\n", "\r\n", "\r", " ", "  ", "\t", "---", "---\n", "...\n",
        "--- ", "%YAML 1.1\n", "%TAG ! x\n", "<<: ", "\u{FEFF}", "\u{85}", "\u{2028}", "é", "日本", "1", "~", "null",
        "\n  ", "\n    ", "\n ", "\n- ", "\n  - ", "\n? ", "\n: ", "a:\n", "b:\n  ", "@", "`", "%", "-x", "?x", ":x",
        "a#b", "a: b: c", "\"a\": ", "'a' : ", "[a]: ", "{a: b}: ", "a:b", "\"a\":b",
    ]

    init(seeds: [[UInt8]], seed: UInt64) {
        self.seeds = seeds
        state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    }

    mutating func random(_ bound: Int) -> Int {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return bound <= 0 ? 0 : Int(state % UInt64(bound))
    }

    mutating func next() -> [UInt8] {
        if seeds.isEmpty || random(3) > 0 { return grammar() }
        var bytes = piece(600)
        for _ in 0..<1 + random(4) { mutate(&bytes) }
        return bytes
    }

    private mutating func grammar() -> [UInt8] {
        var bytes: [UInt8] = []
        for _ in 0..<1 + random(14) { bytes.append(contentsOf: Self.tokens[random(Self.tokens.count)].utf8) }
        return bytes
    }

    /// Some lines of a seed.
    private mutating func piece(_ size: Int) -> [UInt8] {
        let seed = seeds[random(seeds.count)]
        guard seed.count > size else { return seed }
        var start = random(seed.count - size)
        while start > 0, seed[start - 1] != 0x0A { start -= 1 }
        return Array(seed[start..<min(start + 20 + random(size), seed.count)])
    }

    private mutating func mutate(_ bytes: inout [UInt8]) {
        let at = random(bytes.count + 1)
        switch random(8) {
        case 0: if at < bytes.count { bytes[at] = UInt8(random(256)) }
        case 1: if at < bytes.count { bytes[at] ^= UInt8(1 << random(8)) }
        case 2: bytes.removeSubrange(at..<min(bytes.count, at + 1 + random(8)))
        case 3: bytes.insert(contentsOf: Self.tokens[random(Self.tokens.count)].utf8, at: at)
        case 4: bytes.insert(contentsOf: piece(100), at: at)
        case 5: bytes.insert(contentsOf: bytes[at..<min(bytes.count, at + random(60))], at: random(bytes.count + 1))
        case 6: bytes.removeLast(random(bytes.count + 1) / 2)
        default: bytes.insert(contentsOf: Self.tokens[random(Self.tokens.count)].utf8, at: at)
        }
    }
}
