// SPDX-License-Identifier: Apache-2.0

/// Anchors, aliases, tags and directives.
extension YAMLParser {
    /// The core types among tags; any other tag leaves a scalar a string.
    enum Tag { case none, string, integer, float, bool, null, other }

    /// What stands before a node: `&anchor` and `!tag`.
    struct Properties {
        var anchor: Range<Int>?
        var tag = Tag.none
        var isEmpty: Bool { anchor == nil && tag == .none }
        var hasAnchor: Bool { anchor != nil }
    }

    /// The anchors of a document, in the order in which they were set.
    struct Anchors {
        private var positions: [[UInt8]: Int] = [:]
        private var indices: [UInt32] = []

        mutating func removeAll() {
            if indices.isEmpty { return }
            positions.removeAll()
            indices.removeAll()
        }

        mutating func set(_ name: UnsafeBufferPointer<UInt8>, _ index: UInt32) {
            positions[Array(name)] = indices.count
            indices.append(index)
        }

        func index(of name: UnsafeBufferPointer<UInt8>) -> UInt32? {
            guard !indices.isEmpty, let position = positions[Array(name)] else { return nil }
            return indices[position]
        }

        /// Follows nodes that moved back by one place.
        mutating func shift(from first: UInt32) {
            var position = indices.count
            while position > 0, indices[position - 1] >= first {
                position -= 1
                indices[position] += 1
            }
        }
    }

    /// Reads anchor and tag, at most one of each, and goes on to the next token; in block context it stops at a line's
    /// end, because what stands on the next line may belong to a mapping's first key.
    mutating func readProperties() throws(ParseFailure) -> Properties {
        var properties = Properties()
        var hasTag = false
        while true {
            if input[position] == 0x26, properties.anchor == nil {
                properties.anchor = try scanName()
            } else if input[position] == 0x21, !hasTag {
                properties.tag = try scanTag()
                hasTag = true
            } else {
                return properties
            }
            lastEnd = position
            keyAllowed = false
            let line = lineStart
            if flowFrames.isEmpty { skipToToken() } else { skipInFlow() }
            if lineStart != line, flowFrames.isEmpty { return properties }
        }
    }

    /// Properties on lines before a node's own belong to the same node when it is no mapping.
    func join(_ outer: Properties, _ own: Properties) throws(ParseFailure) -> Properties {
        guard !own.isEmpty else { return outer }
        guard outer.anchor == nil || own.anchor == nil, outer.tag == .none || own.tag == .none else {
            throw ParseFailure(at: own.anchor?.lowerBound ?? position, "found two anchors or two tags for one node")
        }
        return Properties(anchor: outer.anchor ?? own.anchor, tag: outer.tag == .none ? own.tag : outer.tag)
    }

    mutating func register(_ properties: Properties, _ index: UInt32) {
        guard let anchor = properties.anchor else { return }
        reading.builder.update(index) { $0.isAnchored = true }
        anchors.set(reading.bytes(anchor), index)
    }

    // MARK: - Names and aliases

    /// Reads `&name` or `*name`; returns the name's range.
    private mutating func scanName() throws(ParseFailure) -> Range<Int> {
        let start = position + 1
        var offset = start
        while classes[input[offset]] & ByteClasses.word != 0 { offset += 1 }
        let isEnded =
            switch input[offset] {
            case 0x3F, 0x3A, 0x2C, 0x5D, 0x7D, 0x25, 0x40, 0x60: true
            default: isBlank(offset)
            }
        guard offset > start, isEnded else {
            let kind = input[position] == 0x26 ? "an anchor's" : "an alias'"
            throw ParseFailure(
                at: offset, "found \(nearText(offset)) in \(kind) name but expected letters, digits, \"-\" or \"_\"")
        }
        position = offset
        return start..<offset
    }

    mutating func scanAlias(_ properties: Properties) throws(ParseFailure) -> Leaf {
        let start = position
        let name = try scanName()
        keyAllowed = false
        stoppedOnLine = true
        guard properties.isEmpty else {
            throw ParseFailure(at: start, "found an anchor or a tag before the alias \"\(reading.text(name))\"")
        }
        guard let source = anchors.index(of: reading.bytes(name)) else {
            throw ParseFailure("alias", at: start, "alias \"\(reading.text(name))\" has no anchor before it")
        }
        if reading.builder.isOpen(source) {
            throw ParseFailure(
                "alias", at: start, "alias \"\(reading.text(name))\" lies inside the node that it stands for")
        }
        return Leaf(
            record: NodeRecord(kind: .scalar, style: .plain, start: start, end: name.upperBound, parent: 0),
            alias: source)
    }

