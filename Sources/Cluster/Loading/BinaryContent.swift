// SPDX-License-Identifier: Apache-2.0

/// Content that is no text, recognised by its first bytes, so that it gets one problem instead of a cascade.
enum BinaryContent {
    case gzip, zip, executable, other

    /// Nil for text, UTF-16 included.
    init?(_ bytes: [UInt8]) {
        if bytes.starts(with: [0x1F, 0x8B]) {
            self = .gzip
        } else if bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) {
            self = .zip
        } else if bytes.starts(with: [0x7F, 0x45, 0x4C, 0x46]) {
            self = .executable
        } else if bytes.prefix(8192).contains(0), !Self.isUTF16(bytes) {
            self = .other
        } else {
            return nil
        }
    }

    var message: String {
        switch self {
        case .gzip: "is compressed with gzip, expected text (gunzip -c FILE | bulwark scan -)"
        case .zip: "is a zip archive, expected text"
        case .executable: "is an executable program, expected text"
        case .other: "is binary (it contains NUL bytes), expected text"
        }
    }

    /// A byte order mark, or the pattern of zero bytes by which YAML 1.2 section 5.2 tells UTF-16 and UTF-32.
    private static func isUTF16(_ bytes: [UInt8]) -> Bool {
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) { return true }
        if bytes.starts(with: [0, 0, 0xFE, 0xFF]) { return true }
        guard bytes.count >= 4 else { return false }
        let zeros = bytes.prefix(4).map { $0 == 0 }
        return zeros == [false, true, false, true] || zeros == [true, false, true, false]
    }
}
