// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Reads the seeds.
enum Files {
    static func read(_ paths: [String]) -> [(name: String, bytes: [UInt8])] {
        var result: [(name: String, bytes: [UInt8])] = []
        for path in paths { collect(path, &result) }
        return result
    }

    private static func collect(_ path: String, _ result: inout [(name: String, bytes: [UInt8])]) {
        if let folder = opendir(path) {
            defer { closedir(folder) }
            var names: [String] = []
            while let entry = readdir(folder) {
                let name = withUnsafeBytes(of: &entry.pointee.d_name) { raw in
                    String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
                }
                if name != ".", name != ".." { names.append(name) }
            }
            for name in names.sorted() { collect(path + "/" + name, &result) }
            return
        }
        guard let file = fopen(path, "r") else { return }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = fread(&buffer, 1, buffer.count, file), count > 0 {
            bytes.append(contentsOf: buffer[..<count])
        }
        result.append((path, bytes))
    }
}

/// Keeps the input that is being tried, for the case that it ends the program.
struct CurrentInput {
    private let descriptor: Int32

    init(_ path: String) { descriptor = open(path, O_RDWR | O_CREAT, 0o644) }

    func write(_ bytes: [UInt8]) {
        guard descriptor >= 0 else { return }
        pwrite(descriptor, bytes, bytes.count, 0)
        ftruncate(descriptor, off_t(bytes.count))
    }
}
