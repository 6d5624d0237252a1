// SPDX-License-Identifier: Apache-2.0

/// A buffer in front of a sink. After the sink has failed once, everything else is dropped and `finish` throws.
final class ByteOutput {
    /// What has been written and not yet been handed over; formats append to it directly.
    var bytes: [UInt8] = []
    private let sink: ([UInt8]) throws -> Void
    private var failure: (any Error)?
    private static let limit = 1 << 18

    init(_ sink: @escaping ([UInt8]) throws -> Void) {
        self.sink = sink
        bytes.reserveCapacity(Self.limit + 1 << 14)
    }

    /// Hands the buffer over when it is large; formats call it between findings.
    func flushIfFull() { if bytes.count >= Self.limit { flush() } }

    /// Hands over the rest.
    func finish() throws {
        flush()
        if let failure { throw failure }
    }

    private func flush() {
        defer { bytes.removeAll(keepingCapacity: true) }
        guard failure == nil, !bytes.isEmpty else { return }
        do { try sink(bytes) } catch { failure = error }
    }
}
