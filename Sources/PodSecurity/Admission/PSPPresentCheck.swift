// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum PSPPresentCheck: ResourceCheck {
    package static let kinds = ["PodSecurityPolicy"]

    package static let description = CheckDescription(
        id: "psp-present", title: "PodSecurityPolicy left behind", severity: .low, layer: .admission,
        rationale: """
            PodSecurityPolicy was removed in Kubernetes v1.25. A manifest that still has one looks as if something was \
            enforced, while the API server does not even know the kind.
            """,
        attack: "What the policy forbade is allowed since the upgrade, unless something has taken its place.",
        rule: "Fires for every PodSecurityPolicy.",
        fix: """
            Label the namespaces with the Pod Security level that comes closest, write a ValidatingAdmissionPolicy for \
            what the levels do not cover, and delete the policy.
            """,
        mappings: Mappings(
            owasp: ["K04"],
            peers: [
                .kubescape: ["C-0068"],
                .checkov: [
                    "CKV_K8S_1", "CKV_K8S_2", "CKV_K8S_3", "CKV_K8S_4", "CKV_K8S_5", "CKV_K8S_6", "CKV_K8S_7",
                    "CKV_K8S_24", "CKV_K8S_32", "CKV_K8S_36",
                ],
                .kics: [
                    "PSP Allows Privilege Escalation", "PSP Allows Sharing Host IPC", "PSP Allows Sharing Host PID",
                    "PSP Set To Privileged", "PSP With Added Capabilities",
                    "PSP With Unrestricted Access to Host Path", "PSP Containers Share Host Network Namespace",
                    "No Drop Capabilities for Containers in PSP",
                ],
            ]),
        references: ["https://kubernetes.io/docs/concepts/security/pod-security-policy/"],
        examples: [
            .violating(
                "one", at: ["kind"],
                """
                apiVersion: policy/v1beta1
                kind: PodSecurityPolicy
                metadata: {name: restricted}
                spec: {privileged: false}
                """),
            .compliant("none", "{apiVersion: v1, kind: Namespace, metadata: {name: shop}}"),
        ])

    package static func evaluate(_ resource: Resource, _ context: Context, _ findings: inout FindingCollector) {
        guard let kind = resource.node["kind"] else { return }
        findings.add(
            "the PodSecurityPolicy \"\(resource.name)\" has no effect since Kubernetes v1.25", Subject(resource),
            Evidence(kind),
            remediation: Remediation(
                "enforce a Pod Security level on the namespaces and delete the policy", .review))
    }
}
