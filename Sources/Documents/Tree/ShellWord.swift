// SPDX-License-Identifier: Apache-2.0

extension String {
    /// The text as one word of a POSIX shell, in quotes where a shell would take it apart.
    package var shellWord: String {
        let isPlain = utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x80...: true
            default: Self.plainMarks.contains(byte)
            }
        }
        if isPlain, !isEmpty { return self }
        return "'" + split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }

    private static let plainMarks = Array("-./_+,=@:".utf8)
}
