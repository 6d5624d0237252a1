// SPDX-License-Identifier: Apache-2.0

/// A way to write the document down.
package enum PolicyDocumentFormat: String, Sendable, CaseIterable {
    case markdown, html
}

extension PolicyDocument {
    package func text(_ format: PolicyDocumentFormat) -> String {
        switch format {
        case .markdown: markdown
        case .html: html
        }
    }

    /// `12 policies, 38 workloads, 5 namespaces`.
    var summary: String {
        [
            Self.count(counts.policies, "policy", "policies"), Self.count(counts.workloads, "workload", "workloads"),
            Self.count(counts.namespaces, "namespace", "namespaces"),
        ]
        .joined(separator: ", ")
    }

    static func count(_ number: Int, _ one: String, _ many: String) -> String {
        "\(number) \(number == 1 ? one : many)"
    }

    private var markdown: String {
        var lines = ["# Network policies", "", "\(summary).", ""]
        for section in sections where !section.isWithoutPolicies { lines += markdown(section) }
        let bare = sections.filter(\.isWithoutPolicies)
        if !bare.isEmpty {
            lines += ["## Namespaces without policies", "", "Everything may connect to and from these workloads:", ""]
            lines += bare.map { section in
                "* **\(Markdown.escaped(section.namespace))**: " + Markdown.escaped(NameList.text(section.workloads))
            }
            lines.append("")
        }
        if !unevaluated.isEmpty {
            lines += ["## Not evaluated", ""] + unevaluated.map { "* " + Markdown.escaped($0) } + [""]
        }
        return lines.joined(separator: "\n")
    }

    private func markdown(_ section: Section) -> [String] {
        var lines = [
            section.namespace.isEmpty ? "## The whole cluster" : "## Namespace \(Markdown.escaped(section.namespace))",
            "",
        ]
        for direction in section.open {
            let verb = direction.direction == .ingress ? "accept connections from everyone" : "connect to everything"
            lines.append(
                "* **Open for \(direction.direction.rawValue.lowercased())**: no policy of the namespace restricts it, so "
                    + "these \(verb) as far as policies of the cluster let them: "
                    + Markdown.escaped(NameList.text(direction.workloads)))
        }
        if !section.onHost.isEmpty {
            lines.append(
                "* **On the node's network**, where policies do not apply: "
                    + Markdown.escaped(NameList.text(section.onHost)))
        }
        if lines.count > 2 { lines.append("") }
        for entry in section.entries { lines += markdown(entry) }
        return lines
    }

    private func markdown(_ entry: Entry) -> [String] {
        var lines = ["### \(Markdown.escaped(entry.title))", ""]
        lines.append(entry.purpose.map { Markdown.escaped($0) } ?? "*Nothing says what it is for.*")
        var facts = [Markdown.code(entry.place)]
        if let since = entry.since { facts.append(since) }
        if let priority = entry.priority { facts.append("priority \(priority)") }
        lines += ["", facts.joined(separator: " · "), ""]
        lines.append("* **Selects** \(Markdown.escaped(entry.selection)): " + selected(entry))
        for side in entry.sides { lines += markdown(side, entry) }
        for direction in Direction.allCases where !entry.sides.contains(where: { $0.direction == direction }) {
            lines.append("* **\(direction.rawValue)** is not affected.")
        }
        return lines + [""]
    }

    private func selected(_ entry: Entry) -> String {
        entry.workloads.isEmpty ? "no workload of the input" : Markdown.escaped(NameList.text(entry.workloads))
    }

    private func markdown(_ side: Side, _ entry: Entry) -> [String] {
        guard !side.rules.isEmpty else {
            return [
                "* **\(side.direction.rawValue)**: " + (entry.isNetworkPolicy ? "nothing is allowed." : "no rules.")
            ]
        }
        let title = entry.isNetworkPolicy ? "allowed, nothing else by this policy" : "the first match decides"
        return ["* **\(side.direction.rawValue)**, \(title):"]
            + side.rules.map { rule in
                var line = "  * "
                if !entry.isNetworkPolicy { line += "\(rule.action.rawValue): " }
                line +=
                    (side.direction == .ingress ? "from " : "to ")
                    + Markdown.escaped(rule.peers.joined(separator: "; "))
                if let workloads = rule.workloads {
                    line +=
                        " ("
                        + Markdown.escaped(workloads.isEmpty ? "none at present" : NameList.text(workloads, limit: 5))
                        + ")"
                }
                line += " on \(Markdown.escaped(rule.ports))"
                if rule.isForEveryone { line += " — **open to everyone**" }
                if let note = rule.note { line += " — \(Markdown.escaped(note))" }
                return line + " " + Markdown.code(rule.place)
            }
    }
}

/// Text that is nothing but text in Markdown.
enum Markdown {
    static func escaped(_ text: String) -> String {
        var result = ""
        for character in text {
            if character.isNewline {
                result += " "
                continue
            }
            if "\\`*_{}[]<>|#~&".contains(character) { result += "\\" }
            result.append(character)
        }
        return result
    }

    /// A code span; names of files may hold backticks.
    static func code(_ text: String) -> String {
        let plain = text.map { $0.isNewline ? " " : String($0) }.joined()
        return plain.contains("`") ? "`` \(plain) ``" : "`\(plain)`"
    }
}
