// SPDX-License-Identifier: Apache-2.0

package import Documents

/// Generated policies and their proof, for people and programs to read.
package struct GenerationPage: Sendable {
    private let plan: PolicyPlan
    private let flows: FlowEvidence?
    package let replay: Replay

    package init(_ plan: PolicyPlan, flows: FlowEvidence?) {
        self.plan = plan
        self.flows = flows
        replay = Replay(plan, text: GeneratedObjects.yaml(plan.policies))
    }

    /// Something that is needed is denied.
    package var hasFailed: Bool { !replay.failures.isEmpty }

    private var endpoints: [Endpoint] { plan.context.model.endpoints }

    // MARK: YAML

    /// All policies with their reasons.
    package var yaml: String { head + GeneratedObjects.yaml(plan.policies) }

    /// The policies of each namespace.
    package var yamlByNamespace: [(namespace: String, text: String)] {
        var result: [(namespace: String, text: String)] = []
        for policy in plan.policies {
            let text = "---\n" + GeneratedObjects.yaml(policy)
            if result.last?.namespace == policy.namespace {
                result[result.count - 1].text += text
            } else {
                result.append((policy.namespace, head + text))
            }
        }
        return result
    }

    private var head: String {
        let lines = [
            "Least-privilege network policies. Above each peer stands what shows that it is needed, and how sure that is.",
            "high: the name and the port were found; medium: a part is concluded; low: a guess, look at it.",
        ]
        return lines.map { "# \($0)\n" }.joined()
    }

    // MARK: Summary

    /// What was generated and what it changes, line by line.
    package var summary: [String] {
        var lines = flows?.summary ?? []
        lines.append(counts)
        lines += ruleLines(.low)
        lines += silence
        lines += gaps
        lines += outside
        lines += plan.collected.notes
        lines.append(
            "pairs of workloads that can connect: \(replay.pairsBefore) before, \(replay.pairsAfter) after, "
                + "\(replay.pairsClosed) closed")
        lines += stays
        lines += proof
        return lines
    }

    private var counts: String {
        let numbers = Confidence.allCases.reversed().map { confidence in
            "\(entries.filter { $0.entry.confidence == confidence }.count) \(confidence.name)"
        }
        let policies = plan.policies.count
        return "\(policies) \(policies == 1 ? "policy" : "policies"), peers by confidence: "
            + numbers.joined(separator: ", ")
    }

    private typealias Placed = (
        policy: PolicyDraft, direction: Direction, rule: PolicyDraft.Rule, entry: PolicyDraft.Entry
    )

    private var entries: [Placed] {
        plan.policies.flatMap { policy in
            Direction.allCases.flatMap { direction in
                (policy.rules[direction] ?? []).flatMap { rule in rule.entries.map { (policy, direction, rule, $0) } }
            }
        }
    }

    private func ruleLines(_ confidence: Confidence) -> [String] {
        entries.filter { $0.entry.confidence == confidence }.map { placed in
            let side = placed.direction == .ingress ? "from" : "to"
            return "look at \(placed.policy.namespace)/\(placed.policy.name): \(side) \(placed.entry.title), "
                + "\(placed.rule.ports): \(placed.entry.evidence.last?.text ?? "")"
        }
    }

    /// Workloads without evidence are cut off, and so are Services that nobody was found to use.
    private var silence: [String] {
        var lines: [String] = []
        let silent = plan.silent.map { endpoints[$0].title }
        if !silent.isEmpty { lines.append("no evidence at all, cut off entirely: " + silent.joined(separator: ", ")) }
        let served = Set(
            plan.collected.connections.compactMap { connection -> Int? in
                if case .endpoint(let position) = connection.destination { position } else { nil }
            })
        let unused = plan.context.directory.all.flatMap(\.endpoints)
            .filter { !served.contains($0) && !endpoints[$0].isHostNetwork }
        let names = Set(unused).sorted().map { endpoints[$0].title }
        if !names.isEmpty {
            lines.append("behind a Service, but no client was found: " + names.joined(separator: ", "))
        }
        if !lines.isEmpty, flows == nil {
            lines.append("hosts that are only known inside of images are in no manifest: --from-flows tells them")
        }
        return lines
    }

    /// What was found and could not be followed.
    private var gaps: [String] {
        plan.collected.gaps.sorted { $0.key < $1.key }.flatMap { position, texts in
            texts.map { "\(endpoints[position].title): \($0)" }
        }
    }

    private var outside: [String] {
        let names = Set(plan.collected.outsideNames.map(Self.name)).sorted()
        guard !names.isEmpty else { return [] }
        return ["names outside of the cluster, for policies that know names: " + names.joined(separator: ", ")]
    }

    private static func name(_ name: OutsideName) -> String { name.host + (name.port.map { ":\($0)" } ?? "") }

    private var stays: [String] {
        guard !plan.context.options.replacesExisting else { return [] }
        let names = plan.context.model.policies.filter { $0.tier == .network && !GeneratedObjects.isOurs($0.resource) }
            .map { "\($0.namespace)/\($0.name)" }
        guard !names.isEmpty else { return [] }
        return ["policies of the input that stay, and may allow more: " + names.joined(separator: ", ")]
    }

    private var proof: [String] {
        let what =
            "\(replay.checked) needed connections" + (flows == nil ? "" : ", \(replay.observed) of them observed")
        guard hasFailed else { return ["replayed: all of \(what) are allowed"] }
        return replay.failures.map { failure in
            "denied although needed: \(failure.source) => \(failure.destination) : \(failure.ports) "
                + "(\(failure.connection.evidence.text))"
        } + ["replayed: \(replay.failures.count) of \(what) are denied"]
    }

    // MARK: JSON

    package func json(_ problems: [Problem]) -> [UInt8] {
        var writer = JSONWriter(pretty: true)
        writer.object { writer in
            writer.member("apiVersion", "v1")
            writer.member("kind", "List")
            writer.member("items") { writer in
                writer.array { writer in for policy in plan.policies { writer.value(GeneratedObjects.object(policy)) } }
            }
            writer.member("rules") { writer in
                writer.array { writer in for placed in entries { write(placed, &writer) } }
            }
            writeSummary(&writer)
            writer.member("problems") { $0.problems(problems) }
        }
        writer.newline()
        return writer.bytes
    }

    private func write(_ placed: Placed, _ writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("policy", "\(placed.policy.namespace)/\(placed.policy.name)")
            writer.member("direction", placed.direction.rawValue)
            writer.member("peer", placed.entry.title)
            writer.member("ports", placed.rule.ports.description)
            writer.member("confidence", placed.entry.confidence.name)
            writer.member("evidence") { writer in
                writer.array { writer in
                    for evidence in placed.entry.evidence { write(evidence, &writer) }
                }
            }
        }
    }

    private func write(_ evidence: ConnectionEvidence, _ writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("confidence", evidence.confidence.name)
            writer.member("text", evidence.text)
            guard let location = evidence.location else { return }
            writer.member("file", location.file)
            if location.line > 0 {
                writer.member("line", location.line)
                writer.member("column", location.column)
            }
        }
    }

    private func writeSummary(_ writer: inout JSONWriter) {
        writer.member("summary") { writer in
            writer.object { writer in
                writer.member("policies", plan.policies.count)
                for confidence in Confidence.allCases.reversed() {
                    writer.member(confidence.name, entries.filter { $0.entry.confidence == confidence }.count)
                }
                writer.member("pairsBefore", replay.pairsBefore)
                writer.member("pairsAfter", replay.pairsAfter)
                writer.member("pairsClosed", replay.pairsClosed)
                writer.member("checked", replay.checked)
                writer.member("observed", replay.observed)
                writer.member("denied", replay.failures.count)
            }
        }
        writer.member("silent", plan.silent.map { endpoints[$0].title })
        writer.member("outsideNames") { writer in
            writer.array { writer in
                for name in plan.collected.outsideNames {
                    writer.object { writer in
                        writer.member("workload", endpoints[name.endpoint].title)
                        writer.member("host", name.host)
                        if let port = name.port { writer.member("port", port) }
                        writer.member("evidence") { write(name.evidence, &$0) }
                    }
                }
            }
        }
        writer.member("failures", proof.dropLast().map { $0 })
        flows?.write(&writer)
    }
}
