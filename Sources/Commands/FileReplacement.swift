// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents
internal import Findings
internal import Glibc

/// Writes a repaired file in place of the one that was read, or fails and leaves it as it is.
struct FileReplacement {
    private let file: Repair.File
    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    init(_ file: Repair.File) { self.file = file }

    /// The new file appears in one step, with the old one's mode and owner; a symbolic link stays one. A file that has
    /// changed since it was read is not overwritten.
    func write() throws(OutputFailure) {
        let path = try resolvedPath()
        var status = stat()
        guard stat(path, &status) == 0, access(path, W_OK) == 0 else {
            throw failure("cannot be replaced: " + Self.reason)
        }
        let bytes = try replacement(of: try current(path))
        var template = Array((path + ".XXXXXX").utf8CString)
        let descriptor = template.withUnsafeMutableBufferPointer { $0.baseAddress.map { mkstemp($0) } ?? -1 }
        guard descriptor >= 0 else { throw failure("cannot be replaced: " + Self.reason) }
        let temporary = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        guard Self.fill(descriptor, with: bytes, like: status), rename(temporary, path) == 0 else {
            let reason = Self.reason
            unlink(temporary)
            throw failure("cannot be replaced: " + reason)
        }
    }

    /// Gives the new file its text, owner and mode, and closes it; false, with `errno` set, when something is refused.
    private static func fill(_ descriptor: Int32, with bytes: [UInt8], like status: stat) -> Bool {
        let isComplete =
            write(bytes, to: descriptor) && fchown(descriptor, status.st_uid, status.st_gid) == 0
            && fchmod(descriptor, status.st_mode & 0o7777) == 0 && fsync(descriptor) == 0
        let error = errno
        guard close(descriptor) == 0 else { return false }
        errno = error
        return isComplete
    }

    private func resolvedPath() throws(OutputFailure) -> String {
        guard let path = realpath(file.before.name, nil) else { throw failure("cannot be replaced: " + Self.reason) }
        defer { free(path) }
        return String(cString: path)
    }

    private func current(_ path: String) throws(OutputFailure) -> [UInt8] {
        do { return try InputReading.file(path, limit: ReadLimits().bytes) } catch {
            throw failure("cannot be read again: \(error.message)")
        }
    }

    private func replacement(of current: [UInt8]) throws(OutputFailure) -> [UInt8] {
        if current == file.before.bytes { return file.after.bytes }
        if current == Self.byteOrderMark + file.before.bytes { return Self.byteOrderMark + file.after.bytes }
        if current.starts(with: [0xFF, 0xFE]) || current.starts(with: [0xFE, 0xFF]) {
            throw failure("is UTF-16, which is not rewritten: convert it to UTF-8 first")
        }
        throw failure("has changed since it was read: run the repair again")
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var offset = 0
        while offset < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Glibc.write(descriptor, buffer.baseAddress?.advanced(by: offset), buffer.count - offset)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            offset += count
        }
        return true
    }

    private static var reason: String { String(cString: strerror(errno)) }

    private func failure(_ message: String) -> OutputFailure { OutputFailure(message: message, status: .unreadable) }
}