    mutating func addAlias(_ leaf: Leaf) throws(ParseFailure) {
        try reading.addCopy(
            of: leaf.alias, at: Int(leaf.record.start), depth: frames.count + flowFrames.count)
    }

    // MARK: - Tags

    /// Tag handles that `%TAG` directives declared for a document.
    struct TagHandles {
        var prefixes: [[UInt8]: [UInt8]] = [:]

        mutating func removeAll() {
            if !prefixes.isEmpty { prefixes.removeAll() }
        }

        func prefix(of handle: [UInt8]) -> [UInt8]? {
            if let prefix = prefixes[handle] { return prefix }
            if handle == [0x21] { return handle }
            return handle == [0x21, 0x21] ? Array("tag:yaml.org,2002:".utf8) : nil
        }
    }

    private mutating func scanTag() throws(ParseFailure) -> Tag {
        let start = position
        var text: [UInt8]
        if input[position + 1] == 0x3C {
            position += 2
            text = try scanURI(allowsFlow: true, start)
            guard input[position] == 0x3E else { throw ParseFailure(at: start, "found a tag \"!<\" without \">\"") }
            position += 1
        } else {
            let handle = scanHandle()
            if handle.count > 1, handle.last == 0x21 {
                let suffix = try scanURI(allowsFlow: false, start)
                guard let prefix = tagHandles.prefix(of: handle) else {
                    throw ParseFailure(
                        at: start, "tag handle \"\(String(decoding: handle, as: UTF8.self))\" is not declared")
                }
                text = prefix + suffix
            } else {
                let suffix = try scanURI(allowsFlow: false, start, mayBeEmpty: true)
                text = (tagHandles.prefix(of: [0x21]) ?? [0x21]) + handle.dropFirst() + suffix
                if handle.count == 1, suffix.isEmpty { text = [0x21] }
            }
        }
        guard isBlank(position) || (input[position] == 0x2C && !flowFrames.isEmpty) else {
            throw ParseFailure(at: position, "found \(nearText(position)) behind a tag but expected a space")
        }
        return Self.tag(text)
    }

    private static func tag(_ text: [UInt8]) -> Tag {
        switch String(decoding: text, as: UTF8.self) {
        case "tag:yaml.org,2002:str", "tag:yaml.org,2002:binary", "tag:yaml.org,2002:timestamp": .string
        case "tag:yaml.org,2002:int": .integer
        case "tag:yaml.org,2002:float": .float
        case "tag:yaml.org,2002:bool": .bool
        case "tag:yaml.org,2002:null": .null
        default: .other
        }
    }

    /// `!`, `!!` or `!name!`; for anything else what was read so far, which belongs to the suffix.
    private mutating func scanHandle() -> [UInt8] {
        let start = position
        position += 1
        while classes[input[position]] & ByteClasses.word != 0 { position += 1 }
        if input[position] == 0x21 { position += 1 }
        return Array(reading.bytes(start..<position))
    }

    /// Reads `%41` or `%C3%A9`: the octets of one UTF-8 character.
    private mutating func scanEscapedCharacter(into result: inout [UInt8]) throws(ParseFailure) {
        let start = position
        var missing = 1
        repeat {
            guard input[position] == 0x25, let high = ScalarDecoder.digit(input[position + 1]),
                let low = ScalarDecoder.digit(input[position + 2])
            else { throw ParseFailure(at: position, "found \"%\" in a tag without two hexadecimal digits") }
            let octet = UInt8(high << 4 | low)
            let isFirst = position == start
            if isFirst { missing = Self.width(ofCharacterWith: octet) }
            guard missing > 0, isFirst || octet & 0xC0 == 0x80 else {
                throw ParseFailure(at: start, "found \"%\" in a tag with octets that are no UTF-8")
            }
            result.append(octet)
            position += 3
            missing -= 1
        } while missing > 0
    }

    /// How many octets a UTF-8 character has that begins with this one; 0 when none begins so.
    private static func width(ofCharacterWith octet: UInt8) -> Int {
        switch octet {
        case 0x00...0x7F: 1
        case 0xC0...0xDF: 2
        case 0xE0...0xEF: 3
        case 0xF0...0xF7: 4
        default: 0
        }
    }

