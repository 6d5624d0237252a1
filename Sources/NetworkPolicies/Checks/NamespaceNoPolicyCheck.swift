// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents
package import Findings

package enum NamespaceNoPolicyCheck: InventoryCheck {
    package static let description = CheckDescription(
        id: "namespace-no-policy", title: "Namespace without network policy", severity: .medium, layer: .network,
        rationale: """
            Without a NetworkPolicy every pod of the namespace accepts connections from the whole cluster and opens \
            connections to any address. One compromised pod then reaches all the others.
            """,
        attack: """
            From a shell in any pod the attacker scans the pod network, talks to databases and internal interfaces \
            that trust their network, and sends what is found to a server outside.
            """,
        rule: """
            Fires once for each namespace that has pods and no policy. Pods on the host's network do not count, since \
            policies do not restrict them. A namespace that only appears in the pods' metadata counts too. Where \
            cluster-wide policies or policies of a network plug-in exist, the namespace is not judged.
            """,
        fix: """
            Deny both directions for all pods of the namespace, allow DNS, then allow what each workload needs.
            """,
        mappings: Mappings(
            cis: ["5.3.2"], nsa: ["Network separation and hardening: network policies"],
            mitre: ["T1210", "MS-TA9034"], owasp: ["K05"],
            peers: [
                .kubescape: ["C-0206", "C-0054"], .polaris: ["missingNetworkPolicy"],
                .kubeaudit: ["MissingDefaultDenyIngressAndEgressNetworkPolicy"],
                .kubesplaining: ["KUBE-NETPOL-COVERAGE-001"],
            ]),
        references: ["https://kubernetes.io/docs/concepts/services-networking/network-policies/#default-policies"],
        examples: [
            .violating(
                "a namespace of its own", at: ["metadata.name"],
                """
                apiVersion: v1
                kind: Namespace
                metadata: {name: shop}
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: web, namespace: shop}
                spec: {containers: [{name: web, image: web}]}
                """),
            .violating(
                "an implicit namespace", at: ["metadata.namespace"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: web}
                spec: {containers: [{name: web, image: web}]}
                """),
            .compliant(
                "a policy",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, namespace: shop}
                spec: {containers: [{name: web, image: web}]}
                ---
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: default-deny, namespace: shop}
                spec: {podSelector: {}, policyTypes: [Ingress, Egress]}
                """),
            .compliant(
                "only pods on the host's network",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: agent, namespace: monitoring}
                spec: {hostNetwork: true, containers: [{name: agent, image: agent}]}
                """),
            .compliant(
                "policies of the network plug-in",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, namespace: shop}
                spec: {containers: [{name: web, image: web}]}
                ---
                apiVersion: cilium.io/v2
                kind: CiliumNetworkPolicy
                metadata: {name: web, namespace: shop}
                spec: {endpointSelector: {}}
                """),
        ])

    package static func evaluate(_ context: Context, _ findings: inout FindingCollector) {
        let coverage = NamespaceCoverage.of(context.inventory)
        for entry in coverage.entries where entry.policies.isEmpty && !entry.workloads.isEmpty {
            guard entry.foreignPolicies.isEmpty, coverage.clusterPolicies.isEmpty else {
                findings.cannotEvaluate("policies of other kinds may cover the namespace")
                continue
            }
            guard let place = entry.place else { continue }
            let edits = [
                Edit(.addObject(DefaultDeny.policy(in: entry.namespace, Direction.allCases)), at: place.evidence),
                Edit(.addObject(DefaultDeny.dns(in: entry.namespace)), at: place.evidence),
            ]
            findings.add(
                "namespace \"\(entry.namespace)\" has no NetworkPolicy: all of its pods are open in both directions",
                place.subject, [place.evidence], reason: .missing,
                remediation: Remediation(
                    "add a default deny for both directions and allow DNS", .review, edits))
        }
    }
}
