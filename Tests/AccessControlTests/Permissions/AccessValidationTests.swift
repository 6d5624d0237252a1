// SPDX-License-Identifier: Apache-2.0

import AccessControl
import Cluster
import Documents
import Testing

struct AccessValidationTests {
    private let ann = Identity(user: "ann")

    private func authorizer(_ manifest: String) -> Authorizer {
        Authorizer(Inventory(documents: [Document.parse(manifest, name: "a.yaml")]), builtIns: .omitted)
    }

    private func role(_ rules: String, metadata: String = "{name: r}") -> String {
        "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: \(metadata)\nrules: \(rules)\n---\n"
    }

    private func binding(_ subjects: String, roleRef: String = "{kind: ClusterRole, name: r}") -> String {
        "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {name: b}\n"
            + "roleRef: \(roleRef)\nsubjects: \(subjects)\n---\n"
    }

    private let read = "[{apiGroups: [''], resources: [pods], verbs: [get]}]"

    private func isAllowed(_ manifest: String) -> Bool {
        authorizer(manifest).allows(ResourceRequest("get", "pods"), by: ann)
    }

    @Test(arguments: [
        "[{kind: User, name: ann}, {kind: ServiceAccount, name: x}]",
        "[{kind: User, name: ann}, {kind: ServiceAccount, name: Bad_Name, namespace: shop}]",
        "[{kind: User, name: ann}, {kind: User, name: ''}]", "[{kind: User, name: ann}, null]",
        "[{kind: User, name: ann}, {kind: User, name: 5}]", "[{kind: User, name: ann}, {kind: user, name: x}]",
        "[{kind: User, name: ann}, {kind: Group, name: x, apiGroup: apps}]",
        "[{kind: User, name: ann}, {kind: ServiceAccount, name: x, namespace: y, apiGroup: rbac.authorization.k8s.io}]",
    ])
    func `one bad subject loses the whole binding`(subjects: String) {
        #expect(!isAllowed(role(read) + binding(subjects)))
    }

    @Test(arguments: [
        "[{kind: User, name: ann, apiGroup: null, namespace: null}]",
        "[{kind: User, name: ann, apiGroup: rbac.authorization.k8s.io, namespace: ignored}]",
    ])
    func `null is nothing and a namespace of a user means nothing`(subjects: String) {
        #expect(isAllowed(role(read) + binding(subjects)))
    }

    @Test(arguments: [
        "{kind: ClusterRole}", "{kind: Role, name: r}", "{kind: ClusterRole, name: a/b}", "null",
        "{kind: ClusterRole, name: r, apiGroup: apps}",
    ])
    func `a bad roleRef loses the binding`(roleRef: String) {
        #expect(!isAllowed(role(read) + binding("[{kind: User, name: ann}]", roleRef: roleRef)))
    }

    @Test(arguments: [
        "[{apiGroups: [''], resources: [pods], verbs: [get]}, {apiGroups: [''], resources: [pods], verbs: []}]",
        "[{apiGroups: [''], resources: [pods], verbs: [get]}, {resources: [pods], verbs: [get]}]",
        "[{apiGroups: [''], resources: [pods], verbs: [get]}, null]",
        "[{apiGroups: [''], resources: [pods], verbs: [get], nonResourceURLs: [/x]}]",
        "[{apiGroups: [''], resources: [pods], verbs: [get], resourceNames: [1]}]",
        "[{apiGroups: [''], resources: [pods], verbs: get}]", "{verbs: [get]}",
    ])
    func `one bad rule loses the whole role`(rules: String) {
        let authorizer = authorizer(role(rules) + binding("[{kind: User, name: ann}]"))
        #expect(!authorizer.allows(ResourceRequest("get", "pods"), by: ann))
        #expect(authorizer.problems.contains { $0.gravity == .error })
    }

    @Test func `a label that is no text loses the role`() {
        #expect(!isAllowed(role(read, metadata: "{name: r, labels: {a: true}}") + binding("[{kind: User, name: ann}]")))
    }

    @Test func `a roleRef never changes`() {
        let second = binding("[{kind: User, name: bob}]", roleRef: "{kind: ClusterRole, name: other}")
        let authorizer = authorizer(role(read) + binding("[{kind: User, name: ann}]") + second)
        #expect(authorizer.allows(ResourceRequest("get", "pods"), by: ann))
        #expect(authorizer.problems.map(\.location.line) == [15])
    }

    @Test func `a service account without a namespace is told about in a RoleBinding`() {
        let authorizer = authorizer(
            "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: b, namespace: shop}\n"
                + "roleRef: {kind: Role, name: r}\nsubjects: [{kind: ServiceAccount, name: x}]\n")
        #expect(authorizer.problems.map(\.gravity) == [.warning])
    }

    @Test func `users are told apart byte by byte`() {
        let authorizer = authorizer(role(read) + binding("[{kind: User, name: \"jos\\u00e9\"}]"))
        let request = ResourceRequest("get", "pods")
        #expect(authorizer.allows(request, by: Identity(user: "jos\u{E9}")))
        #expect(!authorizer.allows(request, by: Identity(user: "jose\u{301}")))
    }

    @Test func `a dump brings its own roles and is not joined by those of a stock cluster`() {
        let dump = """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleList
            items:
            - {metadata: {name: cluster-admin}, rules: []}
            - {metadata: {name: system:discovery}, rules: []}
            """
        let authorizer = Authorizer(Inventory(documents: [Document.parse(dump, name: "a.yaml")]))
        #expect(authorizer.roles.filter(\.isClusterRole).map(\.name) == ["cluster-admin", "system:discovery"])
        #expect(!authorizer.allows(verb: "get", url: "/version", by: ann))
    }

    @Test func `kinds, versions and capitals are understood as kubectl does`() {
        let naming = ResourceNaming(Inventory(documents: []))
        #expect(naming.resolve("Deployment").title == "deployments.apps")
        #expect(naming.resolve("deploy.v1.apps/scale").title == "deployments.apps/scale")
        #expect(naming.resolve("ComponentStatus").title == "componentstatuses")
    }
}
