// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum CloudIdentityAdminCheck: ResourceCheck {
    package static let kinds = ["ServiceAccount"]

    package static let description = CheckDescription(
        id: "cloud-identity-admin", title: "Service account with an administrator's cloud role", severity: .high,
        layer: .identity,
        rationale: """
            Annotations tie a service account to an identity of the cloud provider. With an administrator's role \
            every pod of the account governs the cloud account.
            """,
        attack: """
            The attacker in such a pod asks the metadata service for cloud credentials and leaves the cluster \
            behind.
            """,
        rule: """
            Fires for a ServiceAccount whose annotation `eks.amazonaws.com/role-arn` or \
            `iam.gke.io/gcp-service-account` names a role with `admin`, `owner`, `root` or `poweruser` in it. Azure \
            client ids say nothing about their rights and are not evaluated.
            """,
        fix: "Give the account a cloud role with the few permissions that the program needs.",
        mappings: Mappings(
            nsa: ["Authentication and authorization: least-privilege RBAC"], mitre: ["MS-TA9020", "T1078.004"],
            owasp: ["K08"], peers: [.rbacPolice: ["providerIAM"], .kubesplaining: ["KUBE-CLOUD-IRSA-ADMIN-ROLE-001"]]),
        references: ["https://docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts.html"],
        examples: [
            .violating(
                "administrator", at: ["metadata.annotations[eks.amazonaws.com/role-arn]"],
                """
                apiVersion: v1
                kind: ServiceAccount
                metadata:
                  name: deploy
                  namespace: shop
                  annotations: {eks.amazonaws.com/role-arn: "arn:aws:iam::111122223333:role/AdministratorAccess"}
                """),
            .compliant(
                "one bucket",
                """
                apiVersion: v1
                kind: ServiceAccount
                metadata:
                  name: deploy
                  namespace: shop
                  annotations: {eks.amazonaws.com/role-arn: "arn:aws:iam::111122223333:role/shop-images-read"}
                """),
        ])

    package static func evaluate(_ resource: Resource, _ context: Context, _ findings: inout FindingCollector) {
        if resource.annotations?["azure.workload.identity/client-id"] != nil {
            findings.cannotEvaluate("rights of an Azure client id not in the input")
        }
        for key in ["eks.amazonaws.com/role-arn", "iam.gke.io/gcp-service-account"] {
            guard let role = resource.annotations?[key: key], let name = role.string, isAdministrator(name) else {
                continue
            }
            findings.add(
                "service account \"\(resource.name)\" has the cloud role \"\(name)\"", Subject(resource),
                Evidence(role),
                remediation: Remediation(description.fix.asSummary, .review))
        }
    }

    private static func isAdministrator(_ role: String) -> Bool {
        let account = role.split(separator: "/").last.map(String.init) ?? role
        let name = (account.split(separator: "@").first.map(String.init) ?? account).lowercased()
        let words = name.split { !$0.isLetter }
        return name.contains("administrator") || name.contains("poweruser") || name.contains("fullaccess")
            || words.contains { $0 == "admin" || $0 == "owner" || $0 == "root" }
    }
}
