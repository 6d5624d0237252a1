// SPDX-License-Identifier: Apache-2.0

import AccessControl
import Cluster
import Documents
import Findings
import Testing

/// Conditions of the identity checks beyond the examples that each of them carries.
struct IdentityCheckTests {
    private func ids(_ manifest: String) -> [String] {
        let inventory = Inventory(documents: [Document.parse(manifest, name: "a.yaml")])
        return Runner(checks: AccessControlRegistry.all).run(Context(inventory: inventory, settings: Settings()))
            .findings.map(\.check.id)
    }

    private func role(_ name: String, labels: String = "", _ rules: String...) -> String {
        """
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: {name: \(name), labels: {\(labels)}}
        rules: [\(rules.joined(separator: ", "))]

        """
    }

    private func binding(_ role: String, _ subject: String, name: String? = nil) -> String {
        """
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata: {name: \(name ?? "b-" + role)}
        roleRef: {kind: ClusterRole, name: \(role)}
        subjects: [\(subject)]

        """
    }

    private let health = "{nonResourceURLs: [/healthz, /version], verbs: [get]}"

    @Test func `what everybody has anyway is no right for everybody`() {
        let all = "{kind: Group, name: 'system:authenticated'}"
        let anybody = "{kind: Group, name: 'system:unauthenticated'}"
        #expect(!ids(role("health", health) + binding("health", all)).contains("authenticated-binding"))
        #expect(!ids(role("health", health) + binding("health", anybody)).contains("anonymous-binding"))
        let metrics = "{nonResourceURLs: [/metrics], verbs: [get]}"
        #expect(ids(role("health", health, metrics) + binding("health", all)).contains("authenticated-binding"))
        #expect(ids(role("health", metrics) + binding("health", anybody)).contains("anonymous-binding"))
    }

