// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// A line on the terminal that says how far reading has come, once it has taken a second.
final class ProgressLine: Sendable {
    private let start = ProgressLine.milliseconds()
    // Only the thread that reads touches it.
    nonisolated(unsafe) private var last = 0

    func tell(files: Int, bytes: Int) {
        let elapsed = Self.milliseconds() - start
        guard elapsed >= 1_000, elapsed - last >= 100 else { return }
        last = elapsed
        Self.write("\r\u{1B}[Kread \(files) files, \(bytes / 1_000_000) MB")
    }

    /// Takes the line away.
    func finish() {
        if last > 0 { Self.write("\r\u{1B}[K") }
    }

    private static func write(_ text: String) {
        let bytes = Array(text.utf8)
        _ = bytes.withUnsafeBytes { Glibc.write(2, $0.baseAddress, $0.count) }
    }

    private static func milliseconds() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1_000 + time.tv_nsec / 1_000_000
    }
}
