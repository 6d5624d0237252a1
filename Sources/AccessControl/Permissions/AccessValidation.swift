// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents

/// Tells what the API server would refuse in roles and bindings: what it cannot decode, and what its validation does
/// not let pass (kubernetes/pkg/apis/rbac/validation).
enum AccessValidation {
    struct Judgement {
        let title: Title
        private(set) var problems: [Problem] = []
        private(set) var isAccepted = true

        init(_ resource: Resource) { title = Title(resource: resource) }

        mutating func refuse(_ node: Node, _ message: String) {
            problems.append(Problem("invalid-access", at: node.location, message))
            isAccepted = false
        }

        mutating func warn(_ node: Node, _ message: String) {
            problems.append(Problem("invalid-access", at: node.location, gravity: .warning, message))
        }

        /// A text; nothing else can be decoded as one.
        mutating func text(_ node: Node?, _ name: @autoclosure () -> String) -> String {
            guard let node, !node.isNull else { return "" }
            if !node.isString {
                refuse(node, "\(title): \(name()) is \(node.isScalar ? node.scalarText : "no text"), expected a string")
            }
            return node.scalarText
        }

        /// The elements of a list; nothing else can be decoded as one.
        mutating func list(_ node: Node?, _ name: StaticString) -> Node.Elements {
            guard let node, !node.isNull else { return Node.Elements.none }
            if !node.isSequence { refuse(node, "\(title): \(name) is no list, expected one") }
            return node.elements
        }
    }

    /// `Role "web"`, spelt when something is wrong.
    struct Title: CustomStringConvertible {
        let resource: Resource

        var description: String { "\(resource.kind) \"\(resource.name)\"" }
    }

    static func judge(_ role: Role) -> Judgement {
        var judgement = Judgement(role.resource)
        judgeMetadata(role.resource, &judgement)
        judgeRole(role, &judgement)
        return judgement
    }

    static func judge(_ binding: Binding) -> Judgement {
        var judgement = Judgement(binding.resource)
        judgeMetadata(binding.resource, &judgement)
        BindingValidation.judge(binding.resource, &judgement)
        return judgement
    }

    private static func judgeMetadata(_ resource: Resource, _ judgement: inout Judgement) {
        let written = resource.metadata?["name"]
        if resource.name.isEmpty {
            judgement.refuse(resource.node, "\(resource.kind) without a name")
        } else if let written {
            let name = judgement.text(written, "metadata.name")
            if !ObjectNames.isPathSegment(name) {
                judgement.refuse(written, "\(judgement.title): the name holds \"/\" or \"%\" or is \".\" or \"..\"")
            }
        }
        if !resource.kind.hasPrefix("Cluster"), !ObjectNames.isLabel(resource.effectiveNamespace) {
            judgement.refuse(
                resource.metadata?["namespace"] ?? written ?? resource.node,
                "\(judgement.title): namespace \"\(resource.effectiveNamespace)\", expected a DNS label")
        }
        for label in resource.labels?.entries ?? Node.Entries.none {
            _ = judgement.text(label.value, "label \"\(label.key.scalarText)\"")
        }
    }

    private static func judgeRole(_ role: Role, _ judgement: inout Judgement) {
        let resource = role.resource
        var rules = role.rules[...]
        for node in judgement.list(resource.node["rules"], "rules") {
            let known = node.isMapping ? rules.popFirst() : nil
            if known == nil, !node.isNull {
                judgement.refuse(node, "\(judgement.title): a rule that is no mapping")
                continue
            }
            RuleValidation.judge(known ?? PolicyRule(node), isNamespaced: !role.isClusterRole, &judgement)
        }
        guard role.isClusterRole, let rule = resource.node["aggregationRule"], !rule.isNull else { return }
        let selectors = judgement.list(rule["clusterRoleSelectors"], "clusterRoleSelectors")
        if selectors.first(where: { _ in true }) == nil {
            judgement.refuse(
                rule, "\(judgement.title): aggregationRule without clusterRoleSelectors, expected at least one")
        }
        for selector in selectors where LabelSelector(selector) == nil {
            judgement.refuse(selector, "\(judgement.title): a label selector that the API server does not accept")
        }
    }
}

