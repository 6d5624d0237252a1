// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents
internal import Findings

/// What is told about one subject and one technique.
struct EscalationReport {
    let subject: Findings.Subject
    let message: String
    let evidence: (Evidence, Evidence)
    let severity: Severity?
    let remediation: Remediation?
}

extension EscalationAnalysis {
    /// Puts a case into words: what the holder gains, the way to the cluster's administration, and the smallest change.
    func report(_ found: Case, of technique: Technique) -> EscalationReport? {
        guard let subject = subject(found.subject) else { return nil }
        let namespace = found.namespaces.first
        let grants = technique.requirements.map { requirement in
            self.grants(of: found.subject, namespace ?? "").filter { requirement.isMet(by: $0.rule) }
        }
        let chain =
            found.namespaces.isEmpty
            ? shortest(found, technique, nil, grants)
            : found.namespaces.compactMap { shortest(found, technique, $0, grants) }.min {
                $0.steps.count < $1.steps.count
            }
        var message = "\(found.subject.phrase) can \(technique.action) \(place(found, technique))"
        if let chain, chain.steps.count > 1 {
            message += "; shortest way to cluster-admin: " + chain.steps.joined(separator: ", then ")
        } else if technique.gain == .clusterAdmin {
            message += ", which is as good as cluster-admin"
        }
        message += pods(of: found.subject)
        let change = SmallestChange(technique, grants)
        return EscalationReport(
            subject: subject, message: message,
            evidence: change.evidence ?? (Evidence(subject.resource.node), Evidence(subject.resource.node)),
            severity: chain == nil ? nil : .critical, remediation: change.remediation)
    }

    private func grants(of subject: PowerMatrix.Subject, _ namespace: String) -> [Authorizer.Grant] {
        authorizer.grants(subject.identity, namespace: namespace) { _ in true }
    }

    private func shortest(
        _ found: Case, _ technique: Technique, _ namespace: String?, _ grants: [[Authorizer.Grant]]
    ) -> EscalationChains.Chain? {
        let first = grants.first ?? []
        let isLimited = !first.isEmpty && first.allSatisfy { !$0.rule.resourceNames.isEmpty }
        let isAccount = found.subject.kind == .serviceAccount
        return chains.chain(
            technique,
            from: EscalationChains.Start(
                account: isAccount ? ServiceAccounts.Name(found.subject.namespace, found.subject.name) : nil,
                namespace: namespace, names: isLimited ? first.flatMap(\.rule.resourceNames) : nil))
    }

    private func place(_ found: Case, _ technique: Technique) -> String {
        guard !found.namespaces.isEmpty else { return "in the whole cluster" }
        let names = found.namespaces.map { name in
            let isAboutPods =
                technique.gain == .serviceAccounts || technique.gain == .node || technique.gain == .runningPods
            guard isAboutPods else { return "\"\(name)\"" }
            let level = surroundings.knows(name) ? surroundings.level(of: name).rawValue : "not in the input"
            return "\"\(name)\" (Pod Security level \(level))"
        }
        return "in namespace \(RoleHolders.listing(names))"
    }

    func pods(of subject: PowerMatrix.Subject) -> String {
        guard subject.kind == .serviceAccount else { return "" }
        let workloads = accounts.workloads(ServiceAccounts.Name(subject.namespace, subject.name))
        guard !workloads.isEmpty else { return "" }
        let mounting = workloads.filter { accounts.mountsToken($0) }
        let names = RoleHolders.listing((mounting.isEmpty ? workloads : mounting).map { "\($0.kind) \"\($0.name)\"" })
        return "; runs in \(names)" + (mounting.isEmpty ? ", which mounts no token" : "")
    }

    /// The account's own object when the input holds it, else the place where a binding names the subject.
    func subject(_ subject: PowerMatrix.Subject) -> Findings.Subject? {
        if subject.kind == .serviceAccount, let account = accounts.account(subject.namespace, subject.name) {
            return Findings.Subject(account)
        }
        let bindings = authorizer.directPositions(of: subject).map { authorizer.bindings[$0] }
        let named = bindings.lazy.flatMap(\.subjects).first { $0.kind == subject.kind && $0.name == subject.name }
        guard let node = named?.node ?? bindings.first?.resource.node else { return nil }
        let isAccount = subject.kind == .serviceAccount
        return Findings.Subject(
            Resource(
                node: node, apiVersion: isAccount ? "v1" : "rbac.authorization.k8s.io/v1", kind: subject.kind.rawValue,
                name: subject.name, namespace: isAccount ? subject.namespace : nil,
                ordinal: bindings.first?.resource.ordinal ?? 0))
    }

    /// Whether a binding of the user makes a subject cluster-admin in the whole cluster.
    func isBoundToClusterAdmin(_ subject: PowerMatrix.Subject) -> Bool { clusterAdminBinding(of: subject) != nil }

