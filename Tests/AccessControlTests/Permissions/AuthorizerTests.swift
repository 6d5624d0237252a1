// SPDX-License-Identifier: Apache-2.0

import AccessControl
import Cluster
import Documents
import Testing

struct AuthorizerTests {
    private func authorizer(_ manifest: String, builtIns: Authorizer.BuiltIns = .omitted) -> Authorizer {
        Authorizer(Inventory(documents: [Document.parse(manifest, name: "a.yaml")]), builtIns: builtIns)
    }

    private func role(_ rules: String, kind: String = "ClusterRole", name: String = "r") -> String {
        let place = kind == "Role" ? ", namespace: shop" : ""
        return """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: \(kind)
            metadata: {name: \(name)\(place)}
            rules: [\(rules)]
            ---

            """
    }

    private func binding(
        _ subject: String = "{kind: User, name: ann}", namespace: String? = nil,
        role: String = "{kind: ClusterRole, name: r}"
    ) -> String {
        """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: \(namespace == nil ? "ClusterRoleBinding" : "RoleBinding")
        metadata: {name: b\(namespace.map { ", namespace: \($0)" } ?? "")}
        roleRef: \(role)
        subjects: [\(subject)]
        ---

        """
    }

    private let ann = Identity(user: "ann")

    @Test(arguments: [
        ("pods", "pods", true), ("pods", "pods/log", false), ("pods/log", "pods/log", true),
        ("pods/log", "pods", false),
        ("*", "pods/log", true), ("*/log", "pods/log", true), ("*/log", "pods", false), ("pods/*", "pods/log", false),
        ("pods/*", "pods/*", true), ("*/*", "pods/log", false), ("*/scale", "deployments/scale", true),
    ])
    func `resources match as the authorizer matches them`(pattern: String, resource: String, expected: Bool) {
        let authorizer = authorizer(
            role("{apiGroups: ['*'], resources: ['\(pattern)'], verbs: [get]}") + binding())
        #expect(authorizer.allows(ResourceRequest("get", resource), by: ann) == expected)
    }

    @Test(arguments: [
        ("*", "/x", true), ("/healthz", "/healthz", true), ("/healthz", "/healthz/etcd", false),
        ("/healthz/*", "/healthz/etcd", true), ("/healthz/*", "/healthz", false), ("/api*", "/apis", true),
        ("/a/*/b", "/a/x/b", false),
    ])
    func `urls match exactly or by a trailing star`(pattern: String, url: String, expected: Bool) {
        let authorizer = authorizer(role("{nonResourceURLs: ['\(pattern)'], verbs: [get]}") + binding())
        #expect(authorizer.allows(verb: "get", url: url, by: ann) == expected)
    }

    @Test func `urls need a binding of the whole cluster`() {
        let authorizer = authorizer(role("{nonResourceURLs: ['*'], verbs: [get]}") + binding(namespace: "shop"))
        #expect(!authorizer.allows(verb: "get", url: "/metrics", by: ann))
    }

    @Test func `a rule with names allows only requests with one of them`() {
        let authorizer = authorizer(
            role("{apiGroups: [''], resources: [secrets], resourceNames: [a], verbs: [get, list]}") + binding())
        #expect(authorizer.allows(ResourceRequest("get", "secrets", name: "a", namespace: "shop"), by: ann))
        #expect(authorizer.allows(ResourceRequest("list", "secrets", name: "a"), by: ann))
        #expect(!authorizer.allows(ResourceRequest("get", "secrets", name: "b"), by: ann))
        #expect(!authorizer.allows(ResourceRequest("list", "secrets"), by: ann))
    }

    @Test func `a role binding grants in its namespace only`() {
        let authorizer = authorizer(
            role("{apiGroups: [''], resources: [pods], verbs: [get]}") + binding(namespace: "shop"))
        #expect(authorizer.allows(ResourceRequest("get", "pods", namespace: "shop"), by: ann))
        #expect(!authorizer.allows(ResourceRequest("get", "pods", namespace: "other"), by: ann))
        #expect(!authorizer.allows(ResourceRequest("get", "pods"), by: ann))
    }

    @Test func `a service account is reached by name and by its groups`() {
        let rules = role("{apiGroups: [''], resources: [pods], verbs: [get]}")
        let cart = Identity(user: "system:serviceaccount:shop:cart")
        let other = Identity(user: "system:serviceaccount:mail:cart")
        let request = ResourceRequest("get", "pods", namespace: "shop")
        for (subject, expected) in [
            ("{kind: ServiceAccount, name: cart, namespace: shop}", [true, false]),
            ("{kind: ServiceAccount, name: cart}", [true, false]),
            ("{kind: User, name: 'system:serviceaccount:shop:cart'}", [true, false]),
            ("{kind: Group, name: 'system:serviceaccounts'}", [true, true]),
            ("{kind: Group, name: 'system:serviceaccounts:shop'}", [true, false]),
            ("{kind: Group, name: 'system:authenticated'}", [true, true]),
            ("{kind: Group, name: 'system:unauthenticated'}", [false, false]),
        ] {
            let authorizer = authorizer(rules + binding(subject, namespace: "shop"))
            #expect([cart, other].map { authorizer.allows(request, by: $0) } == expected, "\(subject)")
        }
    }

