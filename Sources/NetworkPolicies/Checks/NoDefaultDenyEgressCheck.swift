// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents
package import Findings

package enum NoDefaultDenyEgressCheck: InventoryCheck {
    package static let description = CheckDescription(
        id: "no-default-deny-egress", title: "Pods open for egress", severity: .medium, layer: .network,
        rationale: """
            A pod whose egress nothing restricts reaches every service of the cluster, the cloud's metadata address and the \
            internet.
            """,
        attack: """
            After a break-in the attacker loads tools, calls home, and carries data away through connections that the pod \
            never needed.
            """,
        rule: """
            Fires once for each namespace that has NetworkPolicies and pods that none of them isolates for egress. \
            policyTypes are completed as the API server does it: without them a policy isolates ingress, and egress \
            only when it has an egress rule. A namespace without any policy is left to namespace-no-policy.
            """,
        fix: """
            Add a policy that selects all pods and allows no egress, another one that allows DNS, then allow what each \
            workload calls.
            """,
        mappings: Mappings(
            cis: ["5.3.2"], nsa: ["Network separation and hardening: network policies"], mitre: ["T1041"],
            owasp: ["K05"],
            peers: [
                .kubeaudit: ["MissingDefaultDenyEgressNetworkPolicy"], .kubesplaining: ["KUBE-NETPOL-COVERAGE-003"],
            ]),
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
                  policyTypes: [Ingress]
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
                spec: {podSelector: {}, policyTypes: [Egress]}
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
            let open = entry.openWorkloads(.egress)
            guard !open.isEmpty, let place = entry.place else { continue }
            guard entry.foreignPolicies.isEmpty, coverage.clusterPolicies.isEmpty else {
                findings.cannotEvaluate("policies of other kinds may cover the pods")
                continue
            }
            let pods = NamespaceCoverage.Entry.names(open)
            let edits = [
                Edit(.addObject(DefaultDeny.policy(in: entry.namespace, [.egress])), at: place.evidence),
                Edit(.addObject(DefaultDeny.dns(in: entry.namespace)), at: place.evidence),
            ]
            findings.add(
                "namespace \"\(entry.namespace)\" has no default deny for egress: \(pods) \(open.count == 1 ? "is" : "are") open",
                place.subject, [place.evidence], reason: .missing,
                remediation: Remediation("add a default deny for egress and allow DNS", .review, edits))
        }
    }
}
