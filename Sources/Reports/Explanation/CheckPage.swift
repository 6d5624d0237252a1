// SPDX-License-Identifier: Apache-2.0

internal import Documents
package import Findings

/// What there is to know about one check, for people: the text of `explain`, of reference pages and of SARIF rules.
package struct CheckPage {
    package let check: CheckDescription
    /// The first violating example after the edits of its findings; nil when nothing can be edited.
    package var repairedExample: String?

    package init(_ check: CheckDescription, repairedExample: String? = nil) {
        self.check = check
        self.repairedExample = repairedExample
    }

    /// The first violating example.
    package var example: Example? {
        check.examples.first { example in
            if case .violating = example.verdict { return true }
            return false
        }
    }

    /// The first compliant example.
    package var compliantExample: Example? { check.examples.first { $0.verdict == .compliant } }

    /// Frameworks and other tools with the ids under which they know it, in a stated order, empty ones left out.
    package var mappings: [(name: String, ids: [String])] {
        let mappings = check.mappings
        var rows: [(name: String, ids: [String])] = [
            ("Pod Security Standards", mappings.pss.map { [$0] } ?? []),
            ("CIS Kubernetes Benchmark", mappings.cis), ("NSA/CISA hardening guide", mappings.nsa),
            ("MITRE ATT&CK", mappings.mitre), ("OWASP Kubernetes Top Ten", mappings.owasp),
        ]
        for (peer, ids) in mappings.peers.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            rows.append((peer.rawValue, ids))
        }
        return rows.filter { !$0.ids.isEmpty }
    }

    var plainHelp: String {
        """
        \(check.rationale)

        How an attacker uses it: \(check.attack)

        Rule: \(check.rule)

        Fix: \(check.fix)
        """
    }

    var markdownHelp: String {
        var text = """
            \(check.rationale)

            **How an attacker uses it.** \(check.attack)

            **Rule.** \(check.rule)

            **Fix.** \(check.fix)
            """
        if !mappings.isEmpty {
            text += "\n\n" + mappings.map { "* \($0.name): \($0.ids.joined(separator: ", "))" }.joined(separator: "\n")
        }
        if !check.references.isEmpty {
            text += "\n\nReferences:\n\n" + check.references.map { "* \($0)" }.joined(separator: "\n")
        }
        return text
    }

    /// Ways to accept a finding of the check, as lines of YAML.
    package var suppressions: [String] {
        [
            "# bulwark:ignore \(check.id) REASON",
            "metadata: {annotations: {bulwark.dev/ignore: \"\(check.id)=REASON\"}}",
        ]
    }
}
