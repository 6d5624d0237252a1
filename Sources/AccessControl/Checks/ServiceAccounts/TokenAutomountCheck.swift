// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum TokenAutomountCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "token-automount", title: "Token mounted without need", severity: .medium, layer: .identity,
        rationale: """
            Every pod gets a token for the API server unless somebody says no. A program that never talks to the API \
            server does not need one.
            """,
        attack: """
            A file read from the container, by path traversal or a shell, gives the attacker a login to the API \
            server.
            """,
        rule: """
            Fires when the pod mounts the token of its account: `spec.automountServiceAccountToken` of the pod, else \
            of the service account, else true. When the account has no permission of its own it is medium and \
            repaired safely. When it has, or when a container shows that it talks to the API server (kubectl, the \
            token's folder, `kubernetes.default` …), the token is presumably needed: the finding is informational and \
            a person's to decide.
            """,
        fix: "Set automountServiceAccountToken: false on the pod.",
        mappings: Mappings(
            cis: ["5.1.6"], nsa: ["Authentication and authorization: least-privilege RBAC"],
            mitre: ["MS-TA9016", "T1528"], owasp: ["K02"],
            peers: [
                .kubescape: ["C-0034", "C-0190", "C-0261"], .trivy: ["KSV-0036"], .checkov: ["CKV_K8S_38"],
                .polaris: ["automountServiceAccountToken"], .kics: ["Service Account Token Automount Not Disabled"],
                .kubeaudit: ["AutomountServiceAccountTokenTrueAndDefaultSA"],
            ]),
        references: ["https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/"],
        examples: [
            .violating(
                "nothing said", at: ["spec.automountServiceAccountToken"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, namespace: shop}
                spec:
                  serviceAccountName: web
                  containers:
                  - {name: web, image: nginx}
                """),
            .violating(
                "the pod overrides its account", at: ["spec.automountServiceAccountToken"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, namespace: shop}
                spec:
                  serviceAccountName: web
                  automountServiceAccountToken: true
                  containers:
                  - {name: web, image: nginx}
                ---
                apiVersion: v1
                kind: ServiceAccount
                metadata: {name: web, namespace: shop}
                automountServiceAccountToken: false
                """),
            .compliant(
                "off for the pod",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, namespace: shop}
                spec:
                  automountServiceAccountToken: false
                  containers:
                  - {name: web, image: nginx}
                """),
            .compliant(
                "off for the account",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, namespace: shop}
                spec:
                  serviceAccountName: web
                  containers:
                  - {name: web, image: nginx}
                ---
                apiVersion: v1
                kind: ServiceAccount
                metadata: {name: web, namespace: shop}
                automountServiceAccountToken: false
                """),
        ])

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        let accounts = ServiceAccounts.of(context.inventory)
        guard accounts.mountsToken(workload) else { return }
        let field = Evidence(below: workload.spec, "automountServiceAccountToken")
        let account = workload.serviceAccountName
        let authorizer = Authorizer.of(context.inventory)
        let hasRights = authorizer.hasOwnBindings(ServiceAccounts.Name(workload.namespace, account))
        let sign = APIClientSign.first(in: workload)
        let rights = hasRights ? "which has permissions" : "which has no permissions in the input"
        findings.add(
            "\(workload.kind) \"\(workload.name)\" mounts a token of service account \"\(account)\", \(rights)",
            Subject(workload), field, reason: field.missing.isEmpty ? .explicit : .missing,
            severity: hasRights || sign != nil ? .info : nil,
            remediation: remediation(field, sign, hasRights, isProven(authorizer, hasRights)))
    }

    private static func remediation(
        _ field: Evidence, _ sign: APIClientSign?, _ hasRights: Bool, _ isProven: Bool
    ) -> Remediation {
        let edit = "set automountServiceAccountToken: false"
        if let sign {
            return Remediation(
                "container \"\(sign.container.name)\" seems to use the API (\(sign.name)): "
                    + (hasRights ? "\(edit) only if it does not" : "grant it what it needs, else \(edit)"), .review)
        }
        // Rights that somebody gave to the account say that the program uses them.
        if hasRights { return Remediation("\(edit) if the program does not use the API", .review) }
        return Remediation(edit, isProven ? .safe : .review, [Edit(.set(false), at: field)])
    }

    /// Input without any binding of the user's says nothing about rights that are granted elsewhere.
    private static func isProven(_ authorizer: Authorizer, _ hasRights: Bool) -> Bool {
        !hasRights && authorizer.hasOwnBindings
    }
}
