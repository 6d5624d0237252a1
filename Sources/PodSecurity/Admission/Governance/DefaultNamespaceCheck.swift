// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum DefaultNamespaceCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "default-namespace", title: "Workload in the default namespace", severity: .low, layer: .admission,
        rationale: """
            Namespaces carry quotas, network policies, Pod Security levels and permissions. What lies in `default` \
            shares all of these with whatever else was put there without thinking.
            """,
        attack: """
            A compromised pod reads the Secrets and reaches the Services of everything else in the namespace, since \
            permissions and policies cannot tell them apart.
            """,
        rule: """
            Fires for a workload whose manifest says `namespace: default`. Without a namespace in the manifest the \
            command that applies it decides, which cannot be judged.
            """,
        fix: "Give each application a namespace of its own.",
        mappings: Mappings(
            cis: ["5.6.4"], nsa: ["Network separation: namespaces"], owasp: ["K04"],
            peers: [
                .kubescape: ["C-0061", "C-0212"], .trivy: ["KSV-0110"], .checkov: ["CKV_K8S_21"],
                .kubeLinter: ["use-namespace"], .kics: ["Using Default Namespace"],
            ]),
        references: ["https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/"],
        examples: [
            .violating(
                "said so", at: ["metadata.namespace"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a, namespace: default}
                spec: {containers: [{name: web, image: nginx}]}
                """),
            .compliant(
                "a namespace of its own",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a, namespace: shop}
                spec: {containers: [{name: web, image: nginx}]}
                """),
        ])

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        guard !workload.resource.isClusterScoped else { return }
        guard let namespace = workload.resource.namespace else {
            return findings.cannotEvaluate("the manifest names no namespace")
        }
        guard namespace == "default", let field = workload.resource.metadata?["namespace"] else { return }
        findings.add(
            "the \(workload.kind) \"\(workload.name)\" lies in the namespace \"default\"", Subject(workload),
            Evidence(field),
            remediation: Remediation("move it, with what it uses, to a namespace of its own", .review))
    }
}