/// Tells what the API server would refuse in one rule of a role.
enum RuleValidation {
    static func judge(_ rule: PolicyRule, isNamespaced: Bool, _ judgement: inout AccessValidation.Judgement) {
        let (node, title) = (rule.node, judgement.title)
        if !rule.isPlain { judgeLists(of: node, &judgement) }
        if rule.verbs.isEmpty { judgement.refuse(node, "\(title): rule without verbs, expected at least one") }
        if !rule.nonResourceURLs.isEmpty { return judgeURLs(rule, isNamespaced, &judgement) }
        if rule.apiGroups.isEmpty {
            judgement.refuse(node, "\(title): rule without apiGroups, expected at least one (\"\" for core)")
        }
        if rule.resources.isEmpty {
            judgement.refuse(node, "\(title): rule without resources, expected at least one")
        }
        if !rule.verbs.allSatisfy(Verbs.known.contains) {
            for verb in node["verbs"]?.elements ?? Node.Elements.none { judge(verb: verb, of: rule, &judgement) }
        }
        guard rule.words.resources == .max else { return }
        for resource in node["resources"]?.elements ?? Node.Elements.none where resource.withText(endsInStar) {
            let text = resource.scalarText
            judgement.warn(resource, "\(title): \"\(text)\" is no pattern and grants nothing, expected a subresource")
        }
    }

    private static let lists: [StaticString] = ["verbs", "apiGroups", "resources", "resourceNames", "nonResourceURLs"]

    private static func judgeLists(of rule: Node, _ judgement: inout AccessValidation.Judgement) {
        for name in lists {
            for element in judgement.list(rule[name], name) where !element.isString {
                _ = judgement.text(element, "an element of \(name)")
            }
        }
    }

    private static func endsInStar(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        text.count > 1 && text[text.count - 2] == 0x2F && text[text.count - 1] == 0x2A
    }

    private static func judgeURLs(
        _ rule: PolicyRule, _ isNamespaced: Bool, _ judgement: inout AccessValidation.Judgement
    ) {
        let node = rule.node["nonResourceURLs"] ?? rule.node
        if isNamespaced {
            judgement.refuse(node, "\(judgement.title): nonResourceURLs in a Role, expected them in a ClusterRole")
        }
        if !(rule.apiGroups.isEmpty && rule.resources.isEmpty && rule.resourceNames.isEmpty) {
            judgement.refuse(
                node, "\(judgement.title): nonResourceURLs and resources in one rule, expected two rules")
        }
    }

    /// Any verb is allowed; one that looks like a slip is told about, and one that no request for Kubernetes' own
    /// resources has.
    private static func judge(verb node: Node, of rule: PolicyRule, _ judgement: inout AccessValidation.Judgement) {
        let verb = node.scalarText
        let title = judgement.title
        guard !Verbs.known.contains(verb), !verb.contains(":") else { return }
        if Verbs.known.contains(verb.lowercased()) {
            judgement.warn(node, "\(title): unknown verb \"\(verb)\", verbs are lower case: \"\(verb.lowercased())\"")
        } else if Verbs.other.contains(verb) {
            judgement.warn(node, "\(title): unknown verb \"\(verb)\", which no request for a resource has")
        } else if let near = Verbs.known.sorted().first(where: { Spelling.isNear($0, verb) || $0 + "s" == verb }) {
            judgement.warn(node, "\(title): unknown verb \"\(verb)\", did you mean \"\(near)\"?")
        } else if rule.apiGroups.allSatisfy(KnownResources.hasGroup) {
            judgement.warn(node, "\(title): unknown verb \"\(verb)\", which the API server takes but no request has")
        }
    }
}

/// The verbs of the API.
enum Verbs {
    /// Those that some request has or some admission step asks for, the usual ones first.
    static let known = [
        "get", "list", "watch", "*", "create", "update", "patch", "delete", "deletecollection", "proxy", "use", "bind",
        "escalate", "impersonate", "approve", "sign", "attest", "head", "post", "put", "options", "manage",
        "request-serviceaccounts-token-audience", "unsafeDeleteIgnoreReadErrors",
    ]

    /// Words that people write for verbs.
    static let other: Set<String> = ["read", "write", "edit", "view", "exec", "all", "any", "add", "remove", "modify"]
}
