// SPDX-License-Identifier: Apache-2.0

internal import Documents

/// What of a text is worth a closer look, found in one pass: most texts are long and hold no credential.
struct CredentialSigns {
    /// The first credential that can be told by its form.
    private(set) var format: CredentialFormat?
    /// The beginning of some word of a credential's name is in it. Not looked for once a credential is found.
    private(set) var mayAnnounce = false

    /// The signs in a scalar's text as it is written.
    init(in node: Node) {
        node.document.bytes.withUnsafeBufferPointer { bytes in
            let text = UnsafeBufferPointer(rebasing: bytes[node.range])
            let mayHoldFormat = CredentialFormat.mayBe(in: text)
            Self.visit(text) { offset, sign in
                if sign & Self.name != 0 { mayAnnounce = true }
                if mayHoldFormat, sign & Self.format != 0 { format = CredentialFormat(at: offset, in: text) }
                return format != nil || (mayAnnounce && !mayHoldFormat)
            }
        }
    }

    /// Credentials that can be told by their form start with bytes of this sign.
    static let format: UInt8 = 0x80
    /// Words of names of credentials start with bytes of one of these signs.
    static let name: UInt8 = 0x7F

    /// Which three bytes are worth a closer look: the signs of the first two (the first times 256 plus the second) that
    /// are among those of the third, which stand behind.
    private static let table: [UInt8] = {
        var table = [UInt8](repeating: 0, count: 1 << 16 + 1 << 8)
        func mark(_ bytes: [UInt8], _ sign: UInt8) {
            table[Int(bytes[0]) << 8 | Int(bytes[1])] |= sign
            table[1 << 16 + Int(bytes[2])] |= sign
        }
        for start in CredentialFormat.starts { mark(start, format) }
        let names = ["pas", "pat", "pwd", "sec", "tok", "key", "cre"]
        for (bit, name) in names.enumerated() {
            let small = Array(name.utf8)
            for capitals in 0..<8 {
                mark((0..<3).map { capitals >> $0 & 1 == 1 ? small[$0] & 0xDF : small[$0] }, 1 << UInt8(bit))
            }
        }
        return table
    }()

    /// Shows where in a text signs stand, until one was enough.
    @inline(__always)
    static func visit(_ text: UnsafeBufferPointer<UInt8>, _ isEnough: (_ offset: Int, _ sign: UInt8) -> Bool) {
        guard text.count > 2 else { return }
        table.withUnsafeBufferPointer { table in
            var pair = Int(text[0]) << 8 | Int(text[1])
            for offset in 2..<text.count {
                let byte = Int(text[offset])
                let sign = table[pair] & table[1 << 16 + byte]
                pair = (pair & 0xFF) << 8 | byte
                if sign != 0, isEnough(offset - 2, sign) { return }
            }
        }
    }
}
