// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum DanglingPeerCheck: ResourceCheck {
    package static let kinds = ["NetworkPolicy"] + ClusterPolicyReader.kinds

    package static let description = CheckDescription(
        id: "dangling-peer", title: "Rule for pods that do not exist", severity: .low, layer: .network,
        rationale: """
            A rule whose peer matches no pod allows nothing today, which hides an outage, and allows whoever later \
            creates a pod with those labels.
            """,
        attack: """
            Someone who may create pods in a namespace of the selector gives one of them the waiting labels and gets \
            the access that the rule grants.
            """,
        rule: """
            Fires for a peer of a policy of any tier that selects no pod, when pods of a namespace that it selects are part \
            of the input. Nothing is said where a custom resource has the labels (its operator makes the pods), and of the \
            cluster's DNS in kube-system, which the cluster brings along.
            """,
        fix: """
            Correct the selector or the pods' labels, or remove the peer.
            """,
        mappings: Mappings(owasp: ["K05"], peers: [.kubeLinter: ["dangling-networkpolicypeer-podselector"]]),
        references: ["https://kubernetes.io/docs/concepts/services-networking/network-policies/"],
        examples: [
            .compliant(
                "the cluster's DNS",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: agent, namespace: kube-system, labels: {app: agent}}
                spec: {containers: [{name: agent, image: agent}]}
                ---
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: allow-dns}
                spec:
                  podSelector: {}
                  policyTypes: [Egress]
                  egress:
                  - to:
                    - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}
                      podSelector: {matchLabels: {k8s-app: kube-dns}}
                """),
            .violating(
                "misspelt", at: ["spec.ingress[0].from[0]"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, labels: {app: web}}
                spec: {containers: [{name: web, image: web}]}
                ---
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: db}
                spec:
                  podSelector: {}
                  ingress: [{from: [{podSelector: {matchLabels: {app: wbe}}}]}]
                """),
            .compliant(
                "matches",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, labels: {app: web}}
                spec: {containers: [{name: web, image: web}]}
                ---
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: db}
                spec:
                  podSelector: {}
                  ingress: [{from: [{podSelector: {matchLabels: {app: web}}}]}]
                """),
            .compliant(
                "the namespace is no part of the input",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, labels: {app: web}}
                spec: {containers: [{name: web, image: web}]}
                ---
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: dns}
                spec:
                  podSelector: {}
                  egress: [{to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}}]}]
                """),
        ])

    package static func evaluate(_ resource: Resource, _ context: Context, _ findings: inout FindingCollector) {
        let facts = NetworkFacts.of(context.inventory)
        guard let policy = facts.policy(resource) else { return }
        for (direction, side, rule) in policy.allRules {
            for (node, peer) in rule.writtenPeers(side) {
                guard case .pods(let selection) = peer else { continue }
                if selection.selectsClusterDNS || facts.selectsAny(selection) { continue }
                let anyPod = PodSelection(namespaces: selection.namespaces, pods: LabelSelector(requirements: []))
                guard facts.selectsAny(anyPod) else {
                    findings.cannotEvaluate("pods of the peer's namespaces are not in the input")
                    continue
                }
                if OperatorPods.of(context.inventory).mayBeSelected(by: selection, facts.model) {
                    findings.cannotEvaluate("an operator may make the pods of a custom resource with these labels")
                    continue
                }
                let word = direction == .ingress ? "from" : "to"
                let verb = [.allow: "allows", .deny: "denies"][rule.action] ?? "passes"
                findings.add(
                    "policy \"\(resource.name)\" \(verb) traffic \(word) pods that do not exist", Subject(resource),
                    Evidence(node),
                    remediation: Remediation("correct the selector or the pods' labels, or remove the peer", .review))
            }
        }
    }
}

extension PodSelection {
    /// Every cluster brings the pods that resolve names along; no manifest of a workload has them.
    fileprivate var selectsClusterDNS: Bool {
        let isInSystem =
            switch namespaces {
            case .named(let name): name == "kube-system"
            case .matching(let selector):
                selector.requirements.allSatisfy {
                    $0.matches(value: $0.key == "kubernetes.io/metadata.name" ? "kube-system" : nil)
                }
            }
        return isInSystem && !pods.isEmpty
            && pods.requirements.allSatisfy { $0.matches(value: $0.key == "k8s-app" ? "kube-dns" : nil) }
    }
}
