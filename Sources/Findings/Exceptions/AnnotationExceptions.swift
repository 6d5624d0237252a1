// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents

/// Reads exceptions from the annotations and labels of objects and pod templates: ours
/// (`bulwark.dev/ignore: "check=reason; check[container]=reason"`) and those of other tools.
struct AnnotationExceptions {
    private let reader: ExceptionReader
    private(set) var exceptions: [Exception] = []

    init(_ reader: ExceptionReader) { self.reader = reader }

    mutating func read(_ resources: [Resource], _ workloads: [Workload], problems: inout [Problem]) {
        for resource in resources {
            read(resource.annotations, resource.labels, of: resource, problems: &problems)
        }
        for workload in workloads where workload.template != workload.resource.node {
            read(workload.podAnnotations, workload.podLabels, of: workload.resource, problems: &problems)
        }
    }

    private mutating func read(
        _ annotations: Node?, _ labels: Node?, of resource: Resource, problems: inout [Problem]
    ) {
        if let annotations {
            for (key, value) in annotations.entries where Self.mayMatter(key) {
                let pair = Pair(key: key, value: value, annotations: annotations, resource: resource)
                if pair.name == "bulwark.dev/ignore" { readOwn(pair, problems: &problems) } else { readForeign(pair) }
            }
        }
        if let labels {
            for (key, value) in labels.entries where Self.mayMatter(key) {
                readKubeaudit(Pair(key: key, value: value, annotations: labels, resource: resource))
            }
        }
    }

    private struct Pair {
        let key: Node
        let value: Node
        let annotations: Node
        let resource: Resource
        let name: String
        let text: String

        init(key: Node, value: Node, annotations: Node, resource: Resource) {
            self.key = key
            self.value = value
            self.annotations = annotations
            self.resource = resource
            name = key.scalarText
            text = ExceptionReader.trimmed(value.scalarText)
        }

        func name(after prefix: String) -> String? {
            name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : nil
        }
    }

    /// How the keys of all understood syntaxes begin.
    private static let beginnings: [[UInt8]] = [
        "bulwark.dev/ignore", "checkov.io/skip", "bridgecrew.io/skip", "ignore-check.kube-linter.io/",
        "kube-linter.io/ignore-all", "kube-score/", "polaris.fairwinds.com/", "kubescape.io/skip-controls",
        "kubeaudit.io/", "container.kubeaudit.io/", "audit.kubernetes.io/", "container.audit.kubernetes.io/",
    ].map { Array($0.utf8) }

    /// Whether a key belongs to one of the syntaxes, told by its bytes: no string is made for the many that do not.
    private static func mayMatter(_ key: Node) -> Bool {
        let range = key.range
        let bytes = key.document.bytes
        guard range.count > 8, range.upperBound <= bytes.count else { return false }
        var start = range.lowerBound
        if bytes[start] == 0x22 || bytes[start] == 0x27 { start += 1 }
        return bytes.withUnsafeBufferPointer { bytes in
            beginnings.contains { beginning in
                guard bytes[start] == beginning[0], start + beginning.count <= range.upperBound else { return false }
                return beginning.indices.allSatisfy { bytes[start + $0] == beginning[$0] }
            }
        }
    }

    // MARK: Ours

    private mutating func readOwn(_ pair: Pair, problems: inout [Problem]) {
        for words in Self.words(pair.text) {
            exceptions += reader.own(
                words, .object(pair.resource), Suppression(.annotation, source: pair.name, reason: ""),
                pair.key.location, problems: &problems)
        }
    }

    /// Reads `check=reason; check[container]=reason`; a piece that is no such thing belongs to the reason before it.
    static func words(_ text: String) -> [ExceptionReader.OwnWords] {
        var result: [ExceptionReader.OwnWords] = []
        for piece in text.split(whereSeparator: { $0 == ";" || $0 == "\n" }) {
            let parts = piece.split(separator: "=", maxSplits: 1)
            var names = ExceptionReader.trimmed(parts.first ?? "")
            if names.isEmpty { continue }
            if parts.count == 1, names.contains(" "), !result.isEmpty {
                result[result.count - 1].reason += "; " + names
                continue
            }
            var container: String?
            if names.hasSuffix("]"), let open = names.firstIndex(of: "[") {
                container = String(names[names.index(after: open)...].dropLast())
                names = String(names[..<open])
            }
            let reason = parts.count > 1 ? ExceptionReader.trimmed(parts[1]) : ""
            let list = names.split(separator: ",").map { ExceptionReader.trimmed($0) }
            result.append(ExceptionReader.OwnWords(names: list, container: container, reason: reason))
        }
        return result
    }

    // MARK: Those of other tools

