// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum DanglingPolicyCheck: ResourceCheck {
    package static let kinds = ["NetworkPolicy"] + ClusterPolicyReader.kinds

    package static let description = CheckDescription(
        id: "dangling-policy", title: "Policy that selects no pod", severity: .low, layer: .network,
        rationale: """
            A policy whose selector matches nothing protects nothing. Usually a label was misspelt or changed, and the \
            pods it was written for are open.
            """,
        attack: """
            The attacker finds the pods as open as without any policy, while everybody believes them protected.
            """,
        rule: """
            Fires for a NetworkPolicy whose podSelector matches no pod of its namespace, and for a cluster-wide policy \
            whose subject matches no pod, when pods of the namespaces in question are part of the input. Pods on the node's network are left to host-network-escapes-policy, and nothing is \
            said where a custom resource has the labels: its operator makes the pods.
            """,
        fix: """
            Correct the selector or the pods' labels, or delete the policy.
            """,
        mappings: Mappings(
            owasp: ["K05"],
            peers: [
                .kubescape: ["C-0299"], .kubeLinter: ["dangling-networkpolicy"],
                .kubeScore: ["networkpolicy-targets-pod"], .kics: ["Network Policy Is Not Targeting Any Pod"],
            ]),
        references: ["https://kubernetes.io/docs/concepts/services-networking/network-policies/"],
        examples: [
            .violating(
                "misspelt", at: ["spec.podSelector"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, labels: {app: web}}
                spec: {containers: [{name: web, image: web}]}
                ---
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: web}
                spec: {podSelector: {matchLabels: {app: wbe}}}
                """),
            .compliant(
                "selects a pod",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, labels: {app: web}}
                spec: {containers: [{name: web, image: web}]}
                ---
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: web}
                spec: {podSelector: {matchLabels: {app: web}}}
                """),
            .compliant(
                "an operator makes the pods",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, labels: {app: web}}
                spec: {containers: [{name: web, image: web}]}
                ---
                apiVersion: monitoring.coreos.com/v1
                kind: Alertmanager
                metadata: {name: main, labels: {app: alertmanager}}
                ---
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: alertmanager}
                spec: {podSelector: {matchLabels: {app: alertmanager}}}
                """),
            .violating(
                "a subject without pods", at: ["spec.subject"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, labels: {app: web}}
                spec: {containers: [{name: web, image: web}]}
                ---
                apiVersion: policy.networking.k8s.io/v1alpha2
                kind: ClusterNetworkPolicy
                metadata: {name: databases}
                spec:
                  tier: Admin
                  priority: 1
                  subject: {pods: {namespaceSelector: {}, podSelector: {matchLabels: {app: database}}}}
                """),
            .compliant(
                "pods are no part of the input",
                """
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: web}
                spec: {podSelector: {matchLabels: {app: web}}}
                """),
        ])

    package static func evaluate(_ resource: Resource, _ context: Context, _ findings: inout FindingCollector) {
        let facts = NetworkFacts.of(context.inventory)
        guard let policy = facts.policy(resource) else { return }
        guard facts.knowsPods(of: policy.subject.namespaces) else {
            return findings.cannotEvaluate("pods of the namespace are not in the input")
        }
        if facts.selectsAny(policy.subject) || facts.selectsHostPods(policy) { return }
        if OperatorPods.of(context.inventory).mayBeSelected(by: policy.subject, facts.model) {
            return findings.cannotEvaluate("an operator may make the pods of a custom resource with these labels")
        }
        let isNamespaced = policy.tier == .network
        findings.add(
            "policy \"\(resource.name)\" selects no pod"
                + (isNamespaced ? " of namespace \"\(policy.namespace)\"" : ""), Subject(resource),
            Evidence(below: resource.node, "spec", isNamespaced ? "podSelector" : "subject"),
            remediation: Remediation("correct the selector or the pods' labels, or delete the policy", .review))
    }
}

extension NetworkFacts {
    /// A pod on the node's network has the policy's labels.
    fileprivate func selectsHostPods(_ policy: Policy) -> Bool {
        candidates(policy.subject.namespaces).contains {
            model.endpoints[$0].isHostNetwork && policy.subject.matches(model.endpoints[$0], model)
        }
    }
}
