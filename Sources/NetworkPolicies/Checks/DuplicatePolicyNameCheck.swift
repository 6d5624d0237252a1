// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents
package import Findings

package enum DuplicatePolicyNameCheck: InventoryCheck {
    package static let description = CheckDescription(
        id: "duplicate-policy-name", title: "Two policies of one name", severity: .medium, layer: .network,
        rationale: """
            Of two objects with one name in one namespace the cluster keeps the one that is applied last. The other \
            one, and the protection or access it was written for, is silently gone.
            """,
        attack: """
            The pods of the lost policy are as open as if nobody had written it.
            """,
        rule: """
            Fires for a network policy of any kind that has the kind, namespace and name of another one in the same \
            folder and says something else. The same name in different folders is taken for a variant.
            """,
        fix: """
            Rename one of the policies, or merge them.
            """,
        mappings: Mappings(nsa: ["Network separation and hardening: network policies"], owasp: ["K05"]),
        references: ["https://kubernetes.io/docs/concepts/overview/working-with-objects/names/"],
        examples: [
            .violating(
                "copied and not renamed", at: ["metadata.name"],
                """
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: web, namespace: shop}
                spec: {podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress]}
                ---
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: web, namespace: shop}
                spec: {podSelector: {matchLabels: {app: db}}, policyTypes: [Ingress]}
                """),
            .compliant(
                "one name in two namespaces",
                """
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: default-deny, namespace: shop}
                spec: {podSelector: {}, policyTypes: [Ingress]}
                ---
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: default-deny, namespace: shop-ci}
                spec: {podSelector: {}, policyTypes: [Ingress, Egress]}
                """),
        ])

    package static func evaluate(_ context: Context, _ findings: inout FindingCollector) {
        var first: [Identity: Resource] = [:]
        for kind in Set(PolicyKinds.names).sorted() {
            for resource in context.inventory.resources(ofKind: kind)
            where !resource.name.isEmpty && (PolicyKinds.isBuiltIn(resource) || PolicyKinds.isForeign(resource)) {
                let key = Identity(
                    folder: folder(resource.file), group: resource.group, kind: kind,
                    namespace: resource.isClusterScoped ? "" : resource.effectiveNamespace, name: resource.name)
                guard let earlier = first[key] else {
                    first[key] = resource
                    continue
                }
                if earlier.spec?.value == resource.spec?.value { continue }
                findings.add(
                    "\(kind) \"\(resource.name)\" was defined before at \(earlier.location) and replaces it",
                    Subject(resource), [Evidence(below: resource.node, "metadata", "name")],
                    remediation: Remediation("rename one of the policies, or merge them", .review))
            }
        }
    }

    /// Objects of different folders are meant for different clusters.
    private struct Identity: Hashable {
        let folder: Substring
        let group: String
        let kind: String
        let namespace: String
        let name: String
    }

    private static func folder(_ path: String) -> Substring {
        path.utf8.lastIndex(of: 0x2F).map { path[...$0] } ?? ""
    }
}
