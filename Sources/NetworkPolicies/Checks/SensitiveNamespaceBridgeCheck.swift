// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents
package import Findings

package enum SensitiveNamespaceBridgeCheck: InventoryCheck {
    package static let description = CheckDescription(
        id: "sensitive-namespace-bridge", title: "Rule that opens a way to a system namespace", severity: .medium,
        layer: .network,
        rationale: """
            The pods of kube-system and of the namespaces of cluster add-ons hold more power than any application. A \
            rule for the whole namespace connects an application with all of them.
            """,
        attack: """
            From a compromised application the attacker reaches controllers and webhooks whose tokens rule the \
            cluster; or from a weak add-on every application that trusts the namespace.
            """,
        rule: """
            Fires for a rule of a policy outside of these namespaces whose peer is every pod of kube-system, \
            kube-public, kube-node-lease or of a known add-on's namespace, selected by the namespace's name or labels. \
            Rules for port 53 alone are DNS. Rules for all namespaces are left to allow-all-ingress and \
            allow-all-egress.
            """,
        fix: """
            Add a podSelector for the pods that are meant, and name the ports.
            """,
        mappings: Mappings(
            nsa: ["Network separation and hardening: network policies"], owasp: ["K05"],
            peers: [.kubesplaining: ["KUBE-NETPOL-CROSSNS-001"]]),
        references: ["https://kubernetes.io/docs/concepts/services-networking/network-policies/"],
        examples: [
            .violating(
                "all of kube-system", at: ["spec.egress[0].to[0]"],
                """
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: web, namespace: shop}
                spec:
                  podSelector: {}
                  policyTypes: [Ingress, Egress]
                  egress:
                  - to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}}]
                    ports: [{port: 53, protocol: UDP}, {port: 443}]
                """),
            .compliant(
                "DNS",
                """
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: web, namespace: shop}
                spec:
                  podSelector: {}
                  policyTypes: [Ingress, Egress]
                  egress:
                  - to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}}]
                    ports: [{port: 53, protocol: UDP}, {port: 53}]
                """),
            .compliant(
                "the pods that are meant",
                """
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: web, namespace: shop}
                spec:
                  podSelector: {}
                  policyTypes: [Ingress]
                  ingress:
                  - from:
                    - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}
                      podSelector: {matchLabels: {app.kubernetes.io/name: traefik}}
                    ports: [{port: 8080}]
                """),
        ])

    static let namespaces: Set<String> = [
        "kube-system", "kube-public", "kube-node-lease", "cert-manager", "gatekeeper-system", "kyverno", "vault",
        "istio-system", "linkerd", "argocd", "flux-system", "calico-system", "tigera-operator", "cilium",
        "external-secrets", "sealed-secrets", "velero", "crossplane-system", "openshift-etcd",
        "openshift-kube-apiserver",
    ]

    package static func evaluate(_ context: Context, _ findings: inout FindingCollector) {
        let model = NetworkFacts.of(context.inventory).model
        for policy in model.policies where policy.tier == .network && !namespaces.contains(policy.namespace) {
            guard let resource = policy.resource else { continue }
            for (direction, side, rule) in policy.allRules where !rule.isForDNS {
                let nodes = Array(rule.node?[key: side]?.elements ?? Node.Elements.none)
                for (node, peer) in zip(nodes, rule.peers ?? []) {
                    guard let name = bridged(peer, model) else { continue }
                    let verb =
                        direction == .ingress ? "lets every pod of namespace" : "lets its pods reach every pod of"
                    findings.add(
                        "policy \"\(policy.name)\" \(verb) \"\(name)\"" + (direction == .ingress ? " in" : ""),
                        Subject(resource), [Evidence(node)],
                        remediation: Remediation("select the pods that are meant and name the ports", .review))
                }
            }
        }
    }

    /// The system namespace of which a peer is every pod.
    private static func bridged(_ peer: PolicyPeer, _ model: NetworkModel) -> String? {
        guard case .pods(let selection) = peer, selection.pods.isEmpty,
            case .matching(let selector) = selection.namespaces, isSpecific(selector)
        else { return nil }
        return namespaces.sorted().first { name in
            selector.matches(model.namespaces[name] ?? ["kubernetes.io/metadata.name": name])
        }
    }

    /// Names namespaces, instead of taking all but a few.
    private static func isSpecific(_ selector: LabelSelector) -> Bool {
        selector.requirements.contains { $0.operation == .isIn || $0.operation == .exists }
    }
}
