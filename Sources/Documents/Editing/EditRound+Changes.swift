// SPDX-License-Identifier: Apache-2.0

// MARK: - Setting

extension EditRound {
    mutating func replace(_ node: Node, by value: Value, _ edit: DocumentEdit) {
        let range = Int(node.record.start)..<layout.contentEnd(node)
        if node.isNull, range.isEmpty {
            guard !isCollection(value) || isFlowContext(node) else { return fill(node, with: value, [edit]) }
            return change(range, " " + text(value, in: node), depth: depth(node), [edit])
        }
        if isFlow(node) || isFlowContext(node) || !isCollection(value) && node.isScalar {
            return change(range, scalarText(value, like: node), depth: depth(node), [edit])
        }
        guard isCollection(value), !isEmpty(value) else {
            return change(
                pairValueRange(node) ?? range, pairSeparator(node) + style.flow(value), depth: depth(node), [edit])
        }
        if node.isScalar { return change(range, style.flow(value), depth: depth(node), [edit]) }
        let column = layout.column(Int(node.record.start))
        let shift = node.isSequence && isObject(value) && isFlush(node) ? style.step : 0
        let lines = style.block(value, column: column + shift).joined(separator: newline)
        let indent = String(repeating: " ", count: shift)
        change(range, indent + lines.drop { $0 == " " }, depth: depth(node), [edit])
    }

    /// Gives an empty field (`key:`) a collection below it.
    private mutating func fill(_ node: Node, with value: Value, _ edits: [DocumentEdit]) {
        guard let parent = node.parent, !isEmpty(value) else {
            return change(
                Int(node.record.start)..<Int(node.record.start), " " + style.flow(value), depth: depth(node), edits)
        }
        let outer = layout.column(Int(parent.record.start))
        let isFlush = !isObject(value) && !style.indentsSequences
        let column = parent.isSequence ? outer + 2 : outer + (isFlush ? 0 : style.step)
        insertLines(style.block(value, column: column), after: Int(node.record.start), depth: depth(node), edits)
    }

    /// Adds pairs to a mapping, or makes an empty field one.
    mutating func insert(_ value: Value, into node: Node, _ edits: [DocumentEdit]) {
        guard case .object(let members) = value else { return refuse(edits, "the field has another type") }
        if node.isNull {
            if node.parent == nil { return refuse(edits, "the document is empty") }
            let range = Int(node.record.start)..<Int(node.record.end)
            if range.isEmpty, !isFlowContext(node) { return fill(node, with: value, edits) }
            return change(range, text(value, in: node), depth: depth(node), edits)
        }
        if isFlow(node) { return insertFlow(members.map { pair($0, in: node) }, into: node, edits) }
        let column = layout.column(Int(node.record.start))
        insertLines(style.block(value, column: column), after: layout.contentEnd(node), depth: depth(node), edits)
    }

    private func pair(_ member: Value.Member, in node: Node) -> String {
        let style = flowStyle(node)
        return style.scalar(member.key) + ": " + style.flow(member.value)
    }

    /// Adds entries before the closing bracket, on lines of their own where the others are.
    private mutating func insertFlow(_ entries: [String], into node: Node, _ edits: [DocumentEdit]) {
        let close = Int(node.record.end) - 1
        guard let last = lastChild(node) else {
            if let parent = node.parent, !isFlowContext(node), parent.isMapping, node.isMapping,
                document.bytes[close] == 0x7D
            {
                return change(
                    Int(node.record.start)..<Int(node.record.end), "{" + entries.joined(separator: ", ") + "}",
                    depth: depth(node), edits)
            }
            return change(close..<close, entries.joined(separator: ", "), depth: depth(node), edits)
        }
        var end = max(layout.contentEnd(last), Int(last.record.end))
        if last.isShared { end = trimmedEnd(before: close) }
        let firstStart =
            Int(node.index + 1) < document.records.count ? Int(document.records[Int(node.index) + 1].start) : end
        let hasComma = trimmedEnd(before: close) > end && document.bytes[trimmedEnd(before: close) - 1] == 0x2C
        if hasComma { end = trimmedEnd(before: close) }
        let lead = hasComma ? "" : ","
        let separator =
            layout.startsLine(firstStart) && layout.lineStart(close) > end
            ? newline + String(repeating: " ", count: layout.column(firstStart)) : " "
        let text = lead + separator + entries.joined(separator: "," + separator)
        change(end..<end, text, depth: depth(node), edits)
    }

    private func trimmedEnd(before close: Int) -> Int {
        var end = close
        while end > 0, [0x20, 0x09, 0x0A, 0x0D].contains(document.bytes[end - 1]) { end -= 1 }
        return end
    }

