// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum StorageCopiesTechnique: EscalationTechnique {
    package static let technique = Technique(
        "make storage classes or snapshots",
        gain: .influence,
        needs: .init(
            .init(["create"], "storage.k8s.io", "storageclasses"),
            .init(["create"], "snapshot.storage.k8s.io", "volumesnapshots", "volumesnapshotcontents")))

    package static let description = CheckDescription(
        id: "storage-copies", title: "Copying data through storage", severity: .low, layer: .identity,
        rationale: """
            Depending on the provisioner a storage class leads to paths of the node, and a snapshot copies the data \
            of a volume.
            """,
        attack: "The attacker restores a snapshot of a database into a volume of theirs.",
        rule: "`create` on `storageclasses`, `volumesnapshots` or `volumesnapshotcontents`.",
        fix: "Leave storage classes to the platform, and snapshots to the backup program.",
        mappings: Mappings(
            nsa: ["Authentication and authorization: least-privilege RBAC"], mitre: ["T1537"], owasp: ["K02"]),
        references: [],
        examples: [
            .violating(
                "held", at: ["rules[0].resources[0]"],
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: helper}
                rules:
                - {apiGroups: ["storage.k8s.io"], resources: [storageclasses], verbs: [create]}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: helper}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: helper}
                subjects:
                - {kind: ServiceAccount, name: helper, namespace: shop}
                """),
            .compliant(
                "not held",
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: helper}
                rules:
                - {apiGroups: ["storage.k8s.io"], resources: [storageclasses], verbs: [get]}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: helper}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: helper}
                subjects:
                - {kind: ServiceAccount, name: helper, namespace: shop}
                """),
        ])
}
