// SPDX-License-Identifier: Apache-2.0

package import Cluster
package import Documents

/// What `.bulwark.yaml` says: settings for the checks, defaults for the command line, exceptions.
package struct Configuration: Sendable {
    package var allowedRegistries: [String] = []
    package var blockedRegistries: [String] = []
    package var kubernetesVersion: KubernetesVersion?
    /// Ids as written; the command line's options of the same name win.
    package var only: [String] = []
    package var skip: [String] = []
    package var layers: [String] = []
    package var severity: Severity?
    /// A severity, or `never`.
    package var failOn: String?
    /// Ids of checks that nothing may suppress.
    package var strict: [String] = []
    /// The path of the baseline, as written.
    package var baseline: String?
    package var exceptions: [Exception] = []
    /// Unknown keys and entries that cannot be understood.
    package var problems: [Problem] = []

    package init() {}

    package init(_ document: Document, catalogue: CheckCatalogue) {
        problems = document.problems
        guard let root = document.roots.first, !root.isNull else { return }
        guard root.isMapping else {
            warn(root, "the configuration is no mapping, expected for example \"failOn\"")
            return
        }
        let reader = ExceptionReader(catalogue: catalogue)
        for (key, value) in root.entries { read(key, value, reader) }
    }

    private static let keys = [
        "allowedRegistries", "blockedRegistries", "kubernetesVersion", "only", "skip", "layers", "severity", "failOn",
        "strict", "baseline", "exceptions",
    ]

    private mutating func read(_ key: Node, _ value: Node, _ reader: ExceptionReader) {
        switch Self.known(key, Self.keys + ["layer"]) {
        case "allowedRegistries": allowedRegistries = strings(value)
        case "blockedRegistries": blockedRegistries = strings(value)
        case "only": only = strings(value)
        case "skip": skip = strings(value)
        case "layers", "layer": layers = strings(value)
        case "strict": strict = strings(value)
        case "baseline": baseline = value.scalarText
        case "kubernetesVersion":
            kubernetesVersion = KubernetesVersion(value.scalarText)
            if kubernetesVersion == nil { expected(value, "a Kubernetes version such as v1.34") }
        case "severity":
            severity = Severity(rawValue: value.scalarText)
            if severity == nil { expected(value, "info, low, medium, high or critical") }
        case "failOn":
            let text = value.scalarText
            if text == "never" || Severity(rawValue: text) != nil {
                failOn = text
            } else {
                expected(value, "info, low, medium, high, critical or never")
            }
        case "exceptions": readExceptions(value, reader)
        default: unknown(key, Self.keys)
        }
    }

    // MARK: Exceptions

    private static let exceptionKeys = [
        "check", "checks", "kind", "namespace", "name", "container", "path", "paths", "reason", "expires",
    ]

    private mutating func readExceptions(_ list: Node, _ reader: ExceptionReader) {
        guard list.isSequence else { return expected(list, "a list of exceptions") }
        for entry in list.elements {
            guard entry.isMapping else {
                expected(entry, "an exception with \"check\" and \"reason\"")
                continue
            }
            readException(entry, reader)
        }
    }

    private mutating func readException(_ entry: Node, _ reader: ExceptionReader) {
        var selector = ExceptionSelector()
        var words = ExceptionReader.OwnWords(names: [], container: nil, reason: "")
        var expires: String?
        for (key, value) in entry.entries {
            switch Self.known(key, Self.exceptionKeys) {
            case "check", "checks": words.names += strings(value)
            case "kind": selector.kind = .glob(Glob(value.scalarText))
            case "namespace": selector.namespace = .glob(Glob(value.scalarText))
            case "name": selector.name = .glob(Glob(value.scalarText))
            case "container": selector.container = .glob(Glob(value.scalarText))
            case "path", "paths": selector.paths += strings(value).map { Glob($0) }
            case "reason": words.reason = value.scalarText
            case "expires": expires = value.scalarText
            default:
                // A selector that is not understood would make the exception wider than it was meant.
                return unknown(key, Self.exceptionKeys)
            }
        }
        guard !words.reason.isEmpty else { return warn(entry, "an exception has no \"reason\": it does not count") }
        guard !words.names.isEmpty else { return warn(entry, "an exception has no \"check\": it does not count") }
        if let expires, Day(expires) == nil {
            return warn(entry, "\"\(expires)\" is no date, expected for example 2027-01-31")
        }
        let suppression = Suppression(.config, source: entry.document.name, reason: words.reason, expires: expires)
        exceptions += reader.own(words, .selected(selector), suppression, entry.location, problems: &problems)
    }

    // MARK: Reading

    /// The key in the spelling of the table: `fail-on` is `failOn`.
    private static func known(_ key: Node, _ keys: [String]) -> String? {
        func plain(_ text: String) -> String { text.lowercased().filter { $0 != "-" && $0 != "_" } }
        let text = plain(key.scalarText)
        return keys.first { plain($0) == text }
    }

    /// A list, or a single value, which may have commas.
    private mutating func strings(_ node: Node) -> [String] {
        if node.isSequence { return node.elements.map(\.scalarText) }
        guard node.isScalar else {
            expected(node, "a list")
            return []
        }
        return node.scalarText.split(separator: ",").map { ExceptionReader.trimmed($0) }
    }

    private mutating func unknown(_ key: Node, _ keys: [String]) {
        let name = key.scalarText
        let hint = NearestName.find(name, in: keys).map { ", did you mean \"\($0)\"?" } ?? ""
        warn(key, "unknown key \"\(name)\" in the configuration\(hint)")
    }

    private mutating func expected(_ node: Node, _ what: String) {
        warn(node, "found \"\(node.scalarText)\", expected \(what)")
    }

    private mutating func warn(_ node: Node, _ message: String) {
        problems.append(Problem("configuration", at: node.location, gravity: .warning, message))
    }
}