    @Test func `discovery of the API is for those who have logged in`() {
        #expect(
            ids(binding("system:discovery", "{kind: Group, name: 'system:unauthenticated'}")).contains(
                "anonymous-binding"))
        #expect(
            !ids(binding("system:discovery", "{kind: Group, name: 'system:authenticated'}")).contains(
                "authenticated-binding"))
    }

    @Test func `a user who is called like a group is not everybody`() {
        #expect(!ids(binding("view", "{kind: User, name: 'system:unauthenticated'}")).contains("anonymous-binding"))
        #expect(ids(binding("view", "{kind: User, name: 'system:anonymous'}")).contains("anonymous-binding"))
    }

    @Test func `nobody hides in a binding that is called like one of the control plane's`() {
        let masters = "{kind: Group, name: 'system:masters'}"
        #expect(ids(binding("cluster-admin", masters, name: "cluster-admin")).isEmpty)
        let added = ids(binding("cluster-admin", masters + ", {kind: User, name: eve}", name: "cluster-admin"))
        #expect(added == ["cluster-admin-binding"])
        #expect(
            ids(binding("cluster-admin", "{kind: User, name: eve}", name: "system:eve")) == ["cluster-admin-binding"])
        #expect(
            ids(binding("view", "{kind: User, name: 'system:anonymous'}", name: "system:all")) == ["anonymous-binding"])
    }

    @Test func `a power that two roles of one account give together is found`() {
        let ann = "{kind: User, name: ann}"
        let manifest =
            role("drain", "{apiGroups: [''], resources: [pods/eviction], verbs: [create]}") + binding("drain", ann)
            + role("taint", "{apiGroups: [''], resources: [nodes], verbs: [patch]}")
        #expect(!ids(manifest + binding("taint", "{kind: User, name: bob}")).contains("steal-pods"))
        #expect(ids(manifest + binding("taint", ann)).contains("steal-pods"))
    }

    @Test func `approving certificates takes filing requests, perhaps through another role`() {
        let ann = "{kind: User, name: ann}"
        let group = "apiGroups: [certificates.k8s.io], resources"
        let manifest =
            role("approve", "{\(group): [certificatesigningrequests/approval], verbs: [patch]}")
            + binding("approve", ann) + role("file", "{\(group): [certificatesigningrequests], verbs: [create]}")
        #expect(!ids(manifest + binding("file", "{kind: User, name: bob}")).contains("csr-approve"))
        #expect(ids(manifest + binding("file", ann)).filter { $0 == "csr-approve" }.count == 1)
    }

    @Test func `extra fields are impersonated by their key`() {
        let rule = "{apiGroups: [authentication.k8s.io], resources: [userextras/scopes], verbs: [impersonate]}"
        #expect(ids(role("extra", rule) + binding("extra", "{kind: User, name: ann}")).contains("impersonate"))
    }

    @Test func `any constraint is a guard rail`() {
        let rule = "{apiGroups: [constraints.gatekeeper.sh], resources: [k8srequiredlabels], verbs: [VERB]}"
        let held = binding("rails", "{kind: User, name: ann}")
        #expect(ids(role("rails", rule.replacing("VERB", with: "deletecollection")) + held).contains("guardrail-write"))
        #expect(!ids(role("rails", rule.replacing("VERB", with: "get")) + held).contains("guardrail-write"))
    }

    @Test(arguments: [
        ("view", "{apiGroups: [longhorn.io], resources: [nodes], verbs: ['*']}", false),
        ("edit", "{apiGroups: [longhorn.io], resources: ['*'], verbs: ['*']}", false),
        ("edit", "{apiGroups: [''], resources: ['*'], verbs: [get]}", true),
        ("admin", "{apiGroups: [rbac.authorization.k8s.io], resources: [roles], verbs: ['*']}", true),
        ("admin", "{apiGroups: [rbac.authorization.k8s.io], resources: [roles], verbs: [create]}", false),
        ("view", "{apiGroups: [''], resources: [serviceaccounts], verbs: ['*']}", true),
        ("edit", "{apiGroups: [''], resources: [serviceaccounts], verbs: ['*']}", false),
    ])
    func `what is aggregated is judged by what it lets people do`(target: String, rule: String, isFound: Bool) {
        let label = "rbac.authorization.k8s.io/aggregate-to-\(target): 'true'"
        #expect(ids(role("part", labels: label, rule)).contains("aggregation-injection") == isFound)
    }

    @Test(arguments: [
        ("image: bitnami/kubectl", "kubectl"), ("image: web, args: [kubectl, get, pods]", "kubectl"),
        ("image: web, command: [curl, \"https://kubernetes.default.svc/api\"]", "kubernetes.default"),
        ("image: web, command: [cat, /run/secrets/kubernetes.io/serviceaccount/token]", "kubernetes.io/serviceaccount"),
    ])
    func `a container that shows that it uses the API keeps its token`(fields: String, sign: String) {
        func finding(_ fields: String) -> Finding? {
            let manifest = """
                apiVersion: v1
                kind: Pod
                metadata: {name: web}
                spec: {containers: [{name: proxy, \(fields)}]}

                """
            let other = "{kind: User, apiGroup: rbac.authorization.k8s.io, name: jane}"
            let text = manifest + role("reader", health) + binding("reader", other)
            let inventory = Inventory(documents: [Document.parse(text, name: "a.yaml")])
            return Runner(checks: AccessControlRegistry.all)
                .run(Context(inventory: inventory, settings: Settings())).findings
                .first { $0.check.id == "token-automount" }
        }
        let quiet = finding("image: web")
        #expect(quiet?.remediation?.confidence == .safe && quiet?.remediation?.edits.count == 1)
        let client = finding(fields)
        #expect(client?.severity == .info)
        #expect(client?.remediation?.edits.isEmpty == true)
        #expect(client?.remediation?.summary.contains("\"proxy\" seems to use the API (\(sign))") == true)
    }
}
