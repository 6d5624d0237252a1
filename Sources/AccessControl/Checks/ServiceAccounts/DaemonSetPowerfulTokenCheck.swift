// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum DaemonSetPowerfulTokenCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "daemonset-powerful-token", title: "Powerful token on every node", severity: .high, layer: .identity,
        rationale: """
            A daemon set puts its token on every node. Whoever takes over a single node has it.
            """,
        attack: """
            The attacker escapes from any container and uses the token of the daemon set against the whole cluster.
            """,
        rule: """
            Fires for a DaemonSet that mounts the token of an account which in the whole cluster may read secrets, \
            create, change or enter pods, change nodes or write roles, bindings or tokens.
            """,
        fix: """
            Narrow the role, or let the pods reach only their own node (a validating policy or the Node authorizer).
            """,
        mappings: Mappings(
            nsa: ["Authentication and authorization: least-privilege RBAC"], owasp: ["K02"],
            peers: [.kubesplaining: ["KUBE-SA-DAEMONSET-001"]]),
        references: ["https://kubernetes.io/docs/concepts/security/rbac-good-practices/"],
        examples: [
            .violating(
                "reads all secrets", at: ["spec.template.spec.serviceAccountName"],
                """
                apiVersion: apps/v1
                kind: DaemonSet
                metadata: {name: web, namespace: shop}
                spec:
                  template:
                    spec:
                      serviceAccountName: web
                      containers:
                      - {name: web, image: nginx}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: web}
                rules:
                - {apiGroups: [""], resources: [secrets], verbs: [get, list]}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: web}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: web}
                subjects:
                - {kind: ServiceAccount, name: web, namespace: shop}
                """),
            .compliant(
                "reads nodes",
                """
                apiVersion: apps/v1
                kind: DaemonSet
                metadata: {name: web, namespace: shop}
                spec:
                  template:
                    spec:
                      serviceAccountName: web
                      containers:
                      - {name: web, image: nginx}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: web}
                rules:
                - {apiGroups: [""], resources: [nodes], verbs: [get]}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: web}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: web}
                subjects:
                - {kind: ServiceAccount, name: web, namespace: shop}
                """),
        ])

    /// What must not lie on every node.
    private static let powers: [ResourceRequest] = [
        ResourceRequest("get", "secrets"), ResourceRequest("list", "secrets"), ResourceRequest("watch", "secrets"),
        ResourceRequest("create", "secrets"), ResourceRequest("create", "pods"),
        ResourceRequest("patch", "pods/ephemeralcontainers"), ResourceRequest("get", "nodes/proxy"),
        ResourceRequest("impersonate", "users"), ResourceRequest("impersonate", "serviceaccounts"),
        ResourceRequest("patch", "pods"), ResourceRequest("update", "pods"), ResourceRequest("create", "pods/exec"),
        ResourceRequest("patch", "nodes"), ResourceRequest("create", "serviceaccounts/token"),
        ResourceRequest("patch", group: "apps", "daemonsets"), ResourceRequest("patch", group: "apps", "deployments"),
        ResourceRequest("create", group: "rbac.authorization.k8s.io", "clusterrolebindings"),
        ResourceRequest("create", group: "rbac.authorization.k8s.io", "rolebindings"),
        ResourceRequest("patch", group: "rbac.authorization.k8s.io", "clusterroles"),
        ResourceRequest("bind", group: "rbac.authorization.k8s.io", "clusterroles"),
        ResourceRequest("escalate", group: "rbac.authorization.k8s.io", "clusterroles"),
    ]

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        guard workload.kind == "DaemonSet" else { return }
        let authorizer = Authorizer.of(context.inventory)
        guard let name = ServiceAccounts.of(context.inventory).boundToken(of: workload, in: authorizer) else { return }
        let identity = Identity(serviceAccount: name)
        let held = powers.filter { authorizer.allows($0, by: identity) }
        guard !held.isEmpty else { return }
        let names = held.map { request in
            "\(request.verb) \(request.resource)" + (request.subresource.isEmpty ? "" : "/\(request.subresource)")
        }
        findings.add(
            "DaemonSet \"\(workload.name)\" puts a token on every node that may \(RoleHolders.listing(names))",
            Subject(workload), Evidence(below: workload.spec, "serviceAccountName"),
            remediation: Remediation(description.fix.asSummary, .review))
    }
}
