// SPDX-License-Identifier: Apache-2.0

/// Everything there is to say about a check: its documentation, its mappings and its examples.
package final class CheckDescription: Sendable {
    /// Kebab-case noun of the problem; never renamed, never reused.
    package let id: String
    /// A short noun phrase, capitalised, no full stop.
    package let title: String
    /// The severity of a finding that does not say otherwise.
    package let severity: Severity
    package let layer: Layer
    /// What it is and why it matters, in a few sentences.
    package let rationale: String
    /// How an attacker uses it.
    package let attack: String
    /// The exact rule: fields, defaults, when it fires and when not.
    package let rule: String
    /// What to do about it.
    package let fix: String
    package let mappings: Mappings
    /// Primary sources: specification sections, KEPs, CVEs, guides (URLs or names).
    package let references: [String]
    package let examples: [Example]
    /// What confines a pod (its security contexts, its share of the node's namespaces, its account, its empty
    /// directories) has no say in the judgement.
    package let ignoresConfinement: Bool

    package init(
        id: String, title: String, severity: Severity, layer: Layer, rationale: String, attack: String, rule: String,
        fix: String, mappings: Mappings = Mappings(), references: [String] = [], examples: [Example],
        ignoresConfinement: Bool = false
    ) {
        self.id = id
        self.title = title
        self.severity = severity
        self.layer = layer
        self.rationale = rationale
        self.attack = attack
        self.rule = rule
        self.fix = fix
        self.mappings = mappings
        self.references = references
        self.examples = examples
        self.ignoresConfinement = ignoresConfinement
    }
}

/// Where frameworks and other tools know the same problem.
package struct Mappings: Sendable {
    /// `baseline` or `restricted`: the lowest Pod Security Standard that forbids it.
    package var pss: String?
    /// CIS Kubernetes Benchmark 1.12, section numbers.
    package var cis: [String]
    /// Topics of the NSA/CISA Kubernetes Hardening Guide.
    package var nsa: [String]
    /// MITRE ATT&CK technique ids and Microsoft threat matrix ids (`T1611`, `MS-TA9013`).
    package var mitre: [String]
    /// OWASP Kubernetes Top Ten 2025 ids (`K01`).
    package var owasp: [String]
    /// The ids under which other tools know it, in their own spelling.
    package var peers: [Peer: [String]]

    package init(
        pss: String? = nil, cis: [String] = [], nsa: [String] = [], mitre: [String] = [], owasp: [String] = [],
        peers: [Peer: [String]] = [:]
    ) {
        self.pss = pss
        self.cis = cis
        self.nsa = nsa
        self.mitre = mitre
        self.owasp = owasp
        self.peers = peers
    }
}

/// A tool whose ids users know and whose suppressions they already have.
package enum Peer: String, Sendable, Hashable, CaseIterable {
    case trivy, checkov, kubescape, kubeLinter = "kube-linter", kubeScore = "kube-score", polaris, kubesec, kics
    case kubeaudit, kubesplaining, rbacPolice = "rbac-police"
}

/// A manifest that shows a check at work. Examples are the check's tests and its documentation.
package struct Example: Sendable {
    package enum Verdict: Sendable, Hashable {
        /// Field paths of the findings' first evidence, from the object's root, in any order.
        case violating(at: [String])
        case compliant
    }

    package let name: String
    package let verdict: Verdict
    /// One or several YAML documents.
    package let manifest: String
    /// The cluster version to judge for; nil for the default.
    package let kubernetesVersion: String?
    /// What the user has told the checks, besides the version.
    package private(set) var settings = Settings()

    /// The same example under other settings.
    package func under(_ change: (inout Settings) -> Void) -> Example {
        var example = self
        change(&example.settings)
        return example
    }

    package static func violating(
        _ name: String, at paths: [String], kubernetesVersion: String? = nil, _ manifest: String
    ) -> Example {
        Example(
            name: name, verdict: .violating(at: paths), manifest: manifest, kubernetesVersion: kubernetesVersion)
    }

    package static func compliant(_ name: String, kubernetesVersion: String? = nil, _ manifest: String) -> Example {
        Example(name: name, verdict: .compliant, manifest: manifest, kubernetesVersion: kubernetesVersion)
    }
}
