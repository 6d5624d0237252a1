// SPDX-License-Identifier: Apache-2.0

extension JSONPatch {
    /// A patch that turns one value into another; lists are compared element by element, as repairs only append to
    /// them or take elements away.
    package init(from before: Value, to after: Value) {
        var operations: [Operation] = []
        Self.compare(before, after, FieldPath(), &operations)
        self.init(operations)
    }

    private static func compare(_ before: Value, _ after: Value, _ path: FieldPath, _ operations: inout [Operation]) {
        switch (before, after) {
        case (.object(let old), .object(let new)): compare(old, new, path, &operations)
        case (.array(let old), .array(let new)): compare(old, new, path, &operations)
        default: if before != after { operations.append(.replace(path, after)) }
        }
    }

    private static func compare(
        _ old: [Value.Member], _ new: [Value.Member], _ path: FieldPath, _ operations: inout [Operation]
    ) {
        for member in old where !new.contains(where: { $0.key == member.key }) {
            operations.append(.remove(path.appending(member.key)))
        }
        for member in new {
            let place = path.appending(member.key)
            if let previous = old.first(where: { $0.key == member.key }) {
                compare(previous.value, member.value, place, &operations)
            } else {
                operations.append(.add(place, member.value))
            }
        }
    }

    private static func compare(_ old: [Value], _ new: [Value], _ path: FieldPath, _ operations: inout [Operation]) {
        if new.count < old.count {
            // Which elements went: walk both lists and take away what the new one does not have next.
            var position = 0
            var gone: [Int] = []
            for (index, element) in old.enumerated() {
                if position < new.count, new[position] == element { position += 1 } else { gone.append(index) }
            }
            guard position == new.count else { return operations.append(.replace(path, .array(new))) }
            for index in gone.reversed() { operations.append(.remove(FieldPath(path.steps + [.index(index)]))) }
            return
        }
        for (index, element) in old.enumerated() {
            compare(element, new[index], FieldPath(path.steps + [.index(index)]), &operations)
        }
        for element in new.dropFirst(old.count) { operations.append(.add(path.appending("-"), element)) }
    }
}