    private mutating func readForeign(_ pair: Pair) {
        if pair.name.hasPrefix("checkov.io/skip") || pair.name.hasPrefix("bridgecrew.io/skip") {
            let parts = pair.text.split(separator: "=", maxSplits: 1).map { ExceptionReader.trimmed($0) }
            add(.checkov, parts.first ?? "", pair, reason: parts.count > 1 ? parts[1] : "")
        } else if let id = pair.name(after: "ignore-check.kube-linter.io/") {
            add(.kubeLinter, id, pair, reason: pair.text)
        } else if pair.name == "kube-linter.io/ignore-all" {
            add(.kubeLinter, "*", pair, reason: pair.text)
        } else if let rest = pair.name(after: "kube-score/") {
            readKubeScore(rest, pair)
        } else if let rest = pair.name(after: "polaris.fairwinds.com/"), pair.text.lowercased() == "true" {
            if rest == "exempt" { add(.polaris, "*", pair) }
            if rest.hasSuffix("-exempt") { add(.polaris, String(rest.dropLast(7)), pair) }
        } else if pair.name == "kubescape.io/skip-controls" {
            readKubescape(pair)
        }
    }

    /// `kube-score/ignore: a,b`, `kube-score/a: disable`, `kube-score/skip: true`.
    private mutating func readKubeScore(_ rest: String, _ pair: Pair) {
        if rest == "ignore" {
            for id in pair.text.split(separator: ",") { add(.kubeScore, ExceptionReader.trimmed(id), pair) }
        } else if rest == "skip" {
            if pair.text.lowercased() == "true" { add(.kubeScore, "*", pair) }
        } else if ["deny", "denied", "disable", "disabled", "no"].contains(pair.text.lowercased()) {
            add(.kubeScore, rest, pair)
        }
    }

    private mutating func readKubescape(_ pair: Pair) {
        let reason = pair.annotations["kubescape.io/skip-reason"]?.scalarText ?? ""
        let expires = pair.annotations["kubescape.io/skip-expiry"]?.scalarText
        for id in pair.text.split(separator: ",") {
            add(.kubescape, ExceptionReader.trimmed(id), pair, reason: reason, expires: expires)
        }
    }

    /// kubeaudit's override labels name what they allow; the result names behind each are the mapping.
    private static let kubeauditResults: [(label: String, results: [String])] = [
        ("allow-privileged", ["privilegedtrue", "privilegednil"]),
        ("allow-privilege-escalation", ["allowprivilegeescalation"]),
        ("allow-run-as-root", ["runasnonroot", "runasuser"]),
        ("allow-read-only-root-filesystem-false", ["readonlyrootfilesystem"]),
        ("allow-namespace-host-network", ["namespacehostnetwork"]),
        ("allow-namespace-host-ipc", ["namespacehostipc"]),
        ("allow-namespace-host-pid", ["namespacehostpid"]),
        ("allow-automount-service-account-token", ["automountserviceaccounttoken"]),
        ("allow-disabled-apparmor", ["apparmor"]),
        ("allow-disabled-seccomp", ["seccomp"]),
        ("allow-host-path-mount", ["sensitivepath"]),
        ("allow-non-default-deny-ingress-network-policy", ["missingdefaultdenyingress", "allowallingress"]),
        ("allow-non-default-deny-egress-network-policy", ["missingdefaultdenyegress", "allowallegress"]),
        ("allow-capability", ["capabilityadded", "capabilityshoulddropall", "capabilitynotdropped"]),
    ]

    private mutating func readKubeaudit(_ pair: Pair) {
        var label = pair.name
        var container: String?
        for prefix in ["container.kubeaudit.io/", "container.audit.kubernetes.io/"] {
            guard let rest = pair.name(after: prefix), let dot = rest.firstIndex(of: ".") else { continue }
            container = String(rest[..<dot])
            label = String(rest[rest.index(after: dot)...])
        }
        for prefix in ["kubeaudit.io/", "audit.kubernetes.io/pod.", "audit.kubernetes.io/namespace."] {
            if let rest = pair.name(after: prefix) { label = rest }
        }
        label = label.lowercased()
        guard let row = Self.kubeauditResults.last(where: { label == $0.label || label.hasPrefix($0.label + "-") })
        else { return }
        let known = reader.catalogue.checks.filter { check in
            (check.mappings.peers[.kubeaudit] ?? []).contains { id in
                row.results.contains { id.lowercased().hasPrefix($0) }
            }
        }
        guard !known.isEmpty else { return }
        let reason = pair.text == "true" ? "" : pair.text
        exceptions.append(
            Exception(
                label, checks: Set(known.map { $0.id }), scope: .object(pair.resource), container: container,
                suppression: Suppression(.foreign, source: pair.name, reason: reason), at: pair.key.location))
    }

    private mutating func add(_ peer: Peer, _ id: String, _ pair: Pair, reason: String = "", expires: String? = nil) {
        guard let meaning = reader.meaning(of: id, by: peer) else { return }
        exceptions.append(
            Exception(
                id, checks: meaning.ids, scope: .object(pair.resource),
                suppression: Suppression(.foreign, source: pair.name, reason: reason, expires: expires),
                at: pair.key.location))
    }
}
