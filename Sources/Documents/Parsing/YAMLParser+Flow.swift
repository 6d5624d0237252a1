// SPDX-License-Identifier: Apache-2.0

/// Flow context: `[…]` and `{…}`, nested to any depth without recursion.
extension YAMLParser {
    /// An open flow collection, or the mapping of a single pair inside a flow sequence.
    struct FlowFrame {
        enum Kind { case sequence, mapping, pair }
        enum State {
            /// An element or a key may come, or the end.
            case entry
            /// A comma or the end must come.
            case afterEntry
            /// Behind `?`.
            case explicitKey
            /// Behind an explicit key: a colon may come.
            case afterExplicitKey
            /// Behind a colon.
            case value
        }

        let kind: Kind
        var state: State
        let index: UInt32
        let start: Int
        /// Where the line starts on which the collection, or a property before it, starts.
        let line: Int
        /// Whether it may turn out to be an implicit key.
        let canBeKey: Bool
    }

    /// Reads a flow collection; the parser stands on its bracket, and behind it afterwards.
    mutating func readFlow(_ properties: Properties) throws(ParseFailure) {
        try openFlow(properties, start: position, line: lineStart, canBeKey: false)
        while let frame = flowFrames.last {
            skipInFlow()
            if isAtDocumentEnd { throw unclosedFlow() }
            switch frame.kind {
            case .sequence: try stepSequence(frame)
            case .mapping: try stepMapping(frame)
            case .pair: try stepPair(frame)
            }
        }
        keyAllowed = false
        stoppedOnLine = true
    }

    /// Skips blanks, tabs too, comments and line breaks.
    mutating func skipInFlow() {
        keyAllowed = false
        while true {
            if input[position] == 0xEF { skipByteOrderMark() }
            while input[position] == 0x20 || input[position] == 0x09 { position += 1 }
            if input[position] == 0x23 { position = lineEnd(from: position) }
            let length = breakLength(position)
            guard length > 0 else { return }
            position += length
            lineStart = position
        }
    }

    private mutating func openFlow(
        _ properties: Properties, start: Int, line: Int, canBeKey: Bool
    ) throws(ParseFailure) {
        try checkLimits(at: position)
        let isMapping = input[position] == 0x7B
        if isMapping, input[position + 1] == 0x7B, templateOffset == nil { templateOffset = position }
        let index = reading.builder.open(isMapping ? .mapping : .sequence, style: .flow, start: position)
        if properties.hasAnchor { register(properties, index) }
        flowFrames.append(
            FlowFrame(
                kind: isMapping ? .mapping : .sequence, state: .entry, index: index, start: start, line: line,
                canBeKey: canBeKey))
        position += 1
        lastEnd = position
    }

    /// Closes a collection, and lets the one around it see whether it was a key.
    private mutating func closeFlow(_ frame: FlowFrame) throws(ParseFailure) {
        position += 1
        lastEnd = position
        if frame.kind == .mapping { try reading.finishMapping(frame.index) }
        reading.builder.close(end: position)
        flowFrames.removeLast()
        guard let parent = flowFrames.last else { return }
        guard parent.state == .entry else { return advance(parent.state) }
        let isKey = frame.canBeKey ? try skipToFlowColon(from: frame.start, line: frame.line) : false
        if parent.kind == .sequence {
            setState(.afterEntry)
            guard isKey else { return }
            reading.builder.wrap(frame.index, style: .flow, start: frame.start)
            anchors.shift(from: frame.index)
            try pushPair(frame.index, .value, frame.start)
            return consumeColon()
        }
        try finishKey(isKey)
    }

    private mutating func setState(_ state: FlowFrame.State) { flowFrames[flowFrames.count - 1].state = state }

    /// A node was completed in a state in which it could not be an implicit key.
    private mutating func advance(_ state: FlowFrame.State) {
        setState(state == .explicitKey ? .afterExplicitKey : .afterEntry)
    }

    private mutating func consumeColon() {
        position += 1
        lastEnd = position
    }

    /// Behind a key of a flow mapping: its value comes, or it has none.
    private mutating func finishKey(_ hasValue: Bool) throws(ParseFailure) {
        if hasValue {
            consumeColon()
            setState(.value)
        } else {
            addEmpty(at: lastEnd)
            setState(.afterEntry)
        }
    }

    private mutating func pushPair(_ index: UInt32, _ state: FlowFrame.State, _ start: Int) throws(ParseFailure) {
        try checkLimits(at: start)
        flowFrames.append(
            FlowFrame(kind: .pair, state: state, index: index, start: start, line: lineStart, canBeKey: false))
    }

