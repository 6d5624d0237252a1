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
    func report(_ found: Case) -> EscalationReport? {
        guard let subject = subject(found.subject) else { return nil }
        let technique = found.technique
        let grants = grants(of: found, technique)
        let chain = chain(of: found, technique, grants)
        var message = "\(found.subject.phrase) can \(action(found, technique))"
        if let gain = technique.gain.phrase { message += ", gaining \(gain)" }
        if let chain, chain.steps.count > 1 {
            message += "; shortest way to cluster-admin: " + chain.steps.joined(separator: ", then ")
        }
        message += pods(of: found.subject)
        let change = SmallestChange(technique, grants)
        if let binding = change.binding { message += "; held through \(binding.title) (\(binding.resource.location))" }
        return EscalationReport(
            subject: subject, message: message,
            evidence: change.evidence ?? (Evidence(subject.resource.node), Evidence(subject.resource.node)),
            severity: chain == nil ? severity(of: found) : .critical, remediation: change.remediation)
    }

    /// What is done, and where; for roles that the subject gives to itself also what they open.
    private func action(_ found: Case, _ technique: Technique) -> String {
        guard let gift = found.gifts.first else { return "\(technique.action) \(place(found, technique))" }
        let steps = RoleHolders.listing(found.gifts.map(\.step))
        let isWhole = found.onward.contains { $0.entry.id == EverythingTechnique.description.id && $0.path.count == 1 }
        if isWhole { return "\(steps), gaining the whole cluster" }
        if found.gifts.count == 1, gift.held.role == HeldRole.everything {
            return "\(steps), gaining every right there"
        }
        return "\(steps), gaining the right to \(RoleHolders.listing(found.onward.map(\.entry.technique.action)))"
    }

    private func givesAll(_ held: HeldRole) -> Bool {
        held.role == HeldRole.everything
            || authorizer.rulesOfRoles[held.role].contains { $0.isWildcardAll && $0.hasWildcardGroup }
    }

    /// A role that is given to oneself is as bad as what it opens.
    private func severity(of found: Case) -> Severity? {
        found.onward.map(\.entry.severity).max().map { min($0, .high) }
    }

    /// The steps from somebody who can use a technique to the administration of the cluster; none when there is no way.
    package func steps(of id: String, kind: String, namespace: String, name: String) -> [String] {
        let found = cases(of: id).first {
            $0.subject.kind.rawValue == kind && $0.subject.name == name && $0.subject.namespace == namespace
        }
        guard let found else { return [] }
        return chain(of: found, found.technique, grants(of: found, found.technique))?.steps ?? []
    }

    private func chain(
        of found: Case, _ technique: Technique, _ grants: [[Authorizer.Grant]]
    ) -> EscalationChains.Chain? {
        if !found.gifts.isEmpty {
            let account = account(of: found)
            return found.onward.compactMap { chains.chain($0, of: account) }.min { $0.steps.count < $1.steps.count }
        }
        if found.namespaces.isEmpty { return shortest(found, technique, nil, grants) }
        return found.namespaces.compactMap { shortest(found, technique, $0, grants) }.min {
            $0.steps.count < $1.steps.count
        }
    }

    /// For each requirement all that grants it, wherever the technique works.
    private func grants(of found: Case, _ technique: Technique) -> [[Authorizer.Grant]] {
        let namespaces = Set(found.namespaces)
        let all = authorizer.grants(found.subject.identity, in: namespaces)
        let names = Set(found.gifts.map(\.name))
        return technique.requirements.enumerated().map { position, requirement in
            all.filter { grant in
                guard requirement.isMet(by: grant.rule) else { return false }
                if position > 0 || names.isEmpty || grant.rule.resourceNames.isEmpty { return true }
                return !names.isDisjoint(with: grant.rule.resourceNames)
            }
        }
    }

    private func shortest(
        _ found: Case, _ technique: Technique, _ namespace: String?, _ grants: [[Authorizer.Grant]]
    ) -> EscalationChains.Chain? {
        let first = grants.first ?? []
        let isLimited =
            technique.namesLimitGain && !first.isEmpty && first.allSatisfy { !$0.rule.resourceNames.isEmpty }
        return chains.chain(
            technique,
            from: EscalationChains.Start(
                account: account(of: found), namespace: namespace,
                names: isLimited ? first.flatMap(\.rule.resourceNames) : nil))
    }

    private func account(of found: Case) -> ServiceAccounts.Name? {
        guard found.subject.kind == .serviceAccount else { return nil }
        return ServiceAccounts.Name(found.subject.namespace, found.subject.name)
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
            message: "\(found.subject.phrase) is cluster-admin through \(binding.title) "
                + "(\(binding.resource.location))" + pods(of: found.subject),
            evidence: (Evidence(binding.roleEvidence), Evidence(binding.resource.node)), severity: nil,
            remediation: Remediation("\(fix) (\(binding.resource.location))", .review))
    }
}

extension PowerMatrix.Subject {
    /// `ServiceAccount "shop/cart"`.
    package var phrase: String { "\(kind.rawValue) \"\(title)\"" }
}
