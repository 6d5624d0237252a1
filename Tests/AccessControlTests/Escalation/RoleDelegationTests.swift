// SPDX-License-Identifier: Apache-2.0

import AccessControl
import Cluster
import Documents
import Findings
import Testing

/// What somebody gains who may bind or write roles.
struct RoleDelegationTests {
    private static let rbac = "rbac.authorization.k8s.io"

    private func clusterRole(_ name: String, labels: String = "", _ rules: String...) -> String {
        """
        ---
        {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: \(name), labels: {\(labels)}},
          rules: [\(rules.joined(separator: ", "))]}

        """
    }

    private func binding(_ role: String, namespace: String? = nil, name: String = "b", kind: String = "ClusterRole")
        -> String
    {
        """
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: \(namespace == nil ? "ClusterRoleBinding" : "RoleBinding")
        metadata: {name: \(name)\(namespace.map { ", namespace: \($0)" } ?? "")}
        roleRef: {kind: \(kind), name: \(role)}
        subjects: [{kind: User, name: ann}]

        """
    }

    private func rule(_ verbs: String, _ resources: String, names: String = "") -> String {
        "{apiGroups: [\(Self.rbac)], resources: [\(resources)], verbs: [\(verbs)]"
            + (names.isEmpty ? "}" : ", resourceNames: [\(names)]}")
    }

    private func findings(_ manifest: String) -> [Finding] {
        let inventory = Inventory(documents: [Document.parse(manifest, name: "a.yaml")])
        return Runner(checks: EscalationRegistry.all).run(Context(inventory: inventory, settings: Settings())).findings
            .filter { $0.subject.resource.name == "ann" }
    }

    private func message(_ id: String, _ manifest: String) -> String {
        findings(manifest).first { $0.check.id == id }?.message ?? ""
    }

    private static let everything = "{apiGroups: ['*'], resources: ['*'], verbs: ['*']}"
    private static let exec = "{apiGroups: [''], resources: [pods/exec], verbs: [create]}"

    @Test func `a custom role that may do everything is as good as cluster-admin`() {
        let manifest =
            clusterRole("helper", rule("bind", "clusterroles", names: "super"), rule("create", "clusterrolebindings"))
            + clusterRole("super", Self.everything) + binding("helper")
        let found = findings(manifest)
        #expect(found.map(\.check.id).contains("bind-cluster-roles"))
        #expect(found.first { $0.check.id == "bind-cluster-roles" }?.severity == .critical)
        #expect(message("bind-cluster-roles", manifest).contains("bind ClusterRole \"super\" to themselves"))
    }

