// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum PSAHeadroomCheck: ResourceCheck {
    package static let kinds = ["Namespace"]

    package static let description = CheckDescription(
        id: "psa-headroom", title: "A stricter Pod Security level is possible", severity: .low, layer: .admission,
        rationale: """
            Everything that runs in the namespace already meets a stricter level than the one that is enforced. \
            Raising it costs nothing and keeps the next workload from being worse.
            """,
        attack:
            "The gap between what is used and what is allowed is what an attacker with the right to create pods has.",
        rule: """
            Fires for a Namespace that enforces baseline while every workload of the input in it meets restricted in \
            the enforced version. A namespace without workloads in the input is left alone; one that enforces \
            privileged is `psa-privileged`.
            """,
        fix: "Enforce restricted.",
        mappings: Mappings(cis: ["5.2.1"], nsa: ["Kubernetes Pod security: enforcement"], owasp: ["K04"]),
        references: ["https://kubernetes.io/docs/concepts/security/pod-security-admission/"],
        examples: [
            .violating("baseline that could be restricted", at: [label], manifest(escalation: false)),
            .compliant("no room", manifest(escalation: true)),
            .compliant(
                "nothing in the input runs there",
                """
                apiVersion: v1
                kind: Namespace
                metadata: {name: shop, labels: {pod-security.kubernetes.io/enforce: baseline}}
                """),
        ])

    private static let label = "metadata.labels[pod-security.kubernetes.io/enforce]"

    private static func manifest(escalation: Bool) -> String {
        """
        apiVersion: v1
        kind: Namespace
        metadata: {name: shop, labels: {pod-security.kubernetes.io/enforce: baseline}}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: a, namespace: shop}
        spec:
          securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
          containers:
          - name: web
            image: nginx
            securityContext: {allowPrivilegeEscalation: \(escalation), capabilities: {drop: [ALL]}}
        """
    }

    package static func evaluate(_ resource: Resource, _ context: Context, _ findings: inout FindingCollector) {
        let labels = PodSecurityLabels(resource)
        guard let enforce = labels.enforce, labels.enforcedLevel == .baseline else { return }
        let admission = NamespaceAdmission.of(context)
        guard admission.meetsRestricted(resource.name, labels.enforcedVersion) else { return }
        let count = admission.workloads(in: resource.name).count
        let who = count == 1 ? "its workload meets" : "all \(count) workloads meet"
        findings.add(
            "the namespace \"\(resource.name)\" enforces \"baseline\" while \(who) restricted", Subject(resource),
            Evidence(enforce),
            remediation: Remediation(
                "set the label \(PodSecurityLabels.prefix)enforce: restricted (\(who) it)", .safe,
                [Edit(.set("restricted"), at: Evidence(enforce))]))
    }
}
