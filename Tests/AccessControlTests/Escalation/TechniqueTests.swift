// SPDX-License-Identifier: Apache-2.0

import AccessControl
import Cluster
import Documents
import Findings
import Testing

/// Conditions of techniques beyond the examples that each of them carries.
struct TechniqueTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let id: String
        let rules: String
        var namespace: String?
        var version = "latest"
        let expected: Bool

        var testDescription: String { "\(id) \(rules) \(namespace ?? "cluster") \(version)" }
    }

    private static let rbac = "apiGroups: [rbac.authorization.k8s.io]"

    private static let cases: [Case] = [
        // A list of names never allows create.
        Case(
            id: "create-pods", rules: "{apiGroups: [''], resources: [pods], verbs: [create], resourceNames: [a]}",
            expected: false),
        Case(
            id: "create-controllers",
            rules: "{apiGroups: [apps], resources: [deployments], verbs: [create], resourceNames: [a]}", expected: false
        ),
        // Whoever changes one deployment chooses its service account.
        Case(
            id: "create-controllers",
            rules: "{apiGroups: [apps], resources: [deployments], verbs: [patch], resourceNames: [a]}", expected: true),
        Case(
            id: "create-controllers", rules: "{apiGroups: [apps], resources: [deployments/scale], verbs: [patch]}",
            expected: false),
        Case(
            id: "create-controllers", rules: "{apiGroups: [batch], resources: [deployments], verbs: [patch]}",
            expected: false),
        // A subresource's create carries the name.
        Case(
            id: "request-tokens",
            rules: "{apiGroups: [''], resources: [serviceaccounts/token], verbs: [create], resourceNames: [a]}",
            expected: true),
        Case(id: "request-tokens", rules: "{apiGroups: [''], resources: ['*/token'], verbs: [create]}", expected: true),
        Case(
            id: "request-tokens", rules: "{apiGroups: [''], resources: [serviceaccounts], verbs: [create]}",
            expected: false),
        Case(
            id: "request-tokens", rules: "{apiGroups: [''], resources: ['serviceaccounts/*'], verbs: [create]}",
            expected: false),
        // WebSocket exec with get ended with v1.35.
        Case(
            id: "exec-pods-with-get", rules: "{apiGroups: [''], resources: [pods/exec], verbs: [get]}",
            version: "v1.34",
            expected: true),
        Case(
            id: "exec-pods-with-get", rules: "{apiGroups: [''], resources: [pods/exec], verbs: [get]}",
            version: "v1.35",
            expected: false),
        Case(
            id: "exec-pods", rules: "{apiGroups: [''], resources: [pods/exec], verbs: [get]}", version: "v1.35",
            expected: false),
        Case(
            id: "reach-pods", rules: "{apiGroups: [''], resources: [pods/portforward], verbs: [get]}", version: "v1.34",
            expected: true),
        Case(
            id: "reach-pods", rules: "{apiGroups: [''], resources: [pods/portforward], verbs: [get]}", version: "v1.35",
            expected: false),
        Case(
            id: "reach-pods", rules: "{apiGroups: [''], resources: [pods/proxy], verbs: [get]}", version: "v1.35",
            expected: true),
        // get is enough, in every version.
        Case(
            id: "node-proxy", rules: "{apiGroups: [''], resources: [nodes/proxy], verbs: [get]}", version: "v1.36",
            expected: true),
        Case(id: "node-proxy", rules: "{apiGroups: [''], resources: [nodes/metrics], verbs: [get]}", expected: false),
        // Cluster-scoped things are not granted by a RoleBinding.
        Case(
            id: "node-proxy", rules: "{apiGroups: [''], resources: [nodes/proxy], verbs: [get]}", namespace: "shop",
            expected: false),
        Case(
            id: "guard-rails",
            rules:
                "{apiGroups: [admissionregistration.k8s.io], resources: [validatingadmissionpolicies], verbs: [delete]}",
            namespace: "shop", expected: false),
        Case(
            id: "guard-rails", rules: "{apiGroups: [kyverno.io], resources: [policyexceptions], verbs: [create]}",
            namespace: "shop", expected: true),
        Case(
            id: "network-policies",
            rules: "{apiGroups: [policy.networking.k8s.io], resources: [clusternetworkpolicies], verbs: [delete]}",
            namespace: "shop", expected: false),
        // A namespace's own object counts as within it.
        Case(
            id: "relabel-namespaces", rules: "{apiGroups: [''], resources: [namespaces], verbs: [patch]}",
            namespace: "shop", expected: true),
        // Writing bindings without bind passes on own rights at most.
        Case(
            id: "bind-cluster-roles", rules: "{\(rbac), resources: [clusterrolebindings], verbs: [patch]}",
            expected: false),
        Case(
            id: "pass-on-rights", rules: "{\(rbac), resources: [clusterrolebindings], verbs: [patch]}", expected: false),
        Case(
            id: "bind-cluster-roles",
            rules:
                "{\(rbac), resources: [clusterroles], verbs: [bind], resourceNames: [view]}, {\(rbac), resources: [clusterrolebindings], verbs: [create]}",
            expected: false),
        Case(
            id: "bind-cluster-roles",
            rules:
                "{\(rbac), resources: [clusterroles], verbs: [bind]}, {\(rbac), resources: [clusterrolebindings], verbs: [update], resourceNames: [x]}",
            expected: false),
        Case(
            id: "bind-cluster-roles",
            rules:
                "{\(rbac), resources: [clusterroles], verbs: [bind], resourceNames: [cluster-admin]}, {\(rbac), resources: [clusterrolebindings], verbs: [create]}",
            expected: true),
        // Creating a role asks for escalate without a name.
        Case(
            id: "escalate-roles",
            rules:
                "{\(rbac), resources: [clusterroles], verbs: [escalate], resourceNames: [a]}, {\(rbac), resources: [clusterroles], verbs: [create]}",
            expected: false),
        Case(
            id: "escalate-roles",
            rules: "{\(rbac), resources: [clusterroles], verbs: [escalate, update], resourceNames: [r]}", expected: true
        ),
        // A role that the holder does not have gives them nothing.
        Case(
            id: "escalate-roles",
            rules: "{\(rbac), resources: [clusterroles], verbs: [escalate, update], resourceNames: [a]}",
            expected: false),
        Case(
            id: "escalate-namespaced-roles",
            rules: "{\(rbac), resources: [roles], verbs: [escalate, update], resourceNames: [a]}", namespace: "shop",
            expected: false),
        Case(
            id: "bind-roles",
            rules:
                "{\(rbac), resources: [clusterroles], verbs: [bind], resourceNames: [edit]}, {\(rbac), resources: [rolebindings], verbs: [create]}",
            namespace: "shop", expected: true),
        // The Role of that name, not the ClusterRole.
        Case(
            id: "bind-roles",
            rules:
                "{\(rbac), resources: [roles], verbs: [bind], resourceNames: [edit]}, {\(rbac), resources: [rolebindings], verbs: [create]}",
            namespace: "shop", expected: false),
        Case(
            id: "bind-roles",
            rules:
                "{\(rbac), resources: [clusterroles], verbs: [bind], resourceNames: [view]}, {\(rbac), resources: [rolebindings], verbs: [create]}",
            expected: false),
        // Applying an object that does not exist is asked for both rights by its name.
        Case(
            id: "bind-cluster-roles",
            rules:
                "{\(rbac), resources: [clusterroles], verbs: [bind]}, {\(rbac), resources: [clusterrolebindings], verbs: [create, patch], resourceNames: [x]}",
            expected: true),
        Case(
            id: "bind-cluster-roles",
            rules:
                "{\(rbac), resources: [clusterroles], verbs: [bind]}, {\(rbac), resources: [clusterrolebindings], verbs: [create], resourceNames: [x]}",
            expected: false),
        Case(id: "escalate-roles", rules: "{\(rbac), resources: [clusterroles], verbs: [escalate]}", expected: false),
        // Both halves of one mode.
        Case(
            id: "constrained-impersonation",
            rules:
                "{apiGroups: [authentication.k8s.io], resources: [users], verbs: ['impersonate:user-info']}, {apiGroups: [''], resources: [pods], verbs: ['impersonate-on:serviceaccount:list']}",
            expected: false),
        Case(
            id: "constrained-impersonation",
            rules:
                "{apiGroups: [authentication.k8s.io], resources: [nodes], verbs: ['impersonate:associated-node']}, {apiGroups: [''], resources: [pods], verbs: ['impersonate-on:associated-node:list']}",
            expected: true),
        Case(
            id: "constrained-impersonation",
            rules:
                "{apiGroups: [authentication.k8s.io], resources: [nodes], verbs: ['impersonate:associated-node']}, {apiGroups: [''], resources: [pods], verbs: ['impersonate-on:associated-node:list']}",
            version: "v1.34", expected: false),
        // A group is impersonated together with a user only.
        Case(
            id: "impersonate-masters", rules: "{apiGroups: [''], resources: [groups], verbs: [impersonate]}",
            expected: false),
        Case(
            id: "impersonate-masters", rules: "{apiGroups: [''], resources: [groups, users], verbs: [impersonate]}",
            expected: true),
        // Users are no objects of a namespace, service accounts are.
        Case(
            id: "impersonate-named-users",
            rules: "{apiGroups: [''], resources: [users], verbs: [impersonate], resourceNames: [bob]}",
            namespace: "shop", expected: false),
        Case(
            id: "constrained-impersonation",
            rules:
                "{apiGroups: [authentication.k8s.io], resources: [users], verbs: ['impersonate:user-info']}, {apiGroups: [''], resources: [pods], verbs: ['impersonate-on:user-info:list']}",
            namespace: "shop", expected: false),
        Case(
            id: "constrained-impersonation",
            rules:
                "{apiGroups: [authentication.k8s.io], resources: [serviceaccounts], verbs: ['impersonate:serviceaccount']}, {apiGroups: [''], resources: [pods], verbs: ['impersonate-on:serviceaccount:list']}",
            namespace: "shop", expected: true),
        // Any constraint of Gatekeeper, whatever its template calls it.
        Case(
            id: "guard-rails",
            rules: "{apiGroups: [constraints.gatekeeper.sh], resources: [k8srequiredlabels], verbs: [delete]}",
            expected: true),
        Case(
            id: "guard-rails",
            rules: "{apiGroups: [constraints.gatekeeper.sh], resources: [k8srequiredlabels], verbs: [delete]}",
            namespace: "shop", expected: false),
        Case(
            id: "guard-rails",
            rules: "{apiGroups: [constraints.gatekeeper.sh], resources: [k8srequiredlabels], verbs: [get]}",
            expected: false),
        Case(
            id: "guard-rails",
            rules:
                "{apiGroups: [admissionregistration.k8s.io], resources: [validatingadmissionpolicies], verbs: [deletecollection]}",
            expected: true),
        // Whoever changes or deletes what is named needs no other name.
        Case(
            id: "guard-rails",
            rules: "{apiGroups: [kyverno.io], resources: [clusterpolicies], verbs: [delete], resourceNames: [a]}",
            expected: true),
        Case(
            id: "guard-rails",
            rules:
                "{apiGroups: [kyverno.io], resources: [clusterpolicies], verbs: [create, deletecollection], resourceNames: [a]}",
            expected: false),
        Case(
            id: "drive-operators",
            rules: "{apiGroups: [argoproj.io], resources: [applications], verbs: [patch], resourceNames: [a]}",
            expected: true),
        Case(
            id: "drive-operators",
            rules: "{apiGroups: [argoproj.io], resources: [applications], verbs: [create], resourceNames: [a]}",
            expected: false),
        Case(
            id: "network-policies",
            rules: "{apiGroups: [networking.k8s.io], resources: [networkpolicies], verbs: [deletecollection]}",
            namespace: "shop", expected: true),
        // An exception for a pod identity needs no account with a cloud identity in the input.
        Case(
            id: "cloud-identities",
            rules: "{apiGroups: [aadpodidentity.k8s.io], resources: [azurepodidentityexceptions], verbs: [create]}",
            namespace: "shop", expected: true),
        Case(
            id: "cloud-identities", rules: "{apiGroups: [''], resources: [serviceaccounts], verbs: [patch]}",
            expected: false),
        // A validating webhook reads, it does not change.
        Case(
            id: "admission-webhooks",
            rules:
                "{apiGroups: [admissionregistration.k8s.io], resources: [validatingwebhookconfigurations], verbs: [create]}",
            expected: false),
        Case(
            id: "validating-webhooks",
            rules:
                "{apiGroups: [admissionregistration.k8s.io], resources: [validatingwebhookconfigurations], verbs: [create]}",
            expected: true),
        // Approving takes three rights.
        Case(
            id: "issue-certificates",
            rules:
                "{apiGroups: [certificates.k8s.io], resources: [certificatesigningrequests, certificatesigningrequests/approval], verbs: [create, update]}",
            expected: false),
        Case(
            id: "issue-certificates",
            rules:
                "{apiGroups: [certificates.k8s.io], resources: [certificatesigningrequests, certificatesigningrequests/approval], verbs: [create, update]}, {apiGroups: [certificates.k8s.io], resources: [signers], verbs: [approve], resourceNames: ['kubernetes.io/kube-apiserver-client']}",
            expected: true),
        Case(
            id: "issue-certificates",
            rules:
                "{apiGroups: [certificates.k8s.io], resources: [certificatesigningrequests, certificatesigningrequests/approval], verbs: [create, update]}, {apiGroups: [certificates.k8s.io], resources: [signers], verbs: [approve], resourceNames: ['example.com/own']}",
            expected: false),
        Case(
            id: "mutating-policies",
            rules:
                "{apiGroups: [admissionregistration.k8s.io], resources: [mutatingadmissionpolicies, mutatingadmissionpolicybindings], verbs: [create]}",
            version: "v1.35", expected: false),
        Case(
            id: "mutating-policies",
            rules:
                "{apiGroups: [admissionregistration.k8s.io], resources: [mutatingadmissionpolicies], verbs: [create]}",
            version: "v1.36", expected: false),
        Case(
            id: "privileged-psp", rules: "{apiGroups: [policy], resources: [podsecuritypolicies], verbs: [use]}",
            version: "v1.25", expected: false),
        Case(
            id: "privileged-psp", rules: "{apiGroups: [policy], resources: [podsecuritypolicies], verbs: [use]}",
            version: "v1.24", expected: true),
        Case(
            id: "aws-auth",
            rules: "{apiGroups: [''], resources: [configmaps], verbs: [update], resourceNames: [aws-auth]}",
            expected: false),
        Case(
            id: "bootstrap-token", rules: "{apiGroups: [''], resources: [secrets], verbs: [create]}", namespace: "shop",
            expected: false),
        Case(
            id: "bootstrap-token", rules: "{apiGroups: [''], resources: [secrets], verbs: [create]}",
            namespace: "kube-system", expected: true),
        Case(
            id: "mint-token-secret", rules: "{apiGroups: [''], resources: [secrets], verbs: [create]}", expected: false),
        Case(id: "read-logs", rules: "{apiGroups: [''], resources: [pods/log], verbs: [list]}", expected: false),
    ]

    @Test(arguments: cases)
    func `a technique is found exactly where it works`(found: Case) throws {
        let names = Set(EscalationRegistry.all.map { $0.description.id })
        #expect(names.contains(found.id), "no such technique")
        #expect(try ids(found).contains(found.id) == found.expected)
    }

    private func ids(_ found: Case) throws -> [String] {
        let kind = found.namespace == nil ? "ClusterRoleBinding" : "RoleBinding"
        let place = found.namespace.map { ", namespace: \($0)" } ?? ""
        let manifest = """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: r}
            rules: [\(found.rules)]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: \(kind)
            metadata: {name: b\(place)}
            roleRef: {kind: ClusterRole, name: r}
            subjects: [{kind: User, name: ann}]
            """
        return findings(manifest, version: try #require(KubernetesVersion(found.version))).map(\.check.id)
    }

    private func findings(_ manifest: String, version: KubernetesVersion = .latest) -> [Finding] {
        var settings = Settings()
        settings.kubernetesVersion = version
        let inventory = Inventory(documents: [Document.parse(manifest, name: "a.yaml")])
        return Runner(checks: EscalationRegistry.all).run(Context(inventory: inventory, settings: settings)).findings
    }

    @Test func `a group is impersonated with an account of one namespace, too`() {
        let manifest = """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: groups}
            rules: [{apiGroups: [""], resources: [groups], verbs: [impersonate]}]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: groups}
            roleRef: {kind: ClusterRole, name: groups}
            subjects: [{kind: User, name: ann}]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: {name: accounts, namespace: shop}
            rules: [{apiGroups: [""], resources: [RESOURCE], verbs: [impersonate]}]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: accounts, namespace: shop}
            roleRef: {kind: Role, name: accounts}
            subjects: [{kind: User, name: ann}]
            """
        func isFound(_ resource: String) -> Bool {
            findings(manifest.replacing("RESOURCE", with: resource)).contains { $0.check.id == "impersonate-masters" }
        }
        #expect(isFound("serviceaccounts"))
        #expect(!isFound("users"))
    }

    @Test func `a way leads over users and over names of accounts`() {
        func bind(_ name: String, _ role: String, _ subject: String) -> String {
            """
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: \(name)}
            roleRef: {kind: ClusterRole, name: \(role)}
            subjects: [\(subject)]

            """
        }
        func role(_ name: String, _ rule: String) -> String {
            """
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: \(name)}
            rules: [\(rule)]

            """
        }
        let manifest =
            bind("root", "cluster-admin", "{kind: ServiceAccount, name: root, namespace: shop}")
            + role(
                "token", "{apiGroups: [''], resources: [serviceaccounts/token], verbs: [create], resourceNames: [root]}"
            )
            + bind("token", "token", "{kind: User, name: bob}")
            + role("act", "{apiGroups: [''], resources: [users], verbs: [impersonate], resourceNames: [bob]}")
            + bind("act", "act", "{kind: User, name: ann}")
        let found = findings(manifest).first { $0.check.id == "impersonate-named-users" }
        #expect(
            found?.message.contains(
                "shortest way to cluster-admin: act as user \"bob\", then get tokens to act as service account "
                    + "\"shop/root\", then do everything") == true)
    }

    @Test func `the smallest change takes the technique away`() throws {
        let manifest = """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: {name: r, namespace: shop}
            rules:
            - {apiGroups: [apps], resources: [deployments, daemonsets, replicasets/status], verbs: [get, create, patch]}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: b, namespace: shop}
            roleRef: {kind: Role, name: r}
            subjects: [{kind: User, name: ann}]
            """
        let found = try #require(findings(manifest).first { $0.check.id == "create-controllers" })
        let edits = try #require(found.remediation?.edits)
        #expect(edits.count == 2)
        #expect(found.remediation?.summary.contains("deployments") == true)
        #expect(found.remediation?.summary.contains("daemonsets") == true)
    }

    @Test func `pods that a rule names give no other pod's account`() {
        func chain(_ names: String) -> Bool {
            let manifest = """
                apiVersion: v1
                kind: Pod
                metadata: {name: root, namespace: shop}
                spec: {serviceAccountName: root, containers: [{name: a, image: a}]}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: root}
                roleRef: {kind: ClusterRole, name: cluster-admin}
                subjects: [{kind: ServiceAccount, name: root, namespace: shop}]
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: Role
                metadata: {name: r, namespace: shop}
                rules: [{apiGroups: [""], resources: [pods/exec], verbs: [create]\(names)}]
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: b, namespace: shop}
                roleRef: {kind: Role, name: r}
                subjects: [{kind: User, name: ann}]
                """
            return findings(manifest).contains { $0.check.id == "exec-pods" && $0.message.contains("shortest way") }
        }
        #expect(chain(""))
        #expect(chain(", resourceNames: [root]"))
        #expect(!chain(", resourceNames: [other]"))
    }

    @Test func `an account uses what its bindings give it under either of its names`() {
        let manifest = """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: {name: harmless, namespace: shop}
            rules: [{apiGroups: [shop.example], resources: [carts], verbs: [get]}]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: a, namespace: shop}
            roleRef: {kind: Role, name: harmless}
            subjects: [{kind: ServiceAccount, name: web}, {kind: User, name: "system:serviceaccount:shop:mail"}]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: {name: exec, namespace: shop}
            rules: [{apiGroups: [""], resources: [pods/exec], verbs: [create]}]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: b, namespace: shop}
            roleRef: {kind: Role, name: exec}
            subjects: [{kind: ServiceAccount, name: mail}, {kind: User, name: "system:serviceaccount:shop:web"}]
            """
        let names = findings(manifest).filter { $0.check.id == "exec-pods" }.map(\.subject.resource.name)
        #expect(
            names.sorted() == ["mail", "system:serviceaccount:shop:mail", "system:serviceaccount:shop:web", "web"])
    }
}
