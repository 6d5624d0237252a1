// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents
internal import Findings

/// The labels with which a namespace chooses its Pod Security policy.
struct PodSecurityLabels {
    static let prefix = "pod-security.kubernetes.io/"

    private let labels: Node?

    init(_ namespace: Resource) { labels = namespace.labels }

    var enforce: Node? { labels?["pod-security.kubernetes.io/enforce"] }
    var enforceVersion: Node? { labels?["pod-security.kubernetes.io/enforce-version"] }
    var audit: Node? { labels?["pod-security.kubernetes.io/audit"] }
    var warn: Node? { labels?["pod-security.kubernetes.io/warn"] }

    /// The level that is enforced; nil when the label is missing or names none.
    var enforcedLevel: PodSecurityStandards.Level? { Self.level(enforce) }

    /// The version that is enforced; nil for `latest`, which is also what a missing label means.
    var enforcedVersion: KubernetesVersion? {
        guard let text = enforceVersion?.scalarText, text.hasPrefix("v") else { return nil }
        return KubernetesVersion(text)
    }

    /// The policy that rejects pods; nil when the namespace does not say.
    var policy: PodSecurityStandards.Policy? { enforcedLevel.map { .init($0, enforcedVersion) } }

    /// The label that warns or audits against a level that forbids something.
    var observing: Node? {
        [warn, audit].compactMap { $0 }.first { (Self.level($0) ?? .privileged) > .privileged }
    }

    private static func level(_ node: Node?) -> PodSecurityStandards.Level? {
        node.flatMap { PodSecurityStandards.Level(rawValue: $0.scalarText) }
    }
}

/// What the namespaces of an input run.
struct NamespaceAdmission: Sendable {
    /// Workloads by namespace, each told once.
    private let workloads: [String: [Workload]]

    static func of(_ context: Context) -> NamespaceAdmission {
        context.inventory.derived.value(of: NamespaceAdmission.self) { NamespaceAdmission(context.inventory) }
    }

    private init(_ inventory: Inventory) {
        var workloads: [String: [Workload]] = [:]
        for workload in inventory.workloads where !workload.isOwned && !workload.resource.isClusterScoped {
            workloads[workload.namespace, default: []].append(workload)
        }
        self.workloads = workloads
    }

    /// The namespaces that run something, sorted.
    var namespaces: [String] { workloads.keys.sorted() }

    func workloads(in namespace: String) -> [Workload] { workloads[namespace] ?? [] }

    /// The strictest level that everything in a namespace meets; nil when the input has nothing that runs there.
    func level(of namespace: String, _ version: KubernetesVersion?) -> PodSecurityStandards.Level? {
        let workloads = workloads(in: namespace)
        if workloads.isEmpty { return nil }
        var level = PodSecurityStandards.Level.restricted
        for workload in workloads {
            level = PodSecurityStandards.strictestLevel(workload, version, atMost: level)
            if level == .privileged { break }
        }
        return level
    }

    /// Whether something runs in a namespace and all of it meets restricted.
    func meetsRestricted(_ namespace: String, _ version: KubernetesVersion?) -> Bool {
        let workloads = workloads(in: namespace)
        return !workloads.isEmpty && workloads.allSatisfy { PodSecurityStandards.meetsRestricted($0, version) }
    }

    /// The namespaces that Kubernetes itself fills.
    static func isSystem(_ namespace: String) -> Bool {
        namespace == "kube-system" || namespace == "kube-public" || namespace == "kube-node-lease"
    }
}

extension NamespaceAdmission {
    /// Sets the enforced level to the strictest that all workloads of the namespace meet, pinned to the cluster's
    /// version.
    func strictestLabels(_ namespace: Resource, _ context: Context) -> Remediation {
        let version = context.settings.kubernetesVersion
        let count = workloads(in: namespace.name).count
        let level = level(of: namespace.name, version)
        switch level {
        case .baseline, .restricted:
            let proof = count == 1 ? "its workload meets it" : "all \(count) workloads meet it"
            let level = level ?? .baseline
            return Remediation(
                "set the label \(PodSecurityLabels.prefix)enforce: \(level.rawValue) (\(proof))", .safe,
                Self.enforce(level, version, namespace))
        case .privileged:
            return Remediation(
                "repair what baseline forbids (bulwark psa recommend lists it), then enforce baseline", .review)
        case nil:
            return Remediation(
                "set the label \(PodSecurityLabels.prefix)enforce: restricted (nothing that runs here is in the input)",
                .review, Self.enforce(.restricted, version, namespace))
        }
    }

    /// The edits that enforce a level in a version.
    static func enforce(
        _ level: PodSecurityStandards.Level, _ version: KubernetesVersion, _ namespace: Resource
    ) -> [Edit] {
        [
            .set(
                .string(level.rawValue), below: namespace.node, "metadata", "labels",
                PodSecurityLabels.prefix + "enforce"),
            pin(version, namespace),
        ]
    }

    /// Sets the version of the enforced level.
    static func pin(_ version: KubernetesVersion, _ namespace: Resource) -> Edit {
        .set(
            .string(version.description), below: namespace.node, "metadata", "labels",
            PodSecurityLabels.prefix + "enforce-version")
    }
}
