// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// The C library's allocator, which its headers do not show to Swift.
@_silgen_name("mallopt")
private func mallopt(_ option: Int32, _ value: Int32) -> Int32

/// The memory from which everything is allocated.
enum Heap {
    /// Smaller inputs are judged before this would pay.
    private static let smallestInput = 8 << 20
    /// What becomes of one byte of input, in bytes.
    private static let growth = 6

    /// Prepares for an input of so many bytes. By default each large array gets a mapping of its own and each page of
    /// it costs a visit to the kernel, a tenth of a scan in all; here the heap grows once, in huge pages. Memory is
    /// still taken only when it is written to, and nothing happens where the kernel offers none of this.
    static func prepare(forInput bytes: Int) {
        guard bytes >= smallestInput else { return }
        let room = min(bytes, Int(Int32.max) / growth) * growth
        let (trimThreshold, topPad, mappingThreshold): (Int32, Int32, Int32) = (-1, -2, -3)
        _ = mallopt(mappingThreshold, 32 << 20)
        _ = mallopt(trimThreshold, .max)
        _ = mallopt(topPad, Int32(room))
        let start = malloc(1 << 20)
        free(start)
        _ = mallopt(topPad, 1 << 20)
        guard let start, let end = sbrk(0), start < end else { return }
        let huge = 2 << 20
        let first = (Int(bitPattern: start) + huge - 1) & ~(huge - 1)
        madvise(UnsafeMutableRawPointer(bitPattern: first), Int(bitPattern: end) - first, MADV_HUGEPAGE)
    }
}