    @Test func `what a role gives is followed to the administration of the cluster`() {
        let manifest =
            clusterRole(
                "helper", rule("bind", "clusterroles", names: "impersonator"), rule("create", "clusterrolebindings"))
            + clusterRole("impersonator", "{apiGroups: [''], resources: [users], verbs: [impersonate]}")
            + binding("helper")
        #expect(
            message("bind-cluster-roles", manifest).contains(
                "shortest way to cluster-admin: bind ClusterRole \"impersonator\" to themselves in the whole cluster, "
                    + "then act as any user"))
    }

    @Test func `the rules of an aggregated role are what it gives`() {
        let aggregated = """
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: sum}
            aggregationRule: {clusterRoleSelectors: [{matchLabels: {part: "yes"}}]}

            """
        let helper =
            clusterRole("helper", rule("bind", "clusterroles", names: "sum"), rule("create", "rolebindings"))
            + binding("helper", namespace: "shop")
        #expect(message("bind-roles", helper + aggregated).isEmpty)
        let with = helper + aggregated + clusterRole("part", labels: "part: \"yes\"", Self.exec)
        #expect(message("bind-roles", with).contains("run commands in pods"))
    }

    @Test func `one role leads to the next, and a circle ends`() {
        let write = rule("create", "clusterrolebindings")
        let manifest =
            clusterRole("one", rule("bind", "clusterroles", names: "two"), write) + binding("one")
            + clusterRole("two", rule("bind", "clusterroles", names: "three, one"))
            + clusterRole("three", rule("bind", "clusterroles", names: "one, two"), Self.everything)
        #expect(
            message("bind-cluster-roles", manifest).contains(
                "bind ClusterRole \"two\" to themselves in the whole cluster, then bind ClusterRole \"three\" to "
                    + "themselves in the whole cluster"))
    }

    @Test func `two roles that lead on only together are taken together`() {
        let csr = "apiGroups: [certificates.k8s.io]"
        let manifest =
            clusterRole(
                "helper", rule("bind", "clusterroles", names: "asks, signs"), rule("create", "clusterrolebindings"))
            + binding("helper")
            + clusterRole("asks", "{\(csr), resources: [certificatesigningrequests], verbs: [create]}")
            + clusterRole(
                "signs", "{\(csr), resources: [certificatesigningrequests/approval], verbs: [update]}",
                "{\(csr), resources: [signers], verbs: [approve]}")
        #expect(message("bind-cluster-roles", manifest).contains("then issue a client certificate for any user"))
    }

    @Test func `a role bound in a namespace gives nothing beyond it`() {
        let nodes = clusterRole("nodes", "{apiGroups: [''], resources: [nodes/proxy], verbs: [get]}")
        let rules = [rule("bind", "clusterroles", names: "nodes"), rule("create", "rolebindings, clusterrolebindings")]
        let helper = clusterRole("helper", rules[0], rules[1])
        #expect(findings(nodes + helper + binding("helper", namespace: "shop")).isEmpty)
        #expect(!message("bind-cluster-roles", nodes + helper + binding("helper")).isEmpty)
    }

    @Test func `who may only change bindings gains the roles of those that are there`() {
        let manifest =
            clusterRole("helper", rule("bind", "clusterroles"), rule("patch", "rolebindings"))
            + binding("helper", namespace: "shop")
        #expect(message("bind-roles", manifest).isEmpty)
        let other =
            clusterRole("exec", Self.exec)
            + binding("exec", namespace: "shop", name: "other")
            .replacing("name: ann", with: "name: bob")
        #expect(message("bind-roles", manifest + other).contains("bind ClusterRole \"exec\""))
    }

    @Test func `roles of one namespace are bound there only`() {
        let role = """
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: {name: deployer, namespace: NAME}
            rules: [\(Self.exec)]

            """
        let helper =
            clusterRole("helper", rule("bind", "roles", names: "deployer"), rule("create", "rolebindings"))
            + binding("helper", namespace: "shop")
        #expect(message("bind-roles", helper + role.replacing("NAME", with: "other")).isEmpty)
        #expect(message("bind-roles", helper + role.replacing("NAME", with: "shop")).contains("Role \"deployer\""))
    }

    @Test func `writing a role that feeds one of the holder's own gives everything`() {
        let manifest =
            clusterRole("part", "{apiGroups: [''], resources: [pods], verbs: [get]}")
            + clusterRole("helper", rule("escalate, patch", "clusterroles", names: "part")) + binding("helper")
        #expect(message("escalate-roles", manifest).isEmpty)
        #expect(
            message("escalate-roles", manifest + binding("view", name: "viewer")).contains(
                "have their ClusterRole \"view\" take it over"))
    }

    @Test func `the smallest change names the rule that binds the powerful role`() throws {
        let manifest =
            clusterRole(
                "helper", rule("bind", "clusterroles", names: "view"), rule("bind", "clusterroles", names: "exec"),
                rule("create, patch", "rolebindings"), rule("update", "rolebindings"))
            + clusterRole("exec", Self.exec) + binding("helper", namespace: "shop")
        let found = try #require(findings(manifest).first { $0.check.id == "bind-roles" })
        #expect(found.remediation?.edits.count == 1)
        #expect(found.remediation?.summary.contains("remove a rule") == true)
    }
}
