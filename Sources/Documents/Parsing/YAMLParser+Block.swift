// SPDX-License-Identifier: Apache-2.0

/// Block context: collections by indentation.
extension YAMLParser {
    /// Reads a document's root and everything in it.
    mutating func readBlockContent() throws(ParseFailure) {
        try readNode(allowsIndentless: false)
        while let frame = frames.last {
            switch frame.state {
            case .value:
                frames[frames.count - 1].state = .entry
                try readNodeOrEmpty(allowsIndentless: frame.kind == .mapping)
            case .entry where frame.kind == .mapping: try readEntries(frame)
            case .entry: try readElement(frame)
            case .explicitValue: try readExplicitValue(frame)
            }
        }
    }

    // MARK: - Frames

    mutating func push(_ kind: Frame.Kind, at start: Int, column: Int, _ properties: Properties) throws(ParseFailure) {
        try checkLimits(at: start)
        let index = reading.builder.open(kind == .mapping ? .mapping : .sequence, style: .block, start: start)
        if properties.hasAnchor { register(properties, index) }
        frames.append(Frame(kind: kind, state: .entry, indent: column, index: index))
        indent = column
    }

    @inline(__always)
    mutating func checkLimits(at offset: Int) throws(ParseFailure) {
        if frames.count + flowFrames.count >= reading.limits.depth {
            throw ParseFailure.depth(at: offset, reading.limits)
        }
        if reading.builder.count >= reading.limits.nodes { throw ParseFailure.nodes(at: offset, reading.limits) }
    }

    private mutating func pop() throws(ParseFailure) {
        guard let frame = frames.popLast() else { return }
        indent = frames.last?.indent ?? -1
        if frame.kind == .mapping { try reading.finishMapping(frame.index) }
        reading.builder.close(end: lastEnd)
    }

    // MARK: - Mappings

    /// Reads pairs of a block mapping until a value needs a frame of its own, or the mapping ends.
    private mutating func readEntries(_ frame: Frame) throws(ParseFailure) {
        while true {
            skipToToken()
            let column = column
            if input[position] == 0 || column < frame.indent || isAtDocumentEnd { return try pop() }
            guard column == frame.indent, keyAllowed else { throw unexpectedInMapping(frame) }
            let byte = input[position]
            if classes[byte] & ByteClasses.indicator == 0 {
                if try readPlainPair() { continue }
                return
            }
            if byte == 0x3F, isBlank(position + 1) {
                try startExplicitKey()
                return
            }
            if byte == 0x3A || byte == 0x2D, isBlank(position + 1) { throw unexpectedInMapping(frame) }
            if byte == 0x7C || byte == 0x3E || byte == 0x09 { throw unexpectedInMapping(frame) }
            let depth = frames.count
            try readKey()
            try readNodeOrEmpty(allowsIndentless: true)
            if frames.count != depth { return }
        }
    }

    private mutating func startExplicitKey() throws(ParseFailure) {
        position += 1
        lastEnd = position
        keyAllowed = true
        frames[frames.count - 1].state = .explicitValue
        try readNodeOrEmpty(allowsIndentless: true)
    }

    /// Behind an explicit key: its value, or none.
    private mutating func readExplicitValue(_ frame: Frame) throws(ParseFailure) {
        skipToToken()
        frames[frames.count - 1].state = .entry
        if input[position] == 0x3A, isBlank(position + 1), column == frame.indent {
            guard keyAllowed else { throw ParseFailure(at: position, Self.valueNotAllowed) }
            position += 1
            lastEnd = position
            keyAllowed = true
            try readNodeOrEmpty(allowsIndentless: true)
        } else {
            addEmpty(at: lastEnd)
        }
    }

    /// The common case: a plain key, and a scalar behind it on the same line. False when a frame was pushed.
    private mutating func readPlainPair() throws(ParseFailure) -> Bool {
        let keyStart = position
        var key = try scanPlain(inFlow: false)
        guard stoppedOnLine, input[position] == 0x3A || skipToColon(), isBlank(position + 1) else {
            throw missingColon(keyStart)
        }
        guard isKeyLength(keyStart) else { throw missingColon(keyStart) }
        if key.end &- key.start == 2, input[keyStart] == 0x3C, input[keyStart + 1] == 0x3C { key.isMergeKey = true }
        reading.builder.scalar(key)
        position += 1
        lastEnd = position
        keyAllowed = false
        while input[position] == 0x20 { position += 1 }
        if classes[input[position]] & ByteClasses.indicator == 0 {
            let valueStart = position
            let value = try scanPlain(inFlow: false)
            if stoppedOnLine, isAtColon { throw valueNotAllowed(valueStart) }
            reading.builder.scalar(value)
            lastEnd = Int(value.end)
            return true
        }
        let depth = frames.count
        try readNodeOrEmpty(allowsIndentless: true)
        return frames.count == depth
    }

