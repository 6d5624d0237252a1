// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum MissingServiceAccountCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "missing-service-account", title: "Service account does not exist", severity: .low, layer: .identity,
        rationale: "Pods of a workload whose service account does not exist are not started.",
        attack: "Whoever may create service accounts decides what the workload runs as.",
        rule: """
            Fires for a workload whose `serviceAccountName` is not in the input while the input has other service \
            accounts of the namespace. Without any of them it is not evaluated; `default` exists in every namespace.
            """,
        fix: "Add the service account, or correct the name.",
        mappings: Mappings(
            nsa: ["Authentication and authorization: least-privilege RBAC"], owasp: ["K02"],
            peers: [.kubescape: ["C-0307"], .kubeLinter: ["non-existent-service-account"]]),
        references: ["https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/"],
        examples: [
            .violating(
                "misspelt", at: ["spec.serviceAccountName"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, namespace: shop}
                spec:
                  serviceAccountName: wbe
                  containers:
                  - {name: web, image: nginx}
                ---
                apiVersion: v1
                kind: ServiceAccount
                metadata: {name: web, namespace: shop}
                """),
            .compliant(
                "present",
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
                """),
            .compliant(
                "cannot be judged",
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
        let accounts = ServiceAccounts.of(context.inventory)
        let name = workload.serviceAccountName
        guard name != "default", accounts.account(workload.namespace, name) == nil else { return }
        guard accounts.namespaces.contains(workload.namespace) else {
            return findings.cannotEvaluate("service accounts of the namespace not in the input")
        }
        let key = workload.spec["serviceAccountName"] == nil ? "serviceAccount" : "serviceAccountName"
        let object: Value = [
            "apiVersion": "v1", "kind": "ServiceAccount",
            "metadata": ["name": .string(name), "namespace": .string(workload.namespace)],
        ]
        findings.add(
            "service account \"\(name)\" does not exist in namespace \"\(workload.namespace)\"", Subject(workload),
            Evidence(below: workload.spec, key),
            remediation: Remediation(
                "add the service account", .review, [Edit(.addObject(object), at: Evidence(workload.resource.node))]))
    }
}