    mutating func append(_ values: [Value], to node: Node, _ edits: [DocumentEdit]) {
        if isFlow(node) {
            let style = flowStyle(node)
            return insertFlow(values.map { style.flow($0) }, into: node, edits)
        }
        guard let first = node[0], let dash = layout.dash(first) else {
            return refuse(edits, "the list is written in an unusual way")
        }
        let lines = style.block(.array(values), column: layout.column(dash))
        insertLines(lines, after: layout.contentEnd(node), depth: depth(node), edits)
    }

    mutating func addObject(_ value: Value, _ edit: DocumentEdit, _ root: Node) {
        if let element = listElement(edit, root), let list = element.parent { return addAppend(value, to: list, edit) }
        let end = layout.contentEnd(root)
        if isFlow(root), root.document.bytes.first == 0x7B {
            guard document.roots.count > 1 else {
                return refuse([edit], "a JSON text holds one object: a List around it could hold another")
            }
            var writer = JSONWriter(pretty: true)
            writer.value(value)
            return change(end..<end, newline + String(decoding: writer.bytes, as: UTF8.self), depth: -1, [edit])
        }
        insertLines(["---"] + style.block(value, column: 0), after: end, depth: -1, [edit])
    }

    private mutating func insertLines(_ lines: [String], after end: Int, depth: Int, _ edits: [DocumentEdit]) {
        let lineEnd = layout.lineEnd(end)
        change(lineEnd..<lineEnd, newline + lines.joined(separator: newline), depth: depth, edits)
    }

    /// Replaces an alias, or hides a merged pair, by a value of the place's own.
    mutating func override(_ copy: Node, _ edit: DocumentEdit) {
        guard let parent = copy.parent else { return refuse([edit], "the document is an alias") }
        let rest = edit.path.steps.dropFirst(copy.path().steps.count)
        guard let value = copy.value.applying(edit.operation, at: rest) else {
            return refuse([edit], "the field has another type")
        }
        guard claim(parent, [edit]) else { return }
        let key = parent.entries.first { $0.value.index == copy.index }?.key
        if let key, key.isShared {
            return insert(.object([.init(key.scalarText, value)]), into: parent, [edit])
        }
        let anchor = key.map { Int($0.record.end) } ?? previousEnd(of: copy, in: parent)
        guard let token = layout.aliasToken(after: anchor) else {
            return refuse([edit], "the text is shared through an anchor")
        }
        change(token, flowStyle(parent).flow(value), depth: depth(copy), [edit])
    }

    private func previousEnd(of element: Node, in list: Node) -> Int {
        var end = Int(list.record.start)
        for other in list.elements where other.index < element.index && !other.isShared {
            end = layout.contentEnd(other)
        }
        return end
    }
}

// MARK: - Removing

extension EditRound {
    /// Takes a field out of its mapping.
    mutating func remove(_ node: Node, _ edit: DocumentEdit) {
        guard let parent = node.parent else { return refuse([edit], "it is the whole document") }
        guard claim(parent, [edit]) else { return }
        guard let key = parent.entries.first(where: { $0.value.index == node.index })?.key else {
            return refuse([edit], "the field comes from elsewhere")
        }
        if count(parent) == 1 { return empty(parent, [edit]) }
        let start = Int(key.record.start)
        if isFlow(parent) { return removeFlow(node, start: start, from: parent, [edit]) }
        removeLines(node, start: start, from: parent, [edit])
    }

    /// Takes neighbours out of a list of which something stays.
    mutating func remove(from first: Node, through last: Node, of list: Node, _ edits: [DocumentEdit]) {
        if isFlow(list) { return removeFlow(last, start: Int(first.record.start), from: list, edits) }
        guard let start = layout.dash(first) else { return refuse(edits, "the list is written in an unusual way") }
        removeLines(last, start: start, from: list, edits)
    }

    private mutating func removeLines(_ node: Node, start: Int, from parent: Node, _ edits: [DocumentEdit]) {
        var end = max(layout.contentEnd(node), start)
        if node.isShared || end == start { end = layout.lineEnd(start) }
        guard layout.startsLine(start) else {
            guard let next = nextStart(after: node, in: parent) else {
                return refuse(edits, "the text around it is written in an unusual way")
            }
            return change(start..<next, "", depth: depth(node), edits)
        }
        let lineStart = layout.lineStart(start)
        let next = layout.nextLine(end)
        if next == document.bytes.count, document.bytes.last != 0x0A, lineStart > 0 {
            let previous = layout.lineEnd(layout.lineStart(lineStart - 1))
            return change(previous..<next, "", depth: depth(node), edits)
        }
        change(lineStart..<next, "", depth: depth(node), edits)
    }

