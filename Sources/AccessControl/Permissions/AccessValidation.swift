// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents

/// Tells what the API server would refuse in roles and bindings (kubernetes/pkg/apis/rbac/validation).
enum AccessValidation {
    struct Judgement {
        var problems: [Problem] = []
        var isAccepted = true

        mutating func refuse(_ node: Node, _ message: String) {
            problems.append(Problem("invalid-access", at: node.location, message))
            isAccepted = false
        }

        mutating func warn(_ node: Node, _ message: String) {
            problems.append(Problem("invalid-access", at: node.location, gravity: .warning, message))
        }
    }

    static func judge(_ resource: Resource) -> Judgement {
        var judgement = Judgement()
        let title = "\(resource.kind) \"\(resource.name)\""
        if resource.name.isEmpty { judgement.refuse(resource.node, "\(resource.kind) without a name") }
        if resource.kind.hasSuffix("Role") {
            judgeRole(resource, title, &judgement)
        } else {
            judgeBinding(resource, title, &judgement)
        }
        return judgement
    }

    private static func judgeRole(_ resource: Resource, _ title: String, _ judgement: inout Judgement) {
        for node in resource.node["rules"]?.elements ?? Node.Elements.none {
            judge(PolicyRule(node), in: title, isNamespaced: resource.kind == "Role", &judgement)
        }
        guard resource.kind == "ClusterRole", let rule = resource.node["aggregationRule"], rule.isMapping else {
            return
        }
        let selectors = Array(rule["clusterRoleSelectors"]?.elements ?? Node.Elements.none)
        if selectors.isEmpty {
            judgement.refuse(rule, "\(title): aggregationRule without clusterRoleSelectors, expected at least one")
        }
        for selector in selectors where LabelSelector(selector) == nil {
            judgement.refuse(selector, "\(title): a label selector that the API server does not accept")
        }
    }

    private static func judge(
        _ rule: PolicyRule, in title: String, isNamespaced: Bool, _ judgement: inout Judgement
    ) {
        if rule.verbs.isEmpty { judgement.refuse(rule.node, "\(title): rule without verbs, expected at least one") }
        if !rule.nonResourceURLs.isEmpty {
            let node = rule.node["nonResourceURLs"] ?? rule.node
            if isNamespaced {
                judgement.refuse(node, "\(title): nonResourceURLs in a Role, expected them in a ClusterRole")
            }
            if !(rule.apiGroups.isEmpty && rule.resources.isEmpty && rule.resourceNames.isEmpty) {
                judgement.refuse(node, "\(title): nonResourceURLs and resources in one rule, expected two rules")
            }
            return
        }
        if rule.apiGroups.isEmpty {
            judgement.refuse(rule.node, "\(title): rule without apiGroups, expected at least one (\"\" for core)")
        }
        if rule.resources.isEmpty {
            judgement.refuse(rule.node, "\(title): rule without resources, expected at least one")
        }
        for verb in rule.node["verbs"]?.elements ?? Node.Elements.none { judge(verb: verb, in: title, &judgement) }
        for resource in rule.resources where resource.hasSuffix("/*") {
            let node = rule.element("resources", [resource])
            judgement.warn(node, "\(title): \"\(resource)\" is no pattern and grants nothing, expected a subresource")
        }
    }

    /// Any verb is allowed; one that looks like a slip is told about.
    private static func judge(verb node: Node, in title: String, _ judgement: inout Judgement) {
        let verb = node.scalarText
        guard !Verbs.known.contains(verb), !verb.contains(":") else { return }
        if Verbs.known.contains(verb.lowercased()) {
            judgement.warn(node, "\(title): unknown verb \"\(verb)\", verbs are lower case: \"\(verb.lowercased())\"")
        } else if Verbs.other.contains(verb) {
            judgement.warn(node, "\(title): unknown verb \"\(verb)\", which no request for a resource has")
        } else if let near = Verbs.known.sorted().first(where: { Spelling.isNear($0, verb) || $0 + "s" == verb }) {
            judgement.warn(node, "\(title): unknown verb \"\(verb)\", did you mean \"\(near)\"?")
        }
    }

    private static func judgeBinding(_ resource: Resource, _ title: String, _ judgement: inout Judgement) {
        guard let roleRef = resource.node["roleRef"], roleRef.isMapping else {
            return judgement.refuse(resource.node, "\(title) without roleRef, expected the role that it grants")
        }
        let group = roleRef["apiGroup"]?.scalarText ?? ""
        if !group.isEmpty, group != "rbac.authorization.k8s.io" {
            judgement.refuse(
                roleRef["apiGroup"] ?? roleRef,
                "\(title): roleRef of API group \"\(group)\", expected \"rbac.authorization.k8s.io\"")
        }
        let kind = roleRef["kind"]?.scalarText ?? ""
        let kinds = resource.kind == "ClusterRoleBinding" ? ["ClusterRole"] : ["Role", "ClusterRole"]
        if !kinds.contains(kind) {
            judgement.refuse(
                roleRef["kind"] ?? roleRef,
                "\(title): roleRef of kind \"\(kind)\", expected \(kinds.joined(separator: " or "))")
        }
        if roleRef["name"]?.scalarText.isEmpty ?? true {
            judgement.refuse(roleRef, "\(title): roleRef without a name")
        }
        for subject in resource.node["subjects"]?.elements ?? Node.Elements.none {
            judge(subject: subject, of: resource, title, &judgement)
        }
    }

    private static func judge(
        subject: Node, of resource: Resource, _ title: String, _ judgement: inout Judgement
    ) {
        let kind = subject["kind"]?.scalarText ?? ""
        if subject["name"]?.scalarText.isEmpty ?? true { judgement.refuse(subject, "\(title): subject without a name") }
        let group = subject["apiGroup"]?.scalarText ?? ""
        guard let known = RoleSubject.Kind(rawValue: kind) else {
            return judgement.refuse(
                subject["kind"] ?? subject,
                "\(title): subject of kind \"\(kind)\", expected User, Group or ServiceAccount")
        }
        let expected = known == .serviceAccount ? "" : "rbac.authorization.k8s.io"
        if !group.isEmpty, group != expected {
            judgement.refuse(
                subject["apiGroup"] ?? subject, "\(title): \(kind) of API group \"\(group)\", expected \"\(expected)\"")
        }
        if known == .serviceAccount, subject["namespace"]?.scalarText.isEmpty ?? true {
            judgement.problems.append(
                Problem(
                    "invalid-access", at: subject.location,
                    "\(title): ServiceAccount without a namespace, expected one"
                        + (resource.kind == "RoleBinding"
                            ? "; read as the binding's own, \"\(resource.effectiveNamespace)\"" : "; grants nothing")))
        }
    }
}

/// The verbs of the API.
enum Verbs {
    /// Those that some request has or some admission step asks for.
    static let known: Set<String> = [
        "*", "get", "list", "watch", "create", "update", "patch", "delete", "deletecollection", "proxy", "use", "bind",
        "escalate", "impersonate", "approve", "sign", "attest", "head", "post", "put", "options", "manage",
        "request-serviceaccounts-token-audience", "unsafeDeleteIgnoreReadErrors",
    ]

    /// Words that people write for verbs.
    static let other: Set<String> = ["read", "write", "edit", "view", "exec", "all", "any", "add", "remove", "modify"]
}
