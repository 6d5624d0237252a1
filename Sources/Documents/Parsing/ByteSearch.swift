// SPDX-License-Identifier: Apache-2.0

internal import Glibc

extension UnsafeBufferPointer<UInt8> {
    /// The position of a byte from a position on.
    package func first(_ byte: UInt8, from start: Int) -> Int? {
        guard let base = baseAddress, start >= 0, start < count else { return nil }
        let found = memchr(base + start, Int32(byte), count - start)
        return found.map { UnsafeRawPointer($0) - UnsafeRawPointer(base) }
    }

    /// Whether a short text occurs.
    package func contains(_ text: StaticString) -> Bool {
        text.withUTF8Buffer { text in
            guard let head = text.first else { return true }
            var position = 0
            while let found = first(head, from: position), found + text.count <= count {
                if self[found..<found + text.count].elementsEqual(text) { return true }
                position = found + 1
            }
            return false
        }
    }
}

extension String {
    /// Whether a text occurs, compared byte by byte.
    package func holds(_ text: StaticString) -> Bool {
        var own = self
        return own.withUTF8 { $0.contains(text) }
    }
}
