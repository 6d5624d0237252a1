// SPDX-License-Identifier: Apache-2.0

internal import Documents
package import Findings

/// The output formats of explanations.
package enum ExplanationFormat: String, Sendable, CaseIterable { case table, json, markdown }

/// The documentation of checks, to be written in any format: whole pages, or a list of all.
package struct Explanation {
    private let pages: [CheckPage]
    private let isList: Bool

    /// Whole pages.
    package init(_ pages: [CheckPage]) {
        self.pages = pages
        isList = false
    }

    /// One line a check, by layer.
    package init(listOf checks: [CheckDescription]) {
        let order = Dictionary(uniqueKeysWithValues: Layer.allCases.enumerated().map { ($1, $0) })
        pages = checks.enumerated().sorted { left, right in
            let layers = (order[left.element.layer] ?? 0, order[right.element.layer] ?? 0)
            if layers.0 != layers.1 { return layers.0 < layers.1 }
            if left.element.severity != right.element.severity { return left.element.severity > right.element.severity }
            return left.element.id < right.element.id
        }.map { CheckPage($0.element) }
        isList = true
    }

    /// Throws what the sink throws first.
    package func write(
        _ format: ExplanationFormat, options: RenderingOptions = RenderingOptions(),
        to sink: @escaping ([UInt8]) throws -> Void
    ) throws {
        let output = ByteOutput(sink)
        switch format {
        case .table:
            let writer = PageWriter(output, options)
            if isList {
                writeList(writer, options)
            } else {
                for (position, page) in pages.enumerated() {
                    if position > 0 { writer.blank() }
                    page.write(to: writer)
                }
            }
        case .json: writeJSON(to: output)
        case .markdown:
            if isList {
                output.bytes.append(text: ChecksReference.list(pages.map(\.check)))
            } else {
                output.bytes.append(text: pages.map { ChecksReference.page($0, level: 1) }.joined(separator: "\n"))
            }
        }
        try output.finish()
    }

    private func writeList(_ writer: PageWriter, _ options: RenderingOptions) {
        let width = pages.map { $0.check.id.count }.max() ?? 0
        var layer: Layer?
        for check in pages.map(\.check) {
            if layer != check.layer {
                if layer != nil { writer.blank() }
                layer = check.layer
                let count = pages.count { $0.check.layer == check.layer }
                writer.line([.init(check.layer.rawValue, .heading), .init("  \(count.of("check"))", .dim)])
            }
            writer.line(
                [
                    .init(check.severity.rawValue.padded(to: 8), .severity(check.severity)), .init("  "),
                    .init(check.id.padded(to: width), .bold), .init("  "), .init(check.title),
                ], indent: 2, hanging: 14 + width)
        }
        writer.blank()
        writer.line([.init("\(options.program) explain NAME", .bold), .init(" tells all about one of them", .dim)])
    }

    private func writeJSON(to output: ByteOutput) {
        output.bytes.append("{\"checks\":[")
        for (position, page) in pages.enumerated() {
            output.bytes.append(position == 0 ? "\n" : ",\n")
            output.bytes.append(page, isList: isList)
            output.flushIfFull()
        }
        output.bytes.append("\n]}\n")
    }
}

extension [UInt8] {
    fileprivate mutating func append(_ page: CheckPage, isList: Bool) {
        let check = page.check
        append("{")
        append(key: "check", check.id)
        append(key: "title", check.title)
        append(key: "severity", check.severity.rawValue)
        append(key: "layer", check.layer.rawValue)
        if !isList {
            append(key: "rationale", check.rationale)
            append(key: "attack", check.attack)
            append(key: "rule", check.rule)
            append(key: "fix", check.fix)
            append(key: "references", check.references)
            if let example = page.example { append(key: "before", example.manifest) }
            if let after = page.repairedExample { append(key: "after", after) }
            if let example = page.compliantExample { append(key: "compliant", example.manifest) }
            append(key: "suppress", page.acceptances.map(\.text))
        }
        append(key: "mappings")
        append(check.mappings)
        append("}")
    }
}

extension CheckPage {
    /// The page for people at a terminal.
    func write(to writer: PageWriter) {
        writer.line([
            .init(check.title, .heading), .init("  "), .init(check.severity.rawValue, .severity(check.severity)),
            .init("  \(check.layer.rawValue)  ", .dim), .init(check.id, .bold),
        ])
        for section in sections {
            writer.blank()
            writer.line([.init(section.heading, .bold)])
            for paragraph in section.text.split(separator: "\n") {
                writer.line([.init(String(paragraph))], indent: 2, hanging: 2)
            }
        }
        writeExample(to: writer)
        if !mappings.isEmpty {
            writer.blank()
            writer.line([.init("Known elsewhere as", .bold)])
            let width = mappings.map { $0.name.count }.max() ?? 0
            for row in mappings {
                writer.line(
                    [.init(row.name.padded(to: width), .dim), .init("  " + row.ids.joined(separator: ", "))], indent: 2,
                    hanging: 4 + width)
            }
        }
        if !check.references.isEmpty {
            writer.blank()
            writer.line([.init("References", .bold)])
            for reference in check.references { writer.line([.init(reference, .place)], indent: 2, hanging: 4) }
        }
        writer.blank()
        writer.line([.init("To accept it", .bold)])
        for acceptance in acceptances {
            writer.line([.init("\(acceptance.place):", .dim)], indent: 2)
            writer.line([.init(acceptance.text)], indent: 4, hanging: 6)
        }
    }

    private func writeExample(to writer: PageWriter) {
        guard let example else { return }
        writer.blank()
        writer.line([.init("Example: \(example.name)", .bold)])
        guard let repairedExample else {
            for line in example.manifest.split(separator: "\n") { writer.verbatim([.init("    " + line)]) }
            guard let compliantExample else { return }
            writer.blank()
            writer.line([.init("Compliant: \(compliantExample.name)", .bold)])
            for line in compliantExample.manifest.split(separator: "\n") {
                writer.verbatim([.init("    " + line, .added)])
            }
            return
        }
        for line in LineDifference(example.manifest, repairedExample).lines {
            switch line {
            case .same(let text): writer.verbatim([.init("    " + text)])
            case .removed(let text): writer.verbatim([.init("  - " + text, .severity(.high))])
            case .added(let text): writer.verbatim([.init("  + " + text, .added)])
            }
        }
    }
}
