// SPDX-License-Identifier: Apache-2.0

/// One node of the arena, 20 bytes. Nodes lie in document order (pre-order); a mapping's children alternate key, value.
package struct NodeRecord: Sendable {
    /// Byte offset of the first byte: the opening quote, bracket or indicator, else the first content byte.
    package var start: UInt32
    /// Byte offset just past the last byte of the content.
    package var end: UInt32
    /// Index of the parent, or `none` for the root of a document.
    package var parent: UInt32
    /// Index just past this node's subtree: the next sibling, if there is one.
    package var next: UInt32
    /// Packed: kind, scalar type, style, flags, and 16 bits that the parser may use for decoding.
    package var info: UInt32

    package static let none = UInt32.max

    package init(kind: Node.Kind, style: Node.Style, start: Int, end: Int, parent: UInt32) {
        self.start = UInt32(truncatingIfNeeded: start)
        self.end = UInt32(truncatingIfNeeded: end)
        self.parent = parent
        next = 0
        info = UInt32(kind.rawValue) | UInt32(style.rawValue) << 6
    }

    @inlinable @inline(__always)
    package var kind: Node.Kind {
        switch info & 3 {
        case 0: .mapping
        case 1: .sequence
        default: .scalar
        }
    }

    @inlinable @inline(__always)
    package var isMapping: Bool { info & 3 == 0 }
    @inlinable @inline(__always)
    package var isSequence: Bool { info & 3 == 1 }
    @inlinable @inline(__always)
    package var isScalar: Bool { info & 2 != 0 }

    /// A scalar that says nothing; its kind and type are looked at together.
    @inlinable @inline(__always)
    package var isNull: Bool { info & 0x1E == 0x06 }

    /// A scalar that is a string for Kubernetes.
    @inlinable @inline(__always)
    package var isString: Bool { info & 0x1E == 0x02 }

    /// How a scalar resolves; `string` for collections.
    @inlinable @inline(__always)
    package var type: Node.ScalarType {
        get {
            switch info >> 2 & 7 {
            case 0: .string
            case 1: .null
            case 2: .bool
            case 3: .integer
            default: .float
            }
        }
        set { info = info & ~(7 << 2) | UInt32(newValue.rawValue) << 2 }
    }

    @inlinable @inline(__always)
    package var style: Node.Style {
        switch info >> 6 & 7 {
        case 0: .block
        case 1: .flow
        case 2: .plain
        case 3: .singleQuoted
        case 4: .doubleQuoted
        case 5: .literal
        default: .folded
        }
    }

    /// The content differs from the source bytes (escapes, folding, block scalar) and is decoded on demand.
    @inlinable @inline(__always)
    package var needsDecoding: Bool {
        get { info & 1 << 9 != 0 }
        set { setFlag(9, newValue) }
    }

    /// A copy made for an alias or a merge key: the range is the anchor's text, shared with other nodes.
    @inlinable
    package var isShared: Bool {
        get { info & 1 << 10 != 0 }
        set { setFlag(10, newValue) }
    }

    /// A mapping in which a key stands more than once; the last one counts.
    @inlinable
    package var hasDuplicateKeys: Bool {
        get { info & 1 << 11 != 0 }
        set { setFlag(11, newValue) }
    }

    /// Written with an anchor (`&name`): other places may share this text.
    @inlinable
    package var isAnchored: Bool {
        get { info & 1 << 12 != 0 }
        set { setFlag(12, newValue) }
    }

    /// A merge key (`<<`); its effect is already in the mapping, and readers skip the pair.
    @inlinable @inline(__always)
    package var isMergeKey: Bool {
        get { info & 1 << 13 != 0 }
        set { setFlag(13, newValue) }
    }

    /// A key that YAML reads as a boolean or a number; its content is the name that Kubernetes gives to that value.
    @inlinable
    package var isTypedKey: Bool {
        get { info & 1 << 14 != 0 }
        set { setFlag(14, newValue) }
    }

    /// 16 bits for the parser's own use (indentation of a block scalar, value of a boolean).
    @inlinable
    package var detail: UInt16 {
        get { UInt16(truncatingIfNeeded: info >> 16) }
        set { info = info & 0xFFFF | UInt32(newValue) << 16 }
    }

    @inlinable
    mutating func setFlag(_ bit: UInt32, _ value: Bool) {
        info = value ? info | 1 << bit : info & ~(1 << bit)
    }
}
