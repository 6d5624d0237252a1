// SPDX-License-Identifier: Apache-2.0

import Documents

/// A tree as compact text, for tables of expectations: `{a: [1, "x"]}`; strings in quotes, other scalars bare.
func treeText(_ text: String) -> String { treeText(Array(text.utf8)) }

func treeText(_ bytes: [UInt8]) -> String {
    let document = Document.parse(bytes, name: "a.yaml")
    let problems = document.problems.filter { $0.gravity == .error }.map { "!" + $0.code.name }
    return (document.roots.map { treeText($0) } + problems).joined(separator: " --- ")
}

func treeText(_ node: Node) -> String {
    switch node.kind {
    case .mapping:
        "{" + node.entries.map { key, value in key.scalarText + ": " + treeText(value) }.joined(separator: ", ") + "}"
    case .sequence: "[" + node.elements.map { treeText($0) }.joined(separator: ", ") + "]"
    case .scalar: node.isNull ? "~" : node.string.map { $0.debugDescription } ?? node.scalarText
    }
}