    private mutating func skipToColon() -> Bool {
        while input[position] == 0x20 || input[position] == 0x09 { position += 1 }
        return input[position] == 0x3A
    }

    /// Whether a colon with a blank behind it follows on this line.
    @inline(__always)
    var isAtColon: Bool { text.isAtColon(position) }

    /// A key that is not simply plain: with properties, quoted, an alias, a flow collection.
    private mutating func readKey() throws(ParseFailure) {
        let start = position
        let line = lineStart
        let properties = try readProperties()
        if lineStart != line || isAtDocumentEnd { throw missingColon(start) }
        let first = reading.builder.count
        if input[position] == 0x3A, isBlank(position + 1), !properties.isEmpty {
            addEmpty(at: lastEnd, properties)
        } else {
            guard try readLeaf(properties) else { throw missingColon(start) }
        }
        guard lineStart == line, isAtColon else { throw missingColon(start) }
        _ = skipToColon()
        guard isKeyLength(start) else { throw missingColon(start) }
        markMergeKey(first)
        position += 1
        lastEnd = position
        keyAllowed = false
    }

    /// `!!merge <<` and a `<<` with an anchor merge as well.
    func isMerge(_ record: NodeRecord) -> Bool {
        record.kind == .scalar && record.style == .plain && record.end &- record.start == 2
            && input[Int(record.start)] == 0x3C && input[Int(record.start) + 1] == 0x3C
    }

    mutating func markMergeKey(_ index: Int) {
        if index < reading.builder.count, isMerge(reading.builder.records[index]) {
            reading.builder.update(UInt32(index)) { $0.isMergeKey = true }
        }
    }

    /// libyaml gives up on an implicit key after 1,024 characters.
    @inline(__always)
    func isKeyLength(_ start: Int) -> Bool { position - start <= 1024 || isLongKeyLength(start) }

    private func isLongKeyLength(_ start: Int) -> Bool {
        let length = position - start
        guard length <= 4096 else { return false }
        var characters = 0
        for offset in start..<position where input[offset] & 0xC0 != 0x80 { characters += 1 }
        return characters <= 1024
    }

    // MARK: - Sequences

    private mutating func readElement(_ frame: Frame) throws(ParseFailure) {
        skipToToken()
        let column = column
        if input[position] == 0 || column < frame.indent || isAtDocumentEnd { return try pop() }
        let isDash = input[position] == 0x2D && isBlank(position + 1)
        if frame.kind == .indentlessSequence, column == frame.indent, !isDash { return try pop() }
        guard column == frame.indent, isDash, keyAllowed else { throw unexpectedInSequence(frame) }
        position += 1
        lastEnd = position
        try readNodeOrEmpty(allowsIndentless: false)
    }

    // MARK: - Nodes

    /// Reads the node behind an indicator, or adds an empty one when the next token belongs to an outer collection.
    @inline(__always)
    mutating func readNodeOrEmpty(allowsIndentless: Bool) throws(ParseFailure) {
        skipToToken()
        if input[position] == 0 { return addEmpty(at: lastEnd) }
        if column <= indent {
            if isAtDocumentEnd || column < indent { return addEmpty(at: lastEnd) }
            return try readAtIndent(allowsIndentless, Properties())
        }
        try readNode(allowsIndentless: allowsIndentless)
    }

    /// A node that starts in the very column of the collection around it: an indentless sequence, or (as libyaml has
    /// it) a block scalar; anything else belongs to that collection.
    private mutating func readAtIndent(_ allowsIndentless: Bool, _ properties: Properties) throws(ParseFailure) {
        switch input[position] {
        case 0x2D where allowsIndentless && keyAllowed && isBlank(position + 1):
            try push(.indentlessSequence, at: position, column: indent, properties)
        case 0x7C, 0x3E: try addBlockScalar(properties)
        default: addEmpty(at: lastEnd, properties)
        }
    }

