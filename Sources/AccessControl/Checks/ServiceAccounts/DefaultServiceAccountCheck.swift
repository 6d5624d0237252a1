// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum DefaultServiceAccountCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "default-service-account", title: "Default service account used", severity: .medium, layer: .identity,
        rationale: """
            Pods that name no service account share `default`. A right given to one of them is a right of all, and \
            nobody can tell them apart in the audit log.
            """,
        attack: """
            The attacker in the least important pod of the namespace holds whatever was once granted to `default` \
            for another.
            """,
        rule: """
            Fires for a workload whose `serviceAccountName` is missing or `default`, when its pods mount the token. \
            `automountServiceAccountToken: false` on the pod or on the account `default` makes it clean.
            """,
        fix: "Create a service account for the workload and set serviceAccountName.",
        mappings: Mappings(
            cis: ["5.1.5"], nsa: ["Authentication and authorization: least-privilege RBAC"], mitre: ["T1528"],
            owasp: ["K02"],
            peers: [
                .kubescape: ["C-0189"], .kubeLinter: ["default-service-account"], .kubesec: ["ServiceAccountName"],
                .kics: ["Service Account Name Undefined Or Empty"], .kubesplaining: ["KUBE-SA-DEFAULT-001"],
            ]),
        references: ["https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/"],
        examples: [
            .violating(
                "no account named", at: ["spec.serviceAccountName"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, namespace: shop}
                spec:
                  containers:
                  - {name: web, image: nginx}
                """),
            .violating(
                "default by name", at: ["spec.serviceAccountName"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, namespace: shop}
                spec:
                  serviceAccountName: default
                  containers:
                  - {name: web, image: nginx}
                """),
            .compliant(
                "account of its own",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, namespace: shop}
                spec:
                  serviceAccountName: web
                  containers:
                  - {name: web, image: nginx}
                """),
            .compliant(
                "no token mounted",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, namespace: shop}
                spec:
                  automountServiceAccountToken: false
                  containers:
                  - {name: web, image: nginx}
                """),
        ])

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        let accounts = ServiceAccounts.of(context.inventory)
        guard workload.serviceAccountName == "default", accounts.mountsToken(workload) else { return }
        let field = Evidence(below: workload.spec, "serviceAccountName")
        findings.add(
            "\(workload.kind) \"\(workload.name)\" runs as the service account \"default\" of its namespace",
            Subject(workload), field, reason: field.missing.isEmpty ? .explicit : .missing,
            remediation: remediation(workload, field, accounts, context))
    }

    /// An account of the workload's name, unless rights are given to that name: the workload shall not gain any.
    private static func remediation(
        _ workload: Workload, _ field: Evidence, _ accounts: ServiceAccounts, _ context: Context
    ) -> Remediation {
        let name = workload.name.isEmpty ? "app" : workload.name
        let namesake = ServiceAccounts.Name(workload.namespace, name)
        if Authorizer.of(context.inventory).hasOwnBindings(namesake) {
            return Remediation(
                "give it a service account of its own; \"\(name)\" has permissions that it may not need", .review)
        }
        let object: Value = [
            "apiVersion": "v1", "kind": "ServiceAccount",
            "metadata": ["name": .string(name), "namespace": .string(workload.namespace)],
        ]
        var edits = [Edit(.set(.string(name)), at: field)]
        if accounts.account(workload.namespace, name) == nil {
            edits.append(Edit(.addObject(object), at: Evidence(workload.resource.node)))
        }
        return Remediation("give it the service account \"\(name)\" of its own", .review, edits)
    }
}
