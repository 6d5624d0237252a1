// SPDX-License-Identifier: Apache-2.0

internal import AccessControl
internal import ArgumentParser
internal import Documents
internal import Glibc

/// Reads audit logs from files, compressed or not, and from standard input, in pieces.
struct AuditInput {
    private(set) var usage = AuditUsage()
    private(set) var problems: [Problem] = []
    private static let pieceSize = 1 << 18

    /// Reads one file; `-` is standard input.
    mutating func read(_ path: String) {
        let descriptor = path == "-" ? 0 : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            let reason = String(cString: strerror(errno))
            return problems.append(Problem("unreadable", file: path, "cannot be read: \(reason)"))
        }
        defer { if descriptor > 0 { close(descriptor) } }
        var head = [UInt8](repeating: 0, count: 2)
        let count = path == "-" ? 0 : pread(descriptor, &head, 2, 0)
        if count == 2, head == [0x1F, 0x8B] { return readCompressed(path) }
        readPieces(path) { buffer in Glibc.read(descriptor, buffer.baseAddress, buffer.count) }
    }

    private mutating func readPieces(_ path: String, _ next: (UnsafeMutableRawBufferPointer) -> Int) {
        var reader = AuditReader()
        var usage = self.usage
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.pieceSize, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            let count = next(buffer)
            if count < 0, errno == EINTR { continue }
            if count < 0 {
                let reason = String(cString: strerror(errno))
                problems.append(Problem("unreadable", file: path, "cannot be read: \(reason)"))
            }
            guard count > 0 else { break }
            reader.feed(UnsafeRawBufferPointer(rebasing: buffer[..<count])) { usage.add($0) }
        }
        reader.finish { usage.add($0) }
        self.usage = usage
        guard reader.unreadable > 0 else { return }
        problems.append(
            Problem(
                "audit", at: Location(file: path, line: reader.firstUnreadableLine, column: 1),
                "found something that is no audit event, expected audit.k8s.io/v1 JSON, one event a line "
                    + "(\(reader.unreadable) such lines)"))
    }

    /// Lets gzip decompress, piece by piece.
    private mutating func readCompressed(_ path: String) {
        let quoted = "'" + path.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
        guard let stream = popen("exec gzip -dc -- \(quoted) 2>/dev/null", "r") else {
            return problems.append(Problem("unreadable", file: path, "is compressed, and gzip cannot be started"))
        }
        readPieces(path) { buffer in fread(buffer.baseAddress, 1, buffer.count, stream) }
        if pclose(stream) != 0 {
            problems.append(Problem("unreadable", file: path, "could not be decompressed by gzip to its end"))
        }
    }

    /// A log that shows nothing says nothing about what is needed.
    mutating func finish(_ files: [String]) {
        guard usage.events == 0, let file = files.first else { return }
        problems.append(
            Problem(
                "audit", file: file,
                "found no decided request, expected events of stage ResponseComplete with the annotation "
                    + "authorization.k8s.io/decision"))
    }

    /// What the window was, and what it can hardly have contained.
    var window: [String] { AuditWindow(usage).remarks }
}

/// Which log to read.
struct AuditOptions: ParsableArguments {
    @Option(
        name: .customLong("from-audit"), parsing: .singleValue,
        help: ArgumentHelp(
            "An audit log: JSON lines or EventList objects, perhaps compressed with gzip; - for standard input. Give it "
                + "several times for several files.", valueName: "file"))
    var files: [String] = []

    func read() throws -> AuditInput {
        guard !files.isEmpty else { throw ValidationError("no audit log given: --from-audit FILE") }
        return Self.reading(files)
    }

    static func reading(_ files: [String]) -> AuditInput {
        var input = AuditInput()
        for file in files { input.read(file) }
        input.finish(files)
        return input
    }
}
