// SPDX-License-Identifier: Apache-2.0

/// One look-up per byte tells a scanner whether it may go on.
struct ByteClasses {
    /// Ends a run of plain text in block context: blank, break, zero, colon.
    static let plainBlock: UInt8 = 1
    /// Ends a run of plain text in flow context: those, and the flow indicators.
    static let plainFlow: UInt8 = 2
    /// Ends a run of single-quoted text: the quote, break, zero.
    static let singleQuoted: UInt8 = 4
    /// Ends a run of double-quoted text: the quote, the backslash, break, zero.
    static let doubleQuoted: UInt8 = 8
    /// Break or zero.
    static let line: UInt8 = 16
    /// Blank, break or zero.
    static let blank: UInt8 = 32
    /// Cannot start a plain scalar, or only under conditions.
    static let indicator: UInt8 = 64
    /// May stand in the name of an anchor or of a tag's handle.
    static let word: UInt8 = 128

    let table: UnsafeMutablePointer<UInt8>

    /// `hasWideBreaks`: whether NEL, LS and PS occur, so that their first bytes need a closer look.
    init(hasWideBreaks: Bool) {
        table = .allocate(capacity: 256)
        table.initialize(repeating: 0, count: 256)
        func add(_ characters: StaticString, _ flags: UInt8) {
            characters.withUTF8Buffer { for byte in $0 { table[Int(byte)] |= flags } }
        }
        let all = Self.plainBlock | Self.plainFlow | Self.blank
        let breaks = all | Self.line | Self.singleQuoted | Self.doubleQuoted
        add("\n\r\0", breaks)
        if hasWideBreaks {
            table[0xC2] |= breaks
            table[0xE2] |= breaks
        }
        add(" \t", all)
        add(":", Self.plainBlock | Self.plainFlow)
        add(",[]{}", Self.plainFlow)
        add("'", Self.singleQuoted)
        add("\"\\", Self.doubleQuoted)
        add(" \t\n\r\0-?:,[]{}#&*!|>'\"%@`", Self.indicator)
        add("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-", Self.word)
        if hasWideBreaks {
            table[0xC2] |= Self.indicator
            table[0xE2] |= Self.indicator
        }
    }

    @inline(__always)
    subscript(byte: UInt8) -> UInt8 { table[Int(byte)] }
}
