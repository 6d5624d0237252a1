// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents
package import Findings

package enum SharedServiceAccountCheck: InventoryCheck {
    package static let description = CheckDescription(
        id: "shared-service-account", title: "Service account shared by unrelated workloads", severity: .low,
        layer: .identity,
        rationale: """
            Workloads that share an account share its rights, and the audit log cannot tell which of them acted.
            """,
        attack: "The attacker takes over the weaker of the two and has the rights of the other.",
        rule: """
            Fires for a service account other than `default` that workloads of one namespace with different \
            `app.kubernetes.io/part-of`, `instance`, `name` or `app` labels use; without such labels every workload \
            counts as its own.
            """,
        fix: "Give each workload an account of its own.",
        mappings: Mappings(
            nsa: ["Authentication and authorization: least-privilege RBAC"], mitre: ["MS-M9019"], owasp: ["K02"],
            peers: [.kics: ["Shared Service Account"]]),
        references: ["https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/"],
        examples: [
            .violating(
                "two applications", at: ["spec.template.spec.serviceAccountName"],
                """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web, namespace: shop}
                spec:
                  template:
                    spec:
                      serviceAccountName: shop
                      containers:
                      - {name: c, image: nginx}
                ---
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: mail, namespace: shop}
                spec:
                  template:
                    spec:
                      serviceAccountName: shop
                      containers:
                      - {name: c, image: nginx}
                """),
            .compliant(
                "one application",
                """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web, namespace: shop, labels: {app.kubernetes.io/part-of: shop}}
                spec:
                  template:
                    spec:
                      serviceAccountName: shop
                      containers:
                      - {name: c, image: nginx}
                ---
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: worker, namespace: shop, labels: {app.kubernetes.io/part-of: shop}}
                spec:
                  template:
                    spec:
                      serviceAccountName: shop
                      containers:
                      - {name: c, image: nginx}
                """),
            .compliant(
                "accounts of their own",
                """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web, namespace: shop}
                spec:
                  template:
                    spec:
                      serviceAccountName: web
                      containers:
                      - {name: c, image: nginx}
                ---
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: mail, namespace: shop}
                spec:
                  template:
                    spec:
                      serviceAccountName: mail
                      containers:
                      - {name: c, image: nginx}
                """),
        ])

    package static func evaluate(_ context: Context, _ findings: inout FindingCollector) {
        for (name, workloads) in ServiceAccounts.of(context.inventory).shared where name.name != "default" {
            guard let first = workloads.first,
                let other = workloads.first(where: { !Self.related($0, first) })
            else { continue }
            let names = RoleHolders.listing(workloads.map { "\($0.kind) \"\($0.name)\"" })
            findings.add(
                "service account \"\(name.name)\" is shared by \(names)", Subject(other),
                Evidence(
                    below: other.spec, other.spec["serviceAccountName"] == nil ? "serviceAccount" : "serviceAccountName"
                ),
                remediation: Remediation(description.fix.asSummary, .review))
        }
    }

    /// Workloads of one application: of one name, or with a label in which both have a value and agree.
    private static func related(_ left: Workload, _ right: Workload) -> Bool {
        if left === right || left.name == right.name { return true }
        for key in ["app.kubernetes.io/part-of", "app.kubernetes.io/instance", "app.kubernetes.io/name", "app"] {
            let values = [left, right].map { label(key, $0) }
            if let value = values[0], value == values[1] { return true }
        }
        return false
    }

    private static func label(_ key: String, _ workload: Workload) -> String? {
        (workload.podLabels?[key: key] ?? workload.resource.labels?[key: key])?.scalarText
    }
}
