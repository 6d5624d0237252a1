// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Why an input could not be read, in the words of a problem.
package struct ReadFailure: Error, Sendable, Hashable {
    package let message: String

    package init(_ message: String) { self.message = message }

    /// The words for the error number of the system call that has just failed.
    init(errno code: Int32) {
        message =
            switch code {
            case ENOENT: "no such file or folder"
            case EACCES, EPERM: "permission denied"
            case ELOOP: "too many symbolic links: they form a cycle"
            case ENAMETOOLONG: "the path is too long for the operating system"
            case ENOTDIR: "no such file: a part of the path before the last is not a folder"
            case EISDIR: "is a folder, expected a file"
            case EMFILE, ENFILE: "too many open files"
            case EBADF: "is closed"
            default: "cannot be read: " + String(cString: strerror(code))
            }
    }
}

/// Reads whole inputs through the operating system, within a limit.
package enum InputReading {
    /// What kind of thing a path leads to, symbolic links followed.
    enum Kind { case file, folder, pipe, socket, device }

    struct Status {
        let kind: Kind
        let size: Int
        /// Device and inode: the same for every path to the same thing.
        let identity: Identity
    }

    struct Identity: Hashable {
        let device: UInt64
        let inode: UInt64
    }

    /// The bytes of a regular file.
    package static func file(_ path: String, limit: Int) throws(ReadFailure) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw ReadFailure(errno: errno) }
        defer { close(descriptor) }
        return try stream(descriptor, limit: limit)
    }

    /// Everything up to the end of an open descriptor.
    package static func stream(_ descriptor: Int32, limit: Int) throws(ReadFailure) -> [UInt8] {
        var expected = 64 * 1024
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw ReadFailure(errno: errno) }
        if status.st_mode & S_IFMT == S_IFDIR { throw ReadFailure(errno: EISDIR) }
        if status.st_mode & S_IFMT == S_IFREG {
            guard status.st_size <= limit else { throw tooLarge(Int(status.st_size), limit) }
            expected = Int(status.st_size) + 1
        }
        var bytes: [UInt8] = []
        while true {
            let chunk = try read(descriptor, upTo: max(expected, 4096))
            if chunk.isEmpty { return bytes }
            if bytes.isEmpty { bytes = chunk } else { bytes += chunk }
            guard bytes.count <= limit else { throw tooLarge(bytes.count, limit) }
            expected = min(max(bytes.count, 64 * 1024), 16 << 20)
            if status.st_mode & S_IFMT == S_IFREG, bytes.count >= Int(status.st_size) { expected = 4096 }
        }
    }

    static func status(of path: String) throws(ReadFailure) -> Status {
        var status = stat()
        guard stat(path, &status) == 0 else { throw ReadFailure(errno: errno) }
        let kind: Kind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .folder
            case S_IFIFO: .pipe
            case S_IFSOCK: .socket
            default: .device
            }
        let identity = Identity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
        return Status(kind: kind, size: Int(status.st_size), identity: identity)
    }

    /// The names in a folder without `.` and `..`, sorted by their bytes. A name that is no UTF-8 comes repaired.
    static func names(in folder: String) throws(ReadFailure) -> [String] {
        guard let stream = opendir(folder) else { throw ReadFailure(errno: errno) }
        defer { closedir(stream) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = readdir(stream) else {
                guard errno == 0 else { throw ReadFailure(errno: errno) }
                break
            }
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private static func read(_ descriptor: Int32, upTo count: Int) throws(ReadFailure) -> [UInt8] {
        var failure: Int32 = 0
        // Room for the zero bytes that the parsers want behind a text, so that it is not copied for them.
        let bytes = [UInt8](unsafeUninitializedCapacity: count + 16) { buffer, filled in
            while filled < count {
                let result = Glibc.read(descriptor, buffer.baseAddress?.advanced(by: filled), count - filled)
                if result < 0, errno == EINTR { continue }
                if result < 0 { failure = errno }
                if result <= 0 { break }
                filled += result
            }
        }
        guard failure == 0 else { throw ReadFailure(errno: failure) }
        return bytes
    }

    private static func tooLarge(_ size: Int, _ limit: Int) -> ReadFailure {
        ReadFailure("is larger than \(limit) bytes (\(size) or more), the most that is read")
    }
}
