// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum WorkloadAdminRoleCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "workload-admin-role", title: "Workload with administrator's rights", severity: .critical, layer: .identity,
        rationale: """
            A pod whose token leads to the administration of the cluster turns any hole in its program into a hole \
            in the cluster.
            """,
        attack: "The attacker reads the mounted token and needs no further weakness.",
        rule: """
            Fires for a workload that mounts the token of an account with which the cluster can be taken over: \
            directly (critical) or in several steps (high). `bulwark access escalations` shows every way.
            """,
        fix: """
            Write a role with the permissions that the program uses, or take the token away.
            """,
        mappings: Mappings(
            nsa: ["Authentication and authorization: least-privilege RBAC"], mitre: ["MS-TA9016", "T1078"],
            owasp: ["K02"],
            peers: [
                .kubescape: ["C-0272", "C-0267"], .kubesplaining: ["KUBE-SA-PRIVILEGED-001", "KUBE-SA-PRIVILEGED-002"],
            ]),
        references: ["https://kubernetes.io/docs/concepts/security/rbac-good-practices/"],
        examples: [
            .violating(
                "everything allowed", at: ["spec.serviceAccountName"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, namespace: shop}
                spec:
                  serviceAccountName: web
                  containers:
                  - {name: web, image: nginx}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: web}
                rules:
                - {apiGroups: ["*"], resources: ["*"], verbs: ["*"]}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: web}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: web}
                subjects:
                - {kind: ServiceAccount, name: web, namespace: shop}
                """),
            .violating(
                "in two steps", at: ["spec.serviceAccountName"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, namespace: shop}
                spec:
                  serviceAccountName: web
                  containers:
                  - {name: web, image: nginx}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: web}
                rules:
                - {apiGroups: [""], resources: [pods], verbs: [create]}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: web}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: web}
                subjects:
                - {kind: ServiceAccount, name: web, namespace: shop}
                """),
            .compliant(
                "reads config maps",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, namespace: shop}
                spec:
                  serviceAccountName: web
                  containers:
                  - {name: web, image: nginx}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: web}
                rules:
                - {apiGroups: [""], resources: [configmaps], verbs: [get]}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: web}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: web}
                subjects:
                - {kind: ServiceAccount, name: web, namespace: shop}
                """),
            .compliant(
                "no token mounted",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, namespace: shop}
                spec:
                  serviceAccountName: web
                  automountServiceAccountToken: false
                  containers:
                  - {name: web, image: nginx}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: web}
                rules:
                - {apiGroups: ["*"], resources: ["*"], verbs: ["*"]}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: web}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: web}
                subjects:
                - {kind: ServiceAccount, name: web, namespace: shop}
                """),
        ])

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        // The analysis is dear, and most pods that are judged again have lost their token.
        guard ServiceAccounts.of(context.inventory).mountsToken(workload) else { return }
        let analysis = EscalationAnalysis.of(context)
        let name = ServiceAccounts.Name(workload.namespace, workload.serviceAccountName)
        guard let chain = analysis.chains.chain(of: name),
            analysis.accounts.boundToken(of: workload, in: analysis.authorizer) != nil
        else { return }
        findings.add(
            "\(workload.kind) \"\(workload.name)\" mounts a token with which one can "
                + chain.steps.joined(separator: ", then "), Subject(workload),
            Evidence(below: workload.spec, "serviceAccountName"), severity: chain.steps.count == 1 ? .critical : .high,
            remediation: Remediation(description.fix.asSummary, .review))
    }
}
