// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Documents

/// An explained answer, for people and programs.
package struct AnswerPage {
    private let answer: Answer
    private let model: NetworkModel

    package init(_ answer: Answer, _ model: NetworkModel) {
        self.answer = answer
        self.model = model
    }

    package var text: String { answer.pairs.map { text($0) }.joined(separator: "\n") }

    private func text(_ pair: Answer.Pair) -> String {
        var lines = ["\(pair.source) => \(pair.destination): \(Self.word(pair.verdict))"]
        if pair.verdict == .allow { lines[0] += ", \(pair.ports)" }
        if !pair.dependent.isEmpty { lines.append("  depends on the network plug-in: \(pair.dependent)") }
        lines += self.lines(pair).map { "  " + $0 }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The reasons of a pair, one line each.
    func lines(_ pair: Answer.Pair) -> [String] {
        let sides = [("egress of \(pair.source)", pair.egress), ("ingress of \(pair.destination)", pair.ingress)]
        var lines: [String] = []
        for (title, decisions) in sides {
            for decision in decisions {
                let ports = decision.ports.isAll ? "" : "\(decision.ports): "
                let word = decision.isAllowed ? "allowed" : "denied"
                lines.append("\(title): \(ports)\(word), \(model.text(decision))")
            }
        }
        return lines + pair.notes.map { "note: " + $0 }
    }

    static func word(_ verdict: Verdict) -> String {
        switch verdict {
        case .allow: "allowed"
        case .deny: "denied"
        case .dependsOnCNI: "depends-on-cni"
        case .unknown: "unknown"
        }
    }

    /// `{"verdict": …, "pairs": [{"src", "dst", "verdict", "conn", "egress": […], "ingress": […], "notes"}]}`.
    package func json(_ problems: [Problem]) -> String {
        var writer = JSONWriter(pretty: true)
        writer.object { writer in
            switch answer.summary {
            case .all(let verdict): writer.member("verdict", Self.word(verdict))
            case .mixed: writer.member("verdict", "mixed")
            }
            writer.member("pairs") { writer in
                writer.array { writer in for pair in answer.pairs { write(pair, &writer) } }
            }
            writer.member("problems") { $0.problems(problems) }
        }
        writer.newline()
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private func write(_ pair: Answer.Pair, _ writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("src", pair.source)
            writer.member("dst", pair.destination)
            writer.member("verdict", Self.word(pair.verdict))
            writer.member("conn", pair.ports.description)
            if !pair.dependent.isEmpty { writer.member("dependsOnCNI", pair.dependent.description) }
            writer.member("egress") { write(pair.egress, &$0) }
            writer.member("ingress") { write(pair.ingress, &$0) }
            if !pair.notes.isEmpty { writer.member("notes", pair.notes) }
        }
    }

    private func write(_ decisions: [Decision], _ writer: inout JSONWriter) {
        writer.array { writer in
            for decision in decisions {
                writer.object { writer in
                    writer.member("allowed", decision.isAllowed)
                    writer.member("conn", decision.ports.description)
                    writer.member("reason", model.text(decision))
                    writer.member("rules") { write(rules: model.rules(decision), &$0) }
                }
            }
        }
    }

    private func write(rules: [(policy: Policy, position: Int?, node: Node?)], _ writer: inout JSONWriter) {
        writer.array { writer in
            for rule in rules {
                writer.object { writer in
                    writer.member("policy", rule.policy.title)
                    if let position = rule.position { writer.member("rule", position) }
                    guard let location = rule.node?.location else { return }
                    writer.member("file", location.file)
                    writer.member("line", location.line)
                    writer.member("column", location.column)
                }
            }
        }
    }
}

extension NetworkModel {
    /// What a decision rests on: rules, or policies as a whole.
    func rules(_ decision: Decision) -> [(policy: Policy, position: Int?, node: Node?)] {
        switch decision.reason {
        case .outOfReach, .noPolicy: return []
        case .allowedBy(let rules): return rules.map { rule($0, decision.direction) }
        case .decidedBy(let reference): return [rule(reference, decision.direction)]
        case .isolatedBy(let positions):
            return positions.map { (policy: policies[$0], position: nil, node: policies[$0].resource?.node) }
        }
    }

    private func rule(
        _ reference: RuleReference, _ direction: Direction
    ) -> (policy: Policy, position: Int?, node: Node?) {
        let policy = policies[reference.policy]
        let rules = policy.rules[direction] ?? []
        let node = reference.position < rules.count ? rules[reference.position].node : nil
        return (policy, reference.position, node)
    }
}
