// SPDX-License-Identifier: Apache-2.0

package import Findings

/// What there is to know about one check, for people: the content of `explain`, of the reference page and of SARIF
/// rules.
package struct CheckPage: Sendable {
    package let check: CheckDescription
    /// The text of `example` after the repair of its findings; nil when there is nothing that can be edited.
    package let repairedExample: String?

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
    var compliantExample: Example? { check.examples.first { $0.verdict == .compliant } }

    /// Frameworks and other tools with the ids under which they know it; empty ones are left out.
    var mappings: [(name: String, ids: [String])] {
        let mappings = check.mappings
        var rows: [(name: String, ids: [String])] = [
            ("Pod Security Standards", mappings.pss.map { [$0] } ?? []),
            ("CIS Kubernetes Benchmark", mappings.cis), ("NSA/CISA guide", mappings.nsa),
            ("MITRE ATT&CK", mappings.mitre), ("OWASP Kubernetes", mappings.owasp),
        ]
        for (peer, ids) in mappings.peers.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            rows.append((peer.rawValue, ids))
        }
        return rows.filter { !$0.ids.isEmpty }
    }

    /// The documentation in four parts, each with its heading.
    var sections: [(heading: String, text: String)] {
        [
            ("Why it matters", check.rationale), ("How an attacker uses it", check.attack),
            ("The rule", check.rule), ("How to repair it", check.fix),
        ].filter { !$0.1.isEmpty }
    }

    /// Ways to accept a finding: where, and what to write there.
    var acceptances: [(place: String, text: String)] {
        [
            ("comment on the line or the block above", "# bulwark:ignore \(check.id) the reason"),
            ("annotation of the object", "bulwark.dev/ignore: \"\(check.id)=the reason\""),
        ]
    }

    var plainHelp: String {
        sections.map { "\($0.heading): \($0.text)" }.joined(separator: "\n\n")
    }

    var markdownHelp: String {
        var text = sections.map { "**\($0.heading).** \($0.text)" }.joined(separator: "\n\n")
        if !mappings.isEmpty {
            text += "\n\n" + mappings.map { "* \($0.name): \($0.ids.joined(separator: ", "))" }.joined(separator: "\n")
        }
        if !check.references.isEmpty {
            text += "\n\nReferences:\n\n" + check.references.map { "* \($0)" }.joined(separator: "\n")
        }
        return text
    }
}
