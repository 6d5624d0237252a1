// SPDX-License-Identifier: Apache-2.0

extension UnsafeBufferPointer<UInt8> {
    /// The position of a byte from a position on; 32 bytes are looked at together.
    package func first(_ byte: UInt8, from start: Int) -> Int? {
        guard let base = baseAddress, start >= 0 else { return nil }
        var position = start
        let wanted = SIMD32<UInt8>(repeating: byte)
        while position + 32 <= count {
            let block = UnsafeRawPointer(base + position).loadUnaligned(as: SIMD32<UInt8>.self)
            if any(block .== wanted) { break }
            position += 32
        }
        while position < count {
            if base[position] == byte { return position }
            position += 1
        }
        return nil
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