    @Test func `anonymous is not authenticated`() {
        let anonymous = Identity(user: "system:anonymous")
        #expect(anonymous.groups == ["system:unauthenticated"])
        #expect(Identity(user: "ann", addedGroups: ["dev"]).groups == ["dev", "system:authenticated"])
        #expect(Identity.serviceAccount("system:serviceaccount:a:b:c") == nil)
    }

    @Test func `system masters need no binding`() {
        let authorizer = authorizer("{}")
        let master = Identity(user: "ann", addedGroups: ["system:masters"])
        #expect(authorizer.allows(ResourceRequest("delete", "nodes", name: "a"), by: master))
        #expect(authorizer.allows(verb: "get", url: "/x", by: master))
    }

    @Test func `built-in roles resolve and can be left out`() {
        let manifest = binding(namespace: "shop", role: "{kind: ClusterRole, name: edit}")
        let request = ResourceRequest("impersonate", "serviceaccounts", name: "x", namespace: "shop")
        #expect(authorizer(manifest, builtIns: .automatic).allows(request, by: ann))
        #expect(!authorizer(manifest, builtIns: .omitted).allows(request, by: ann))
        let secrets = ResourceRequest("get", "secrets", namespace: "shop")
        let viewer = binding(namespace: "shop", role: "{kind: ClusterRole, name: view}")
        #expect(!authorizer(viewer, builtIns: .included).allows(secrets, by: ann))
        #expect(authorizer("{}", builtIns: .included).allows(verb: "get", url: "/version", by: ann))
    }

    @Test func `aggregated roles take over rules through others and lose their own`() {
        let authorizer = authorizer(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: r}
            aggregationRule: {clusterRoleSelectors: [{matchLabels: {to: r}}]}
            rules: [{apiGroups: [''], resources: [secrets], verbs: [get]}]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: middle, labels: {to: r}}
            aggregationRule: {clusterRoleSelectors: [{matchExpressions: [{key: to, operator: In, values: [middle, r]}]}]}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: leaf, labels: {to: middle}}
            rules: [{apiGroups: [''], resources: [pods], verbs: [get]}]
            ---

            """ + binding())
        #expect(authorizer.allows(ResourceRequest("get", "pods"), by: ann))
        #expect(!authorizer.allows(ResourceRequest("get", "secrets"), by: ann))
    }

    @Test func `a label puts rules into a built-in role`() {
        let authorizer = authorizer(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: x, labels: {rbac.authorization.k8s.io/aggregate-to-view: "true"}}
            rules: [{apiGroups: [example.com], resources: [widgets], verbs: [get]}]
            ---

            """ + binding(namespace: "shop", role: "{kind: ClusterRole, name: admin}"), builtIns: .included)
        #expect(authorizer.allows(ResourceRequest("get", group: "example.com", "widgets", namespace: "shop"), by: ann))
    }

    @Test func `a dangling binding grants nothing`() {
        let authorizer = authorizer(binding(role: "{kind: ClusterRole, name: absent}"), builtIns: .included)
        #expect(!authorizer.allows(ResourceRequest("get", "pods"), by: ann))
    }

    @Test func `what the api server refuses is a problem and grants nothing`() {
        let bad = authorizer(
            role(
                "{nonResourceURLs: ['*'], verbs: [get]}, {apiGroups: [''], resources: [pods], verbs: [get]}",
                kind: "Role")
                + binding(namespace: "shop", role: "{kind: Role, name: r}"))
        #expect(bad.problems.map(\.description).first?.contains("nonResourceURLs in a Role") == true)
        #expect(!bad.allows(ResourceRequest("get", "pods", namespace: "shop"), by: ann))
        let unnamed = authorizer("apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: b}\n")
        #expect(unnamed.problems.first?.location.line == 1)
        let verbs = authorizer(role("{apiGroups: [''], resources: [pods], verbs: [gett, List]}"))
        #expect(verbs.problems.map(\.gravity) == [.warning, .warning])
    }

    @Test func `the input replaces a built-in role of the same name`() {
        let authorizer = authorizer(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: view}
            rules: [{apiGroups: [''], resources: [secrets], verbs: [get]}]
            ---

            """ + binding(role: "{kind: ClusterRole, name: view}"))
        #expect(authorizer.allows(ResourceRequest("get", "secrets"), by: ann))
    }
}
