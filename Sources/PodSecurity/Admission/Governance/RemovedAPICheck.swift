// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents
package import Findings

package enum RemovedAPICheck: InventoryCheck {
    package static let description = CheckDescription(
        id: "removed-api", title: "Deprecated or removed API version", severity: .medium, layer: .admission,
        rationale: """
            The API server rejects an object of a version that it no longer serves. When it is a NetworkPolicy, a \
            webhook or a role that is missing after an upgrade, protection is missing with it.
            """,
        attack: "Nobody rejects the upgrade; the policy in the old version is simply not there any more.",
        rule: """
            Fires for an object of a built-in kind in a version that the target version of Kubernetes does not serve \
            (medium) or has deprecated (low). The target is --kubernetes-version, else the newest that is known.
            """,
        fix: "Write the object in the version that takes its place; most of them need no other change.",
        mappings: Mappings(
            owasp: ["K04"],
            peers: [
                .trivy: ["KSV-0107"], .kubeLinter: ["no-extensions-v1beta"], .kubeScore: ["stable-version"],
                .kics: ["Object Is Using A Deprecated API Version"], .kubeaudit: ["DeprecatedAPIUsed"],
            ]),
        references: ["https://kubernetes.io/docs/reference/using-api/deprecation-guide/"],
        examples: [
            .violating(
                "the fields are the same", at: ["apiVersion"],
                """
                apiVersion: rbac.authorization.k8s.io/v1beta1
                kind: Role
                metadata: {name: a, namespace: shop}
                rules: []
                """),
            .violating(
                "a selector is needed", at: ["apiVersion"],
                """
                apiVersion: extensions/v1beta1
                kind: Deployment
                metadata: {name: a, namespace: shop}
                spec:
                  template:
                    metadata: {labels: {app: a}}
                    spec: {containers: [{name: web, image: nginx}]}
                """),
            .violating(
                "deprecated, still served", at: ["apiVersion"], kubernetesVersion: "v1.24",
                """
                apiVersion: batch/v1beta1
                kind: CronJob
                metadata: {name: a, namespace: shop}
                spec:
                  schedule: "* * * * *"
                  jobTemplate: {spec: {template: {spec: {containers: [{name: web, image: nginx}]}}}}
                """),
            .compliant(
                "not yet deprecated then", kubernetesVersion: "v1.20",
                """
                apiVersion: batch/v1beta1
                kind: CronJob
                metadata: {name: a, namespace: shop}
                spec:
                  schedule: "* * * * *"
                  jobTemplate: {spec: {template: {spec: {containers: [{name: web, image: nginx}]}}}}
                """),
        ])

    package static func evaluate(_ context: Context, _ findings: inout FindingCollector) {
        let target = context.settings.kubernetesVersion
        var retiredTypes: [ObjectIdentifier: RetiredAPI?] = [:]
        for resource in context.inventory.resources {
            let type = ObjectIdentifier(resource.type)
            let retired = retiredTypes[type] ?? RetiredAPI.find(resource)
            retiredTypes[type] = .some(retired)
            guard let retired, target.minor >= retired.deprecated,
                let field = resource.node["apiVersion"]
            else { continue }
            let isRemoved = retired.removed.map { target.minor >= $0 } ?? false
            let since =
                isRemoved ? "removed in v1.\(retired.removed ?? 0)" : "deprecated since v1.\(retired.deprecated)"
            findings.add(
                "the version \(resource.apiVersion) of \(resource.kind) is \(since)", Subject(resource),
                Evidence(field), severity: isRemoved ? .medium : .low,
                remediation: remediation(resource, field, retired))
        }
    }

    private static func remediation(_ resource: Resource, _ field: Node, _ retired: RetiredAPI) -> Remediation {
        guard let replacement = retired.replacement else {
            return Remediation("remove the object: nothing takes the place of \(resource.kind)", .review)
        }
        let rename = Edit(.set(.string(replacement)), at: Evidence(field))
        switch retired.conversion {
        case .rename: return Remediation("set apiVersion: \(replacement)", .safe, [rename])
        case .byHand(let change): return Remediation("rewrite it for \(replacement): \(change)", .review)
        case .selector:
            guard let spec = resource.spec, spec["selector"] == nil else {
                return Remediation("set apiVersion: \(replacement)", .review, [rename])
            }
            guard let labels = spec["template"]?["metadata"]?["labels"], labels.isMapping else {
                return Remediation("set apiVersion: \(replacement) and a selector for its pods", .review)
            }
            return Remediation(
                "set apiVersion: \(replacement) and the pods' labels as the selector", .review,
                [rename, .set(labels.value, below: spec, "selector", "matchLabels")])
        }
    }
}
