// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents
package import Findings

package enum PSANotEnforcedCheck: InventoryCheck {
    package static let description = CheckDescription(
        id: "psa-not-enforced", title: "Pod Security admission not enforced", severity: .medium, layer: .admission,
        rationale: """
            Without an enforce label the API server admits every pod into the namespace, privileged ones too, however \
            carefully today's manifests are written.
            """,
        attack: """
            Somebody with the right to create pods (a leaked pipeline token is enough) starts a privileged pod with \
            the node's disk mounted, and owns the node.
            """,
        rule: """
            Fires for a Namespace whose label `pod-security.kubernetes.io/enforce` is missing or names no level, unless \
            it at least warns or audits (`psa-warn-only`) or is one of Kubernetes' own (kube-system, kube-public, \
            kube-node-lease). A namespace that is used but not in the input cannot be judged.
            """,
        fix: "Enforce the strictest level that all workloads of the namespace meet.",
        mappings: Mappings(
            cis: ["5.2.1"], nsa: ["Kubernetes Pod security: enforcement"], owasp: ["K04"],
            peers: [
                .kubescape: [
                    "C-0192", "C-0193", "C-0194", "C-0195", "C-0196", "C-0197", "C-0198", "C-0199", "C-0200", "C-0201",
                    "C-0202", "C-0203", "C-0204",
                ],
                .kubesplaining: ["KUBE-PSA-LABELS-001"],
            ]),
        references: ["https://kubernetes.io/docs/concepts/security/pod-security-admission/"],
        examples: [
            .violating(
                "no label", at: ["metadata.labels[pod-security.kubernetes.io/enforce]"],
                """
                apiVersion: v1
                kind: Namespace
                metadata: {name: shop}
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: a, namespace: shop}
                spec: {containers: [{name: web, image: nginx}]}
                """),
            .violating(
                "no level of that name", at: ["metadata.labels[pod-security.kubernetes.io/enforce]"],
                """
                apiVersion: v1
                kind: Namespace
                metadata: {name: shop, labels: {pod-security.kubernetes.io/enforce: strict}}
                """),
            .compliant(
                "enforced",
                """
                apiVersion: v1
                kind: Namespace
                metadata: {name: shop, labels: {pod-security.kubernetes.io/enforce: baseline}}
                """),
            .compliant(
                "only warned about, which is told elsewhere",
                """
                apiVersion: v1
                kind: Namespace
                metadata: {name: shop, labels: {pod-security.kubernetes.io/warn: baseline}}
                """),
            .compliant("Kubernetes' own", "{apiVersion: v1, kind: Namespace, metadata: {name: kube-system}}"),
        ])

    package static func evaluate(_ context: Context, _ findings: inout FindingCollector) {
        let admission = NamespaceAdmission.of(context)
        var known: Set<String> = []
        for namespace in context.inventory.resources(ofKind: "Namespace") {
            known.insert(namespace.name)
            judge(namespace, admission, context, &findings)
        }
        for name in admission.namespaces where !known.contains(name) && !NamespaceAdmission.isSystem(name) {
            findings.cannotEvaluate("the namespace is not in the input")
        }
    }

    private static func judge(
        _ namespace: Resource, _ admission: NamespaceAdmission, _ context: Context,
        _ findings: inout FindingCollector
    ) {
        let labels = PodSecurityLabels(namespace)
        guard labels.enforcedLevel == nil, labels.observing == nil, !NamespaceAdmission.isSystem(namespace.name) else {
            return
        }
        let remediation = admission.strictestLabels(namespace, context)
        guard let enforce = labels.enforce else {
            let place = Evidence(below: namespace.node, "metadata", "labels", PodSecurityLabels.prefix + "enforce")
            return findings.add(
                "the namespace \"\(namespace.name)\" admits every pod: it enforces no Pod Security level",
                Subject(namespace), place, reason: .missing, remediation: remediation)
        }
        findings.add(
            "the namespace \"\(namespace.name)\" enforces \"\(enforce.scalarText)\", which is no Pod Security level",
            Subject(namespace), Evidence(enforce), remediation: remediation)
    }
}