    /// Reads a node: a leaf is added at once, a collection gets a frame.
    mutating func readNode(allowsIndentless: Bool) throws(ParseFailure) {
        var node = NodeStart(position: position, canBeKey: keyAllowed)
        while input[position] == 0x26 || input[position] == 0x21 {
            let line = lineStart
            node.own = try readProperties()
            if input[position] == 0 { return addEmpty(at: lastEnd, try join(node.outer, node.own)) }
            if lineStart == line { break }
            node.outer = try join(node.outer, node.own)
            node.own = Properties()
            if isAtDocumentEnd || column < indent { return addEmpty(at: lastEnd, node.outer) }
            if column == indent { return try readAtIndent(allowsIndentless, node.outer) }
            node.position = position
            node.canBeKey = true
        }
        try readNode(node)
    }

    /// Where a node starts, and the properties before it.
    private struct NodeStart {
        var position: Int
        /// Whether an implicit key may start there.
        var canBeKey: Bool
        /// On lines before the node's: a mapping's.
        var outer = Properties()
        /// On the node's own line: its first key's, when it is a mapping.
        var own = Properties()
    }

    private mutating func readNode(_ node: NodeStart) throws(ParseFailure) {
        switch input[position] {
        case 0x2D where isBlank(position + 1):
            guard keyAllowed else { throw ParseFailure(at: position, Self.dashNotAllowed) }
            try push(.sequence, at: position, column: column, node.outer)
        case 0x3F where isBlank(position + 1):
            guard keyAllowed else { throw ParseFailure(at: position, Self.keyNotAllowed) }
            try push(.mapping, at: position, column: column, node.outer)
        case 0x3A where isBlank(position + 1):
            guard !node.own.isEmpty, node.canBeKey else { throw ParseFailure(at: position, Self.valueNotAllowed) }
            try push(.mapping, at: node.position, column: node.position - lineStart, node.outer)
            addEmpty(at: lastEnd, node.own)
            startValue()
        case 0x7C, 0x3E: try addBlockScalar(try join(node.outer, node.own))
        case 0x5B, 0x7B: try readFlowOrMapping(node)
        default: try readLeafOrMapping(node)
        }
    }

    /// A flow collection; when a colon follows on its line it is the first key of a mapping.
    private mutating func readFlowOrMapping(_ node: NodeStart) throws(ParseFailure) {
        let line = lineStart
        let first = reading.builder.count
        try readFlow(node.own)
        guard isAtColon else { return register(try join(node.outer, node.own), UInt32(first)) }
        guard lineStart == line else { throw valueNotAllowed(node.position) }
        _ = skipToColon()
        guard node.canBeKey, isKeyLength(node.position) else { throw valueNotAllowed(node.position) }
        try checkLimits(at: node.position)
        let index = UInt32(first)
        reading.builder.wrap(index, style: .block, start: node.position)
        anchors.shift(from: index)
        register(node.outer, index)
        indent = node.position - line
        frames.append(Frame(kind: .mapping, state: .value, indent: indent, index: index))
        startValue()
    }

    /// A scalar or an alias; when a colon follows on its line it is the first key of a mapping.
    private mutating func readLeafOrMapping(_ node: NodeStart) throws(ParseFailure) {
        let leaf = try scanLeaf(node.outer.isEmpty ? node.own : node.outer)
        guard stoppedOnLine, isAtColon else {
            if !stoppedOnLine, !keyAllowed, isAtColon { throw valueNotAllowed(node.position) }
            return try add(leaf, try join(node.outer, node.own))
        }
        _ = skipToColon()
        guard node.canBeKey, isKeyLength(node.position) else { throw valueNotAllowed(node.position) }
        try push(.mapping, at: node.position, column: node.position - lineStart, node.outer)
        let index = reading.builder.count
        try add(leaf, node.own)
        markMergeKey(index)
        startValue()
    }

    /// Steps over the colon behind the first key of a mapping.
    private mutating func startValue() {
        position += 1
        lastEnd = position
        keyAllowed = false
        frames[frames.count - 1].state = .value
    }

    /// Adds a scalar, alias or flow collection; false when there is none here.
    private mutating func readLeaf(_ properties: Properties) throws(ParseFailure) -> Bool {
        let byte = input[position]
        if byte == 0x5B || byte == 0x7B {
            try readFlow(properties)
            return true
        }
        let leaf = try scanLeaf(properties)
        try add(leaf, properties)
        return stoppedOnLine
    }

    mutating func addEmpty(at offset: Int, _ properties: Properties = Properties()) {
        var record = NodeRecord(kind: .scalar, style: .plain, start: offset, end: offset, parent: 0)
        record.type = .null
        if properties.tag != .none {
            applyTag(properties, &record)
            if record.type == .null { record.detail = 1 }
        }
        let index = reading.builder.scalar(record)
        if properties.hasAnchor { register(properties, index) }
    }
}
