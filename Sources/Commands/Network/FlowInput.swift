// SPDX-License-Identifier: Apache-2.0

internal import Documents
internal import Glibc
internal import NetworkPolicies

/// Reads flow logs from files, compressed or not, and from standard input, in pieces.
struct FlowInput {
    private(set) var evidence: FlowEvidence
    private(set) var problems: [Problem] = []
    private static let pieceSize = 1 << 18

    init(_ context: GenerationContext) { evidence = FlowEvidence(context) }

    /// Reads one file; `-` is standard input.
    mutating func read(_ path: String) {
        let descriptor = path == "-" ? 0 : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return fail(path, "cannot be read: \(String(cString: strerror(errno)))") }
        defer { if descriptor > 0 { close(descriptor) } }
        var head = [UInt8](repeating: 0, count: 2)
        if path != "-", pread(descriptor, &head, 2, 0) == 2, head == [0x1F, 0x8B] { return readCompressed(path) }
        readPieces(path) { Glibc.read(descriptor, $0.baseAddress, $0.count) }
    }

    private mutating func readPieces(_ path: String, _ next: (UnsafeMutableRawBufferPointer) -> Int) {
        var reader = FlowReader(name: path)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.pieceSize, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            let count = next(buffer)
            if count < 0, errno == EINTR { continue }
            if count < 0 { fail(path, "cannot be read to its end: \(String(cString: strerror(errno)))") }
            guard count > 0 else { break }
            reader.feed(UnsafeRawBufferPointer(rebasing: buffer[..<count]), into: &evidence)
        }
        reader.finish(into: &evidence)
        problems += reader.problems
    }

    /// Lets gzip decompress, piece by piece.
    private mutating func readCompressed(_ path: String) {
        let quoted = "'" + path.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
        guard let stream = popen("exec gzip -dc -- \(quoted)", "r") else {
            return fail(path, "is compressed, and gzip cannot be started")
        }
        readPieces(path) { fread($0.baseAddress, 1, $0.count, stream) }
        if pclose(stream) != 0 { fail(path, "could not be decompressed by gzip to its end") }
    }

    private mutating func fail(_ path: String, _ message: String) {
        problems.append(Problem("unreadable", file: path, message))
    }
}
