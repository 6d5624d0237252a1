// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum DeprecatedServiceAccountFieldCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "deprecated-sa-field", title: "Deprecated field for the service account", severity: .low, layer: .identity,
        rationale: """
            `serviceAccount` is the old name of `serviceAccountName`. Tools and reviewers that look at the new field \
            only miss the account.
            """,
        attack: "A review that looks for accounts with rights passes over the workload.",
        rule: "Fires for a pod spec with `serviceAccount` and without `serviceAccountName`.",
        fix: "Rename the field to serviceAccountName.",
        mappings: Mappings(
            nsa: ["Authentication and authorization: least-privilege RBAC"], owasp: ["K02"],
            peers: [.kubescape: ["C-0294"], .kubeLinter: ["deprecated-service-account-field"]]),
        references: ["https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/"],
        examples: [
            .violating(
                "old field", at: ["spec.serviceAccount"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, namespace: shop}
                spec:
                  serviceAccount: web
                  containers:
                  - {name: web, image: nginx}
                """),
            .compliant(
                "new field",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, namespace: shop}
                spec:
                  serviceAccountName: web
                  containers:
                  - {name: web, image: nginx}
                """),
        ])

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        guard let old = workload.spec["serviceAccount"], let name = old.string, !name.isEmpty,
            workload.spec["serviceAccountName"] == nil
        else { return }
        findings.add(
            "\(workload.kind) \"\(workload.name)\" names its account in the deprecated field serviceAccount",
            Subject(workload),
            Evidence(old),
            remediation: Remediation(
                "rename the field to serviceAccountName", .safe,
                [.remove(old), .set(.string(name), below: workload.spec, "serviceAccountName")]))
    }
}