    private mutating func scanURI(
        allowsFlow: Bool, _ start: Int, mayBeEmpty: Bool = false
    ) throws(ParseFailure) -> [UInt8] {
        var result: [UInt8] = []
        while true {
            let byte = input[position]
            if byte == 0x25 {
                try scanEscapedCharacter(into: &result)
            } else if classes[byte] & ByteClasses.word != 0 || Self.uriMarks.contains(byte)
                || (allowsFlow && (byte == 0x2C || byte == 0x5B || byte == 0x5D))
            {
                result.append(byte)
                position += 1
            } else {
                break
            }
        }
        guard mayBeEmpty || !result.isEmpty else { throw ParseFailure(at: start, "found a tag without a name") }
        return result
    }

    private static let uriMarks = Array(";/?:@&=+$.!~*'()".utf8)

    /// Lets a tag decide how a scalar is read. With a core type's tag even a quoted scalar resolves.
    mutating func applyTag(_ properties: Properties, _ record: inout NodeRecord) {
        record.detail = record.style == .literal || record.style == .folded ? record.detail : 0
        switch properties.tag {
        case .none: return
        case .string, .other: record.type = .string
        case .null: record.type = .null
        case .integer, .float, .bool:
            let content = reading.content(of: record)
            let (type, isTrue) = ScalarResolver.type(of: content)
            record.type = properties.tag == .float && type == .integer ? .float : type
            if type == .bool { record.detail = isTrue ? 1 : 0 }
        }
    }

    // MARK: - Directives

    /// Reads `%YAML` and `%TAG` lines; true when there were any.
    mutating func readDirectives() throws(ParseFailure) -> Bool {
        var hasVersion = false
        var any = false
        while position == lineStart, input[position] == 0x25 {
            any = true
            let start = position
            position += 1
            let nameStart = position
            while classes[input[position]] & ByteClasses.word != 0 { position += 1 }
            let name = reading.text(nameStart..<position)
            guard isBlank(position), name == "YAML" || name == "TAG" else {
                throw ParseFailure(at: start, "unknown directive \"%\(name)\", expected %YAML or %TAG")
            }
            skipBlanks()
            if name == "TAG" {
                try readTagDirective(start)
            } else {
                guard !hasVersion else { throw ParseFailure(at: start, "found a second %YAML directive") }
                hasVersion = true
                try readVersionDirective(start)
            }
            skipBlanks()
            if input[position] == 0x23 { position = lineEnd(from: position) }
            let length = breakLength(position)
            guard length > 0 || input[position] == 0 else {
                throw ParseFailure(at: position, "found \(nearText(position)) behind a directive")
            }
            position += length
            if length > 0 { lineStart = position }
            keyAllowed = false
            skipToToken()
        }
        return any
    }

    private mutating func skipBlanks() {
        while input[position] == 0x20 || input[position] == 0x09 { position += 1 }
    }

    private mutating func readVersionDirective(_ start: Int) throws(ParseFailure) {
        let versionStart = position
        while input[position] == 0x2E || (input[position] >= 0x30 && input[position] <= 0x39) { position += 1 }
        let parts = reading.text(versionStart..<position).split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ (1...9).contains($0.utf8.count) }), Int(parts[0]) == 1,
            Int(parts[1]) == 1 || Int(parts[1]) == 2
        else { throw ParseFailure(at: start, "found a %YAML directive for a version other than 1.1 or 1.2") }
    }

    private mutating func readTagDirective(_ start: Int) throws(ParseFailure) {
        guard input[position] == 0x21 else { throw ParseFailure(at: start, "found a %TAG directive without a handle") }
        let handle = scanHandle()
        guard handle.count == 1 || handle.last == 0x21, input[position] == 0x20 || input[position] == 0x09 else {
            throw ParseFailure(at: start, "found a %TAG directive with a handle that does not end with \"!\"")
        }
        skipBlanks()
        let prefix = try scanURI(allowsFlow: true, start)
        guard isBlank(position) else {
            throw ParseFailure(at: position, "found \(nearText(position)) in a %TAG directive's prefix")
        }
        guard tagHandles.prefixes[handle] == nil else {
            throw ParseFailure(at: start, "found a second %TAG directive for the same handle")
        }
        tagHandles.prefixes[handle] = prefix
    }
}
