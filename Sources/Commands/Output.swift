// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Output that could not be written.
struct OutputFailure: Error {
    let message: String
    let status: ExitStatus
}

/// Where a report goes: standard output, or a file that appears under its name only once it is complete.
final class Output {
    private var descriptor: Int32
    private let name: String
    /// The file's name until it is complete; nil when nothing is renamed.
    private let temporary: String?
    private var buffer: [UInt8] = []
    private var isClosed = false

    private init(descriptor: Int32, name: String, temporary: String?) {
        self.descriptor = descriptor
        self.name = name
        self.temporary = temporary
    }

    static func standard() -> Output { Output(descriptor: 1, name: "standard output", temporary: nil) }

    /// A regular file is written beside its final place and renamed; a device or a pipe is written to directly.
    static func file(_ path: String) throws(OutputFailure) -> Output {
        var status = stat()
        if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
            let descriptor = open(path, O_WRONLY | O_CLOEXEC)
            guard descriptor >= 0 else { throw failure(path, .usage) }
            return Output(descriptor: descriptor, name: path, temporary: nil)
        }
        var template = Array((path + ".XXXXXX").utf8CString)
        let descriptor = template.withUnsafeMutableBufferPointer { $0.baseAddress.map { mkstemp($0) } ?? -1 }
        guard descriptor >= 0 else { throw failure(path, .usage) }
        let mask = umask(0)
        umask(mask)
        fchmod(descriptor, 0o666 & ~mask)
        let temporary = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return Output(descriptor: descriptor, name: path, temporary: temporary)
    }

    deinit { discard() }

    /// A reader that has gone away (`| head`) is no failure: what follows is dropped.
    func write(_ bytes: [UInt8]) throws(OutputFailure) {
        if bytes.count < 1 << 16 {
            buffer += bytes
            if buffer.count >= 1 << 16 { try flush() }
        } else {
            try flush()
            try flush(bytes)
        }
    }

    /// Completes the output; without it, a file does not appear.
    func finish() throws(OutputFailure) {
        try flush()
        guard let temporary, !isClosed else { return }
        isClosed = true
        guard close(descriptor) == 0, rename(temporary, name) == 0 else {
            let failure = Self.failure(name, .failure)
            unlink(temporary)
            throw failure
        }
    }

    private func flush() throws(OutputFailure) {
        defer { buffer.removeAll(keepingCapacity: true) }
        try flush(buffer)
    }

    private func flush(_ bytes: [UInt8]) throws(OutputFailure) {
        guard descriptor >= 0 else { return }
        var offset = 0
        while offset < bytes.count {
            let count = bytes.withUnsafeBytes { bytes in
                Glibc.write(descriptor, bytes.baseAddress?.advanced(by: offset), bytes.count - offset)
            }
            if count < 0, errno == EINTR { continue }
            if count < 0, errno == EPIPE {
                descriptor = -1
                return
            }
            guard count > 0 else { throw Self.failure(name, .failure) }
            offset += count
        }
    }

    private func discard() {
        guard let temporary, !isClosed else { return }
        isClosed = true
        close(descriptor)
        unlink(temporary)
    }

    private static func failure(_ name: String, _ status: ExitStatus) -> OutputFailure {
        OutputFailure(message: "cannot write to \(name): " + String(cString: strerror(errno)), status: status)
    }
}
