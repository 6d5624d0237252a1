// SPDX-License-Identifier: Apache-2.0

internal import CAllocator
internal import Glibc

/// Memory for a large input, asked for at once and in huge pages: getting it in pages of 4 KiB, with a fault for each,
/// costs as much as reading the input.
struct HeapRoom {
    /// So much is kept of each byte of the input: its text, its nodes and what is found in it.
    private static let factor = 7
    /// For less it is not worth while.
    private static let least = 4 << 20
    private static let hugePage = 2 << 20
    /// The largest blocks that the allocator takes from the heap instead of mapping them on their own.
    private static let largestBlock = 32 << 20

    /// The bytes of input for which there is room.
    private var bytes = 0

    /// Makes room for so many bytes of input in all.
    mutating func reserve(for input: Int) {
        guard input > bytes, input >= Self.least else { return }
        // Inputs of unknown length grow: each step makes room for twice as much.
        let more = bytes == 0 ? input : max(input - bytes, bytes)
        bytes += more
        let size = min(more, 256 << 20) * Self.factor + 2 * Self.hugePage
        mallopt(M_MMAP_THRESHOLD, Int32(Self.largestBlock))
        mallopt(M_TRIM_THRESHOLD, Int32.max)
        mallopt(M_TOP_PAD, Int32(size))
        let first = malloc(Self.largestBlock - 4096)
        mallopt(M_TOP_PAD, 1 << 20)
        guard let first else { return }
        let start = (Int(bitPattern: first) + Self.hugePage - 1) & ~(Self.hugePage - 1)
        // A wish: without huge pages everything works, more slowly.
        madvise(UnsafeMutableRawPointer(bitPattern: start), size - Self.hugePage, MADV_HUGEPAGE)
        free(first)
    }
}
