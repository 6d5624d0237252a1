// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// A folder of its own for a test, removed afterwards.
package final class TemporaryFolder {
    /// Absolute, without a slash at the end.
    package let path: String

    package init() {
        var template = Array("/tmp/bulwark-test-XXXXXX".utf8CString)
        path = template.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) } ?? "/nonexistent"
        }
    }

    deinit { Self.delete(path) }

    /// Writes a file, with the folders that it needs.
    package func write(_ name: String, _ bytes: [UInt8]) {
        var folder = path
        for part in name.split(separator: "/").dropLast() {
            folder += "/" + part
            mkdir(folder, 0o755)
        }
        let descriptor = open(path + "/" + name, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        defer { close(descriptor) }
        _ = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
    }

    package func write(_ name: String, _ text: String) { write(name, Array(text.utf8)) }

    /// Makes a symbolic link.
    package func link(_ name: String, to target: String) { symlink(target, path + "/" + name) }

    /// Makes a named pipe.
    package func pipe(_ name: String) { mkfifo(path + "/" + name, 0o644) }

    /// The text of a file; empty when it cannot be read.
    package func text(_ name: String) -> String {
        let descriptor = open(path + "/" + name, O_RDONLY)
        guard descriptor >= 0 else { return "" }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(descriptor, &chunk, chunk.count)
            if count <= 0 { return String(decoding: bytes, as: UTF8.self) }
            bytes += chunk[..<count]
        }
    }

    /// The names in the folder, sorted.
    package var names: [String] { Self.names(path).sorted() }

    private static func names(_ folder: String) -> [String] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    private static func delete(_ path: String) {
        if unlink(path) == 0 { return }
        for name in names(path) { delete(path + "/" + name) }
        rmdir(path)
    }
}