    /// Where the next pair's key or the next element's dash stands.
    private func nextStart(after node: Node, in parent: Node) -> Int? {
        let next = Node(document: document, index: node.record.next)
        guard node.record.next < parent.record.next, !next.isShared else { return nil }
        return parent.isSequence && !isFlow(parent) ? layout.dash(next) : Int(next.record.start)
    }

    private mutating func removeFlow(_ node: Node, start: Int, from parent: Node, _ edits: [DocumentEdit]) {
        if let next = nextStart(after: node, in: parent) {
            return change(start..<next, "", depth: depth(node), edits)
        }
        var begin = start
        while begin > 0, document.bytes[begin - 1] != 0x2C { begin -= 1 }
        guard begin > Int(parent.record.start) else { return refuse(edits, "the list is written in an unusual way") }
        change(begin - 1..<Int(node.record.end), "", depth: depth(node), edits)
    }

    /// The collection loses its only entry.
    mutating func empty(_ collection: Node, _ edits: [DocumentEdit]) {
        guard collection.parent != nil else { return refuse(edits, "it is the whole document") }
        let text = collection.isMapping ? "{}" : "[]"
        let range = Int(collection.record.start)..<layout.contentEnd(collection)
        if isFlow(collection) { return change(range, text, depth: depth(collection), edits) }
        change(
            pairValueRange(collection) ?? range, pairSeparator(collection) + text, depth: depth(collection), edits)
    }
}

// MARK: - Reading the text around a node

extension EditRound {
    private var newline: String { String(decoding: layout.newline, as: UTF8.self) }

    private func isFlow(_ node: Node) -> Bool { !node.isScalar && node.record.style == .flow }

    private func isFlowContext(_ node: Node) -> Bool { node.parent.map { isFlow($0) } ?? false }

    private func isObject(_ value: Value) -> Bool {
        if case .object = value { return true }
        return false
    }

    private func isCollection(_ value: Value) -> Bool {
        switch value {
        case .object, .array: true
        case .null, .bool, .integer, .double, .string: false
        }
    }

    private func isEmpty(_ value: Value) -> Bool {
        switch value {
        case .object(let members): members.isEmpty
        case .array(let elements): elements.isEmpty
        case .null, .bool, .integer, .double, .string: false
        }
    }

    /// The dashes stand right below the key's first letter.
    private func isFlush(_ sequence: Node) -> Bool {
        guard let parent = sequence.parent, parent.isMapping else { return false }
        return layout.column(Int(sequence.record.start)) == layout.column(Int(parent.record.start))
    }

    private func count(_ collection: Node) -> Int {
        var count = 0
        var index = collection.index + 1
        while index < collection.record.next {
            index = document.records[Int(index)].next
            count += 1
        }
        return collection.isMapping ? count / 2 : count
    }

    private func lastChild(_ collection: Node) -> Node? {
        var last: Node?
        var index = collection.index + 1
        while index < collection.record.next {
            last = Node(document: document, index: index)
            index = document.records[Int(index)].next
        }
        return last
    }

    /// Flow style as its neighbours have it: JSON's quotes when their keys have them.
    private func flowStyle(_ node: Node) -> YAMLText {
        var style = style
        let next = Int(node.index) + 1
        if node.isMapping, next < document.records.count, node.record.next > node.index + 1 {
            style.isJSON = document.records[next].style == .doubleQuoted
        } else {
            style.isJSON = document.bytes.first == 0x7B
        }
        return style
    }

    private func text(_ value: Value, in node: Node) -> String { flowStyle(node.parent ?? node).flow(value) }

    /// A string keeps its neighbours' or its predecessor's quotes.
    private func scalarText(_ value: Value, like node: Node) -> String {
        guard case .string(let text) = value, node.isScalar, node.record.style == .singleQuoted else {
            var style = flowStyle(isFlowContext(node) ? node.parent ?? node : node)
            if case .string = value, node.isScalar, node.record.style == .doubleQuoted { style.isJSON = true }
            return style.flow(value)
        }
        guard text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value < 0x7F }) else { return style.flow(value) }
        var quoted = "'"
        for character in text { quoted += character == "'" ? "''" : String(character) }
        return quoted + "'"
    }

    /// From behind a pair's colon to the end of its value; nil for an element of a list.
    private func pairValueRange(_ node: Node) -> Range<Int>? {
        guard let key = node.parent?.entries.first(where: { $0.value.index == node.index })?.key, !key.isShared,
            let colon = layout.colonEnd(key)
        else { return nil }
        return colon..<max(layout.contentEnd(node), colon)
    }

    private func pairSeparator(_ node: Node) -> String { pairValueRange(node) == nil ? "" : " " }
}
