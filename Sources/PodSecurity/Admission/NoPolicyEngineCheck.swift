// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents
package import Findings

package enum NoPolicyEngineCheck: InventoryCheck {
    package static let description = CheckDescription(
        id: "no-policy-engine", title: "Nothing judges pods on admission", severity: .medium, layer: .admission,
        rationale: """
            No namespace enforces a Pod Security level, and there is no ValidatingAdmissionPolicy, Kyverno, Gatekeeper \
            or other admission webhook in the input: whatever gets written gets run.
            """,
        attack: "One stolen credential with the right to create pods is enough for a privileged pod on any node.",
        rule: """
            Fires once, at the first Namespace of the input, when workloads run in the namespaces of the input and none \
            of these is there: an enforce label, a ValidatingAdmissionPolicy, a Kyverno or Gatekeeper policy, a \
            validating webhook that sees pods. Without any Namespace in the input it cannot be judged.
            """,
        fix: "Enforce a Pod Security level on every namespace; it needs nothing to be installed.",
        mappings: Mappings(
            cis: ["5.2.1"], nsa: ["Kubernetes Pod security: enforcement"], owasp: ["K04"],
            peers: [.kubescape: ["C-0192"], .kubesplaining: ["KUBE-ADMISSION-NO-POLICY-ENGINE-001"]]),
        references: ["https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/"],
        examples: [
            .violating("nothing at all", at: ["metadata.labels"], manifest),
            .compliant(
                "a Kyverno policy",
                manifest + """

                    ---
                    apiVersion: kyverno.io/v1
                    kind: ClusterPolicy
                    metadata: {name: disallow-privileged}
                    spec: {rules: []}
                    """),
            .compliant("one namespace enforces a level", manifest + "\n---\n" + enforced),
        ])

    private static let manifest = """
        apiVersion: v1
        kind: Namespace
        metadata: {name: shop}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: a, namespace: shop}
        spec: {containers: [{name: web, image: nginx}]}
        """

    private static let enforced = """
        apiVersion: v1
        kind: Namespace
        metadata: {name: team, labels: {pod-security.kubernetes.io/enforce: baseline}}
        """

    private static let groups: Set<String> = [
        "kyverno.io", "policies.kyverno.io", "constraints.gatekeeper.sh", "templates.gatekeeper.sh",
        "policies.kubewarden.io", "jspolicy.com",
    ]

    package static func isConcerned(by alteration: Alteration) -> Bool { !alteration.isConfinement }

    package static func evaluate(_ context: Context, _ findings: inout FindingCollector) {
        let inventory = context.inventory
        guard !inventory.workloads.isEmpty else { return }
        var first: Resource?
        for namespace in inventory.resources(ofKind: "Namespace") {
            if let level = PodSecurityLabels(namespace).enforcedLevel, level > .privileged { return }
            first = first ?? namespace
        }
        guard !judgesPods(inventory) else { return }
        guard let first else {
            return findings.cannotEvaluate("no namespaces and no admission policies in the input")
        }
        findings.add(
            "nothing in the input judges pods on admission: no Pod Security level, policy engine or webhook",
            Subject(first), Evidence(below: first.node, "metadata", "labels"), reason: .missing,
            remediation: Remediation("enforce a Pod Security level on every namespace", .review))
    }

    private static func judgesPods(_ inventory: Inventory) -> Bool {
        for kind in ["ValidatingAdmissionPolicy", "ValidatingWebhookConfiguration"] {
            for resource in inventory.resources(ofKind: kind) {
                if kind == "ValidatingAdmissionPolicy" { return true }
                if AdmissionWebhook.all(of: resource).contains(where: { $0.isSecurityRelevant }) { return true }
            }
        }
        return inventory.resources.contains { resource in
            resource.apiVersion.utf8.contains(0x2E) && groups.contains(resource.group)
        }
    }
}
