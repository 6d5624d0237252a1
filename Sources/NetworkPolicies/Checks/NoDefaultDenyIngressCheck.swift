// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents
package import Findings

package enum NoDefaultDenyIngressCheck: InventoryCheck {
    package static let description = CheckDescription(
        id: "no-default-deny-ingress", title: "Pods open for ingress", severity: .medium, layer: .network,
        rationale: """
            A policy isolates only the pods that it selects. Pods that none selects, today or as they are added, accept \
            connections from everywhere.
            """,
        attack: """
            The attacker connects to the pod that everybody forgot, from any other pod of the cluster, and goes on from there.
            """,
        rule: """
            Fires once for each namespace that has NetworkPolicies and pods that none of them isolates for ingress. \
            policyTypes are completed as the API server does it: without them a policy isolates ingress, and egress \
            only when it has an egress rule. A namespace without any policy is left to namespace-no-policy.
            """,
        fix: """
            Add a policy that selects all pods and allows no ingress; the existing policies keep what they allow.
            """,
        mappings: Mappings(
            cis: ["5.3.2"], nsa: ["Network separation and hardening: network policies"], mitre: ["T1210"],
            owasp: ["K05"], peers: [.kubeaudit: ["MissingDefaultDenyIngressNetworkPolicy"]]),
        references: ["https://kubernetes.io/docs/concepts/services-networking/network-policies/#default-policies"],
        examples: [
            .violating(
                "one pod is left out", at: ["metadata.namespace"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, namespace: shop, labels: {app: web}}
                spec: {containers: [{name: web, image: web}]}
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: db, namespace: shop, labels: {app: db}}
                spec: {containers: [{name: db, image: db}]}
                ---
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: web, namespace: shop}
                spec:
                  podSelector: {matchLabels: {app: web}}
                  policyTypes: [Ingress, Egress]
                """),
            .violating(
                "only the other direction", at: ["metadata.name"],
                """
                apiVersion: v1
                kind: Namespace
                metadata: {name: shop}
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: web, namespace: shop, labels: {app: web}}
                spec: {containers: [{name: web, image: web}]}
                ---
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: web, namespace: shop}
                spec:
                  podSelector: {}
                  policyTypes: [Egress]
                """),
            .compliant(
                "all pods",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, namespace: shop}
                spec: {containers: [{name: web, image: web}]}
                ---
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: default-deny, namespace: shop}
                spec: {podSelector: {}, policyTypes: [Ingress]}
                """),
            .compliant(
                "no policy at all",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, namespace: shop}
                spec: {containers: [{name: web, image: web}]}
                """),
        ])

    package static func evaluate(_ context: Context, _ findings: inout FindingCollector) {
        let coverage = NamespaceCoverage.of(context.inventory)
        for entry in coverage.entries where !entry.policies.isEmpty {
            let open = entry.openWorkloads(.ingress)
            guard !open.isEmpty, let place = entry.place else { continue }
            guard entry.foreignPolicies.isEmpty, coverage.clusterPolicies.isEmpty else {
                findings.cannotEvaluate("policies of other kinds may cover the pods")
                continue
            }
            let pods = NamespaceCoverage.Entry.names(open)
            let edits = [Edit(.addObject(DefaultDeny.policy(in: entry.namespace, [.ingress])), at: place.evidence)]
            findings.add(
                "namespace \"\(entry.namespace)\" has no default deny for ingress: \(pods) \(open.count == 1 ? "is" : "are") open",
                place.subject, [place.evidence], reason: .missing,
                remediation: Remediation("add a default deny for ingress", .review, edits))
        }
    }
}
