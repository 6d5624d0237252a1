// SPDX-License-Identifier: Apache-2.0

package import Documents

/// The results of a suite of assertions, for people and programs.
package struct AssertionPage {
    private let results: [AssertionResult]
    private let model: NetworkModel

    package init(_ results: [AssertionResult], _ model: NetworkModel) {
        self.results = results
        self.model = model
    }

    private var passed: Int { results.count { $0.passed } }

    /// What failed, with the rules that decide, and the numbers.
    package var text: String {
        var lines: [String] = []
        for result in results where !result.passed {
            let assertion = result.assertion
            var question = "\(assertion.source) => \(assertion.destination)"
            if let port = assertion.port { question += " \(assertion.transport?.name ?? "TCP") \(port)" }
            lines.append(
                "\(assertion.node.location): \(question): expected \(assertion.expected.rawValue), found "
                    + result.actual.rawValue)
            guard let answer = result.answer else { continue }
            let page = AnswerPage(answer, model)
            for pair in answer.pairs where pair.verdict != assertion.expected {
                lines += page.lines(pair).map { "    " + $0 }
            }
        }
        lines.append("\(passed) passed, \(results.count - passed) failed")
        return lines.map { $0 + "\n" }.joined()
    }

    package func json(_ problems: [Problem]) -> String {
        var writer = JSONWriter(pretty: true)
        writer.object { writer in
            writer.member("results") { writer in
                writer.array { writer in for result in results { write(result, &writer) } }
            }
            writer.member("passed", passed)
            writer.member("failed", results.count - passed)
            writer.member("problems") { $0.problems(problems) }
        }
        writer.newline()
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private func write(_ result: AssertionResult, _ writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("assertion", result.assertion.node.value)
            writer.member("actual", result.actual.rawValue)
            writer.member("passed", result.passed)
            guard !result.passed, let answer = result.answer else { return }
            let page = AnswerPage(answer, model)
            writer.member(
                "reasons", answer.pairs.filter { $0.verdict != result.assertion.expected }.flatMap { page.lines($0) })
        }
    }
}