    private mutating func closePair() {
        reading.builder.close(end: lastEnd)
        flowFrames.removeLast()
    }

    // MARK: - Steps

    private mutating func stepSequence(_ frame: FlowFrame) throws(ParseFailure) {
        let byte = input[position]
        if byte == 0x5D { return try closeFlow(frame) }
        if frame.state == .afterEntry {
            guard byte == 0x2C else { throw unexpectedInFlow(frame) }
            position += 1
            return setState(.entry)
        }
        if byte == 0x3F {
            setState(.afterEntry)
            let start = position
            let index = reading.builder.open(.mapping, style: .flow, start: start)
            try pushPair(index, .explicitKey, start)
            return consumeColon()
        }
        try readFlowNode(.entry, isSequence: true)
    }

    private mutating func stepMapping(_ frame: FlowFrame) throws(ParseFailure) {
        let byte = input[position]
        switch frame.state {
        case .entry:
            if byte == 0x7D { return try closeFlow(frame) }
            if byte == 0x3F {
                consumeColon()
                return setState(.explicitKey)
            }
            try readFlowNode(.entry, isSequence: false)
        case .afterEntry:
            if byte == 0x7D { return try closeFlow(frame) }
            guard byte == 0x2C else { throw unexpectedInFlow(frame) }
            position += 1
            setState(.entry)
        case .explicitKey:
            guard byte == 0x3A || byte == 0x2C || byte == 0x7D else {
                return try readFlowNode(.explicitKey, isSequence: false)
            }
            addEmpty(at: lastEnd)
            setState(.afterExplicitKey)
        case .afterExplicitKey: try finishKey(byte == 0x3A)
        case .value:
            guard byte == 0x2C || byte == 0x7D else { return try readFlowNode(.value, isSequence: false) }
            addEmpty(at: lastEnd)
            setState(.afterEntry)
        }
    }

    private mutating func stepPair(_ frame: FlowFrame) throws(ParseFailure) {
        let byte = input[position]
        switch frame.state {
        case .explicitKey:
            // When the key behind "?" is missing, libyaml swallows the colon or comma behind it.
            if byte == 0x3A || byte == 0x2C {
                position += 1
                skipInFlow()
                let next = input[position]
                guard next == 0x5D || next == 0x2C || next == 0x3A else { throw unexpectedInFlow(frame) }
                addEmpty(at: lastEnd)
                return setState(.afterExplicitKey)
            }
            guard byte == 0x5D else { return try readFlowNode(.explicitKey, isSequence: false) }
            addEmpty(at: lastEnd)
            setState(.afterExplicitKey)
        case .afterExplicitKey: try finishKey(byte == 0x3A)
        case .value:
            guard byte == 0x2C || byte == 0x5D else { return try readFlowNode(.value, isSequence: false) }
            addEmpty(at: lastEnd)
            closePair()
        case .entry, .afterEntry: closePair()
        }
    }

    // MARK: - Nodes

    private mutating func readFlowNode(_ state: FlowFrame.State, isSequence: Bool) throws(ParseFailure) {
        let start = position
        let line = lineStart
        var properties = Properties()
        if input[position] == 0x26 || input[position] == 0x21 {
            properties = try readProperties()
            if isAtDocumentEnd { throw unclosedFlow() }
        }
        let byte = input[position]
        if byte == 0x5B || byte == 0x7B {
            return try openFlow(properties, start: start, line: line, canBeKey: state == .entry)
        }
        var leaf: Leaf?
        if properties.isEmpty || (byte != 0x2C && byte != 0x5D && byte != 0x7D && byte != 0x3A) {
            leaf = try scanLeaf(properties)
        }
        let isKey = state == .entry ? try skipToFlowColon(from: start, line: line) : false
        if isSequence, isKey {
            setState(.afterEntry)
            let index = reading.builder.open(.mapping, style: .flow, start: start)
            try pushPair(index, .value, start)
        }
        let index = reading.builder.count
        if let leaf { try add(leaf, properties) } else { addEmpty(at: lastEnd, properties) }
        guard state == .entry else { return advance(state) }
        if isSequence {
            if isKey { consumeColon() } else { setState(.afterEntry) }
        } else {
            markMergeKey(index)
            try finishKey(isKey)
        }
    }

    /// Whether a colon follows on the line on which the key started; steps to it.
    private mutating func skipToFlowColon(from start: Int, line: Int) throws(ParseFailure) -> Bool {
        guard lineStart == line else { return false }
        var offset = position
        while input[offset] == 0x20 || input[offset] == 0x09 { offset += 1 }
        guard input[offset] == 0x3A else { return false }
        position = offset
        return isKeyLength(start)
    }
}
