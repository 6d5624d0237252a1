// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents
package import Findings

package enum TenantSettableLabelCheck: InventoryCheck {
    package static let description = CheckDescription(
        id: "tenant-settable-label", title: "Access by a label that anybody can set", severity: .low, layer: .network,
        rationale: """
            A peer that is every namespace with a pod label trusts whoever may create a pod anywhere: pod labels are the \
            pod author's own choice. A namespace label is as good as the right to change namespaces.
            """,
        attack: """
            Someone with the right to create pods in any namespace gives one the label of the monitoring agent, and the \
            policy lets it in.
            """,
        rule: """
            Fires for a rule that allows, of a NetworkPolicy or a cluster-wide policy, with a peer that selects pods by label in every namespace (an empty \
            namespaceSelector), and for one that selects namespaces by another label than kubernetes.io/metadata.name \
            when a role of the input that is bound to users, groups or service accounts outside of the system may \
            update or patch namespaces.
            """,
        fix: """
            Name the namespace: namespaceSelector with kubernetes.io/metadata.name, which the API server sets and \
            nobody can change, beside the podSelector.
            """,
        mappings: Mappings(nsa: ["Network separation and hardening: network policies"], owasp: ["K05"]),
        references: [
            "https://kubernetes.io/docs/concepts/services-networking/network-policies/#targeting-a-namespace-by-its-name"
        ],
        examples: [
            .violating(
                "a pod label in every namespace", at: ["spec.ingress[0].from[0]"],
                """
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: scrape, namespace: shop}
                spec:
                  podSelector: {}
                  policyTypes: [Ingress]
                  ingress:
                  - from: [{namespaceSelector: {}, podSelector: {matchLabels: {app: prometheus}}}]
                """),
            .violating(
                "a namespace label that a group may change", at: ["spec.ingress[0].from[0].namespaceSelector"],
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: namespace-owner}
                rules: [{apiGroups: [""], resources: [namespaces], verbs: [get, patch]}]
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: developers}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: namespace-owner}
                subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: developers}]
                ---
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: partners, namespace: shop}
                spec:
                  podSelector: {}
                  policyTypes: [Ingress]
                  ingress:
                  - from: [{namespaceSelector: {matchLabels: {team: partners}}}]
                """),
            .violating(
                "an exception of a cluster-wide policy", at: ["spec.ingress[0].from[0]"],
                """
                apiVersion: policy.networking.k8s.io/v1alpha2
                kind: ClusterNetworkPolicy
                metadata: {name: scrape}
                spec:
                  tier: Admin
                  priority: 1
                  subject: {namespaces: {}}
                  ingress:
                  - {action: Accept, from: [{pods: {namespaceSelector: {}, podSelector: {matchLabels: {app: agent}}}}]}
                """),
            .compliant(
                "the namespace is named",
                """
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: scrape, namespace: shop}
                spec:
                  podSelector: {}
                  policyTypes: [Ingress]
                  ingress:
                  - from:
                    - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: monitoring}}
                      podSelector: {matchLabels: {app: prometheus}}
                """),
            .compliant(
                "DNS",
                """
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: dns, namespace: shop}
                spec:
                  podSelector: {}
                  policyTypes: [Egress]
                  egress:
                  - to: [{namespaceSelector: {}, podSelector: {matchLabels: {k8s-app: kube-dns}}}]
                    ports: [{port: 53, protocol: UDP}, {port: 53}]
                """),
        ])

    package static func evaluate(_ context: Context, _ findings: inout FindingCollector) {
        let model = NetworkFacts.of(context.inventory).model
        let writer = NamespaceWriters.first(in: context.inventory)
        for policy in model.policies {
            guard let resource = policy.resource else { continue }
            for (direction, side, rule) in policy.allRules where rule.action == .allow && !rule.isForDNS {
                for (node, peer) in rule.writtenPeers(side) {
                    guard case .pods(let selection) = peer,
                        case .matching(let namespaces) = selection.namespaces
                    else { continue }
                    let verb = direction == .ingress ? "lets pods in" : "lets its pods connect"
                    if namespaces.isEmpty, let label = selection.pods.positiveKey {
                        findings.add(
                            "policy \"\(policy.name)\" \(verb) by the label \"\(label)\", which whoever may create a "
                                + "pod in any namespace can set",
                            Subject(resource), [Evidence(node)],
                            remediation: Remediation("name the namespace by kubernetes.io/metadata.name", .review))
                    } else if let writer, let label = namespaces.positiveKey,
                        label != "kubernetes.io/metadata.name", !namespaces.namesOne
                    {
                        findings.add(
                            "policy \"\(policy.name)\" \(verb) by the namespace label \"\(label)\", which \(writer) "
                                + "can change",
                            Subject(resource),
                            [policy.tier == .network ? Evidence(below: node, "namespaceSelector") : Evidence(node)],
                            remediation: Remediation("name the namespace by kubernetes.io/metadata.name", .review))
                    }
                }
            }
        }
    }
}

extension LabelSelector {
    /// A label that has to be there.
    fileprivate var positiveKey: String? {
        requirements.first { $0.operation == .isIn || $0.operation == .exists }?.key
    }

    /// The namespace's own name is among the requirements.
    fileprivate var namesOne: Bool {
        requirements.contains { $0.key == "kubernetes.io/metadata.name" && $0.operation == .isIn }
    }
}

/// Who may change the labels of namespaces, as far as roles and bindings of the input say it plainly.
private enum NamespaceWriters {
    /// The first subject outside of the system, in words.
    static func first(in inventory: Inventory) -> String? {
        let roles = Set(
            inventory.resources(ofKind: "ClusterRole").filter { role in
                role.node.items("rules").contains { grants($0) }
            }.map(\.name))
        for binding in inventory.resources(ofKind: "ClusterRoleBinding") {
            guard let name = binding.node["roleRef"]?["name"]?.scalarText, roles.contains(name) else { continue }
            for subject in binding.node.items("subjects") {
                let title = subject["name"]?.scalarText ?? ""
                if title.hasPrefix("system:") || subject["namespace"]?.equals("kube-system") == true { continue }
                return "\(subject["kind"]?.scalarText ?? "subject") \"\(title)\" (\(binding.location))"
            }
        }
        return nil
    }

    /// Only roles that are about namespaces: who may do everything needs no label.
    private static func grants(_ rule: Node) -> Bool {
        rule.items("resources").contains { $0.equals("namespaces") }
            && rule.items("resourceNames").allSatisfy { _ in false }
            && rule.items("verbs").contains { $0.equals("update") || $0.equals("patch") || $0.equals("*") }
    }
}
