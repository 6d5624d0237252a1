// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum DriveOperatorsTechnique: EscalationTechnique {
    package static let technique = Technique(
        "have an operator act with its own rights",
        gain: .influence,
        needs: .init(
            .init(["create", "update", "patch"], "kustomize.toolkit.fluxcd.io", "kustomizations"),
            .init(["create", "update", "patch"], "helm.toolkit.fluxcd.io", "helmreleases"),
            .init(
                ["create", "update", "patch"], "argoproj.io", "applications", "applicationsets", "workflows",
                "cronworkflows"), .init(["create", "update", "patch"], "tekton.dev", "taskruns", "pipelineruns"),
            .init(["create", "update", "patch"], "external-secrets.io", "externalsecrets", "clusterexternalsecrets"),
            .init(["create", "update", "patch"], "velero.io", "restores", "backups"),
            .init(["create", "update", "patch"], "kubernetes.crossplane.io", "objects"),
            .init(["create", "update", "patch"], "operators.coreos.com", "subscriptions", "clusterserviceversions"),
            .init(["create", "update", "patch"], "kubevirt.io", "virtualmachines", "virtualmachineinstances"),
            .init(["create", "update", "patch"], "karpenter.sh", "nodepools"),
            .init(["create", "update", "patch"], "monitoring.coreos.com", "servicemonitors", "podmonitors"),
            .init(["create", "update", "patch"], "cert-manager.io", "certificates", "clusterissuers"), names: .any))

    package static let description = CheckDescription(
        id: "drive-operators", title: "Driving operators", severity: .high, layer: .identity,
        rationale: "Operators act upon custom resources with their own, often unlimited rights.",
        attack: """
            The attacker writes an Application or Kustomization that makes themselves administrator.
            """,
        rule: """
            Write verbs on resources of Flux, Argo, Tekton, External Secrets, Velero, Crossplane, OLM, KubeVirt, \
            Karpenter, the Prometheus operator or cert-manager that act elsewhere; \
            names in `resourceNames` do not help.
            """,
        fix: """
            Limit what the operator may do for resources of this namespace (service account impersonation, \
            projects).
            """,
        mappings: Mappings(
            nsa: ["Authentication and authorization: least-privilege RBAC"], mitre: ["T1068"], owasp: ["K02"]),
        references: [],
        examples: [
            .violating(
                "held", at: ["rules[0].resources[0]"],
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: helper}
                rules:
                - {apiGroups: ["argoproj.io"], resources: [applications], verbs: [create]}
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
                - {apiGroups: ["argoproj.io"], resources: [applications], verbs: [get]}
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
