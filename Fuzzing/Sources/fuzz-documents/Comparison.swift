// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Counts how our reading and libyaml's compare, and prints what differs.
struct Comparison {
    private(set) var failures = 0
    private let current = CurrentInput("/dev/shm/fuzz-current")
    private var inputs = 0
    private var accepted = 0
    private var exceptions = 0

    var summary: String {
        "\(inputs) inputs: \(accepted) accepted by both, \(exceptions) excepted, \(failures) differ"
    }

    mutating func compare(_ bytes: [UInt8], _ name: String) {
        inputs += 1
        current.write(bytes)
        switch (EventTree.libyaml(bytes), EventTree.ours(bytes)) {
        case (.accepted(let theirs), .accepted(let ours)):
            accepted += 1
            if theirs != ours, !isJSONStream(bytes) { fail(bytes, name, difference(theirs, ours)) }
        case (.rejected, .rejected): break
        case (.excepted, _), (_, .excepted): exceptions += 1
        case (.accepted, .rejected(let problem)):
            if isKnown(problem) || isJSONStream(bytes) {
                exceptions += 1
            } else {
                fail(bytes, name, "only we reject: \(problem)")
            }
        case (.rejected(let problem), .accepted):
            if isJSONStream(bytes) { exceptions += 1 } else { fail(bytes, name, "only libyaml rejects: \(problem)") }
        }
    }

    /// JSON is not YAML in all things: several values in a row, surrogate pairs, long keys, DEL.
    private func isJSONStream(_ bytes: [UInt8]) -> Bool {
        let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
        return text.first { $0 > 0x20 } == 0x7B || bytes.prefix(4).contains(0)
    }

    /// What we refuse on purpose.
    private func isKnown(_ problem: String) -> Bool { false }

    private func difference(_ theirs: [String], _ ours: [String]) -> String {
        var index = 0
        while index < min(theirs.count, ours.count), theirs[index] == ours[index] { index += 1 }
        let left = index < theirs.count ? theirs[index] : "nothing"
        let right = index < ours.count ? ours[index] : "nothing"
        return "line \(index): libyaml \(left.debugDescription), we \(right.debugDescription)"
    }

    private mutating func fail(_ bytes: [UInt8], _ name: String, _ message: String) {
        failures += 1
        print("FAIL \(name): \(message)")
        let path = "/tmp/fuzz-failure-\(failures)"
        save(bytes, path)
        print("     saved as \(path)")
        if bytes.count < 300 { print(String(decoding: bytes, as: UTF8.self).debugDescription) }
    }

    private func save(_ bytes: [UInt8], _ path: String) {
        guard let file = fopen(path, "w") else { return }
        fwrite(bytes, 1, bytes.count, file)
        fclose(file)
    }
}
