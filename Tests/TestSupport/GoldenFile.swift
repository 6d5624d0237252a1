// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Files of the repository that are generated: compared, or rewritten when BULWARK_GOLDEN is `write`.
package enum GoldenFile {
    package static let isWriting = getenv("BULWARK_GOLDEN").map { String(cString: $0) } == "write"

    /// The project's root, seen from this file.
    package static let root: String = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()

    /// Nil when the file holds the text, or was rewritten; else what to do about it.
    package static func difference(_ path: String, _ text: String) -> String? {
        let old = read(path)
        guard old != text else { return nil }
        guard isWriting else {
            let place = firstDifference(old ?? "", text)
            return "\(path) \(old == nil ? "is missing" : "differs at line \(place)"): make golden rewrites it"
        }
        return write(path, text) ? nil : "\(path) cannot be written"
    }

    /// The names of the files in a folder of the repository, sorted.
    package static func names(in folder: String) -> [String] {
        guard let stream = opendir(root + "/" + folder) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }

    /// Removes a file that no test writes any more; only while writing.
    package static func remove(_ path: String) { if isWriting { unlink(root + "/" + path) } }

    /// Nil when the file cannot be read.
    package static func read(_ path: String) -> String? {
        let descriptor = open(root + "/" + path, O_RDONLY)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count <= 0 { return String(decoding: bytes, as: UTF8.self) }
            bytes += chunk[..<count]
        }
    }

    private static func write(_ path: String, _ text: String) -> Bool {
        let descriptor = open(root + "/" + path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        let bytes = Array(text.utf8)
        var offset = 0
        while offset < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Glibc.write(descriptor, buffer.baseAddress?.advanced(by: offset), bytes.count - offset)
            }
            if count <= 0 { return false }
            offset += count
        }
        return true
    }

    private static func firstDifference(_ left: String, _ right: String) -> Int {
        let lines = zip(
            left.split(separator: "\n", omittingEmptySubsequences: false),
            right.split(separator: "\n", omittingEmptySubsequences: false))
        for (number, pair) in lines.enumerated() where pair.0 != pair.1 { return number + 1 }
        return 1
    }
}