    private func clusterAdminBinding(of subject: PowerMatrix.Subject) -> Binding? {
        authorizer.directPositions(of: subject).lazy.map { self.authorizer.bindings[$0] }.first {
            $0.isClusterBinding && !$0.isSystem && $0.roleName == "cluster-admin"
        }
    }

    /// What is told about a subject that is bound to cluster-admin.
    func memberReport(_ found: Case, fix: String) -> EscalationReport? {
        guard let binding = clusterAdminBinding(of: found.subject), let subject = subject(found.subject) else {
            return nil
        }
        return EscalationReport(
            subject: subject,
            message: "\(found.subject.phrase) is cluster-admin through \(binding.title)" + pods(of: found.subject),
            evidence: (Evidence(binding.roleEvidence), Evidence(binding.resource.node)), severity: nil,
            remediation: Remediation("\(fix) (\(binding.resource.location))", .review))
    }
}

extension PowerMatrix.Subject {
    /// `ServiceAccount "shop/cart"`.
    package var phrase: String { "\(kind.rawValue) \"\(title)\"" }
}

/// The fewest rules whose change takes a technique away.
struct SmallestChange {
    let evidence: (Evidence, Evidence)?
    let remediation: Remediation?

    /// - Parameter grants: for each requirement, what grants it.
    init(_ technique: Technique, _ grants: [[Authorizer.Grant]]) {
        let candidates = zip(technique.requirements, grants).filter { !$0.1.isEmpty }
        guard let (requirement, chosen) = candidates.min(by: { Self.cost($0.1) < Self.cost($1.1) }),
            let first = chosen.first(where: { !$0.binding.isSystem }) ?? chosen.first
        else {
            evidence = nil
            remediation = nil
            return
        }
        evidence = (Evidence(requirement.element(in: first.rule)), Evidence(first.binding.roleEvidence))
        var sentences: [String] = []
        var edits: [Edit] = []
        var isComplete = true
        for grant in Self.distinct(chosen) {
            if grant.role.isSystem || BuiltInRoles.names.contains(grant.role.name) && grant.role.isClusterRole {
                isComplete = false
                sentences.append(
                    "bind another role than \"\(grant.role.name)\" in \(grant.binding.title) "
                        + "(\(grant.binding.resource.location))")
            } else {
                let change = requirement.change(of: grant.rule)
                sentences.append(
                    "\(change.sentence) in \(grant.role.resource.kind) \"\(grant.role.name)\" (\(grant.rule.node.location))"
                )
                if let edit = change.edit { edits.append(edit) } else { isComplete = false }
            }
        }
        var seen: Set<String> = []
        sentences = sentences.filter { seen.insert($0).inserted }
        remediation = Remediation(sentences.joined(separator: ", and "), .review, isComplete ? edits : [])
    }

    private static func cost(_ grants: [Authorizer.Grant]) -> Int { distinct(grants).count }

    private static func distinct(_ grants: [Authorizer.Grant]) -> [Authorizer.Grant] {
        var seen: Set<Node> = []
        return grants.filter { seen.insert($0.rule.node).inserted }
    }
}

extension Requirement {
    /// The element of a rule that grants it.
    func element(in rule: PolicyRule) -> Node {
        let wanted = grants.flatMap(\.resources)
        let patterns = rule.resources.filter { pattern in
            wanted.contains { text in
                let request = ResourceRequest("", text)
                return PolicyRule.covers(pattern, request.resource, request.subresource)
            }
        }
        return rule.element("resources", patterns.isEmpty ? rule.resources : patterns)
    }

    /// The smallest change of a rule after which it does not grant this any more.
    func change(of rule: PolicyRule) -> (sentence: String, edit: Edit?) {
        let verbs = Set(grants.flatMap(\.verbs))
        let offending = rule.verbs.filter { verbs.contains($0) }
        let element = element(in: rule)
        if rule.hasWildcardResource { return ("list the resources in place of \"*\"", nil) }
        if rule.resources.count > 1, !grants.isEmpty {
            return (
                "remove \"\(element.scalarText)\" from the resources of rule",
                Self.isSingle(element, rule) ? .remove(element) : nil
            )
        }
        if rule.verbs.count > 1, offending.count == 1, !rule.hasWildcardVerb {
            return ("remove the verb \"\(offending[0])\" from rule", .remove(rule.element("verbs", offending)))
        }
        if rule.hasWildcardVerb { return ("list the verbs in place of \"*\" in rule", nil) }
        if rule.verbs.count > offending.count, !offending.isEmpty {
            return ("remove the verbs \(offending.joined(separator: ", ")) from rule", nil)
        }
        return ("remove the rule", .remove(rule.node))
    }

    /// Whether removing one element is enough.
    private static func isSingle(_ element: Node, _ rule: PolicyRule) -> Bool {
        rule.resources.filter { $0 == element.scalarText }.count == 1
    }
}
