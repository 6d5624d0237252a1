// SPDX-License-Identifier: Apache-2.0

import AccessControl
import Cluster
import Documents
import Testing

struct RoleGenerationTests {
    private func usage(_ events: [String]) -> AuditUsage {
        var usage = AuditUsage()
        var reader = AuditReader()
        Array(events.joined(separator: "\n").utf8).withUnsafeBytes { reader.feed($0) { usage.add($0) } }
        reader.finish { usage.add($0) }
        return usage
    }

    private func event(
        _ verb: String, _ resource: String, name: String = "", namespace: String = "shop", decision: String = "allow",
        reason: String = "", user: String = "system:serviceaccount:shop:cart"
    ) -> String {
        let parts = resource.split(separator: "/")
        let sub = parts.count > 1 ? #","subresource":"\#(parts[1])""# : ""
        let group = parts[0] == "deployments" ? #","apiGroup":"apps""# : ""
        return #"{"stage":"ResponseComplete","verb":"\#(verb)","user":{"username":"\#(user)"},"#
            + #""objectRef":{"resource":"\#(parts[0])","namespace":"\#(namespace)","name":"\#(name)"\#(sub)\#(group)},"#
            + #""requestReceivedTimestamp":"2026-11-23T08:00:00Z","annotations":{"#
            + #""authorization.k8s.io/decision":"\#(decision)","authorization.k8s.io/reason":"\#(reason)"}}"#
    }

    private func text(_ generation: RoleGeneration) -> String {
        generation.subjects.flatMap(\.objects).map { YAMLText().block($0, column: 0).joined(separator: "\n") }
            .joined(separator: "\n---\n")
    }

    private func authorizer(_ generation: RoleGeneration) -> Authorizer {
        Authorizer(Inventory(documents: [Document.parse(text(generation), name: "g.yaml")]), builtIns: .omitted)
    }

    private let cart = Identity(user: "system:serviceaccount:shop:cart")

    @Test func `what was used is allowed and nothing else`() {
        let usage = usage([
            event("get", "configmaps", name: "settings"), event("list", "pods"), event("create", "pods", name: "x"),
            event("delete", "secrets", name: "s", decision: "forbid"),
        ])
        let generation = RoleGeneration(usage, known: nil) { _ in true }
        let authorizer = authorizer(generation)
        func may(_ verb: String, _ resource: String, name: String = "", namespace: String = "shop") -> Bool {
            authorizer.allows(ResourceRequest(verb, resource, name: name, namespace: namespace), by: cart)
        }
        #expect(may("get", "configmaps", name: "settings"))
        #expect(!may("get", "configmaps", name: "other"))
        #expect(may("list", "pods"))
        #expect(may("create", "pods"))
        #expect(!may("list", "pods", namespace: "other"))
        #expect(!may("delete", "secrets", name: "s"))
        #expect(generation.denied == ["system:serviceaccount:shop:cart: delete secrets in \"shop\" (1 request)"])
    }

    @Test func `constrained impersonation takes the mode and what is done in it, and no more`() {
        let mode =
            #","impersonatedUser":{"username":"alice","groups":["system:authenticated"]},"#
            + #""authenticationMetadata":{"impersonationConstraint":"impersonate:user-info"},"objectRef""#
        let events = [event("get", "secrets", name: "key"), event("list", "pods")].map {
            $0.replacing(#","objectRef""#, with: mode)
        }
        let generation = RoleGeneration(usage(events), known: nil) { _ in true }
        let authorizer = authorizer(generation)
        func may(_ verb: String, group: String = "", _ resource: String, name: String = "", namespace: String = "")
            -> Bool
        {
            let request = ResourceRequest(verb, group: group, resource, name: name, namespace: namespace)
            return authorizer.allows(request, by: cart)
        }
        #expect(may("impersonate:user-info", group: "authentication.k8s.io", "users", name: "alice"))
        #expect(!may("impersonate:user-info", group: "authentication.k8s.io", "users", name: "bob"))
        #expect(may("impersonate-on:user-info:list", "pods", namespace: "shop"))
        #expect(may("impersonate-on:user-info:get", "secrets", name: "key", namespace: "shop"))
        #expect(!may("impersonate-on:user-info:get", "secrets", name: "other", namespace: "shop"))
        #expect(!may("impersonate", "users", name: "alice"))
        #expect(!may("list", "pods", namespace: "shop"))
    }

    @Test func `the same rules in several namespaces are one role that is bound in each`() {
        let usage = usage([event("list", "pods"), event("list", "pods", namespace: "mail")])
        let generation = RoleGeneration(usage, known: nil) { _ in true }
        let kinds = generation.subjects.flatMap(\.objects).compactMap { $0["kind"] }
        #expect(kinds == ["ClusterRole", "RoleBinding", "RoleBinding"])
        #expect(!authorizer(generation).allows(ResourceRequest("list", "pods"), by: cart))
    }

    @Test func `generated names are not written into roles and that is said`() {
        let usage = usage([event("get", "pods", name: "web-7d4b9c6f5b-x2kqp"), event("get", "pods/log", name: "db-0")])
        let generation = RoleGeneration(usage, known: nil) { _ in true }
        #expect(generation.subjects.first?.remarks.count == 1)
        #expect(text(generation).contains("db-0"))
        #expect(!text(generation).contains("x2kqp"))
    }

    @Test func `a replay of the log denies nothing`() {
        let verbs = ["get", "list", "watch", "update", "patch", "delete", "create", "deletecollection"]
        var events: [String] = []
        for (number, verb) in (verbs + verbs + verbs).enumerated() {
            let resource = ["pods", "pods/exec", "deployments", "secrets"][number % 4]
            let name = number % 3 == 0 ? "" : "name-\(number)"
            events.append(event(verb, resource, name: name, namespace: ["shop", "mail", ""][number % 3]))
        }
        let usage = usage(events)
        let authorizer = authorizer(RoleGeneration(usage, known: nil) { _ in true })
        let stock = Authorizer(Inventory(documents: []), builtIns: .included)
        #expect(authorizer.denials(replaying: usage, known: stock) { _ in true } == 0)
    }

    @Test func `unused parts go and a replay still denies nothing`() {
        let manifest = """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: {name: cart, namespace: shop}
            rules:
            - apiGroups: [""]
              resources: [pods, secrets]
              verbs: [get, list, delete]
            - apiGroups: ["*"]
              resources: ["*"]
              verbs: ["*"]
            - apiGroups: [batch]
              resources: [jobs]
              verbs: [create]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: cart, namespace: shop}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: cart}
            subjects: [{kind: ServiceAccount, name: cart, namespace: shop}]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: old}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
            subjects: [{kind: User, name: nobody}]
            """
        let inventory = Inventory(documents: [Document.parse(manifest, name: "cart.yaml")])
        let authorizer = Authorizer(inventory)
        let usage = usage([event("get", "pods", name: "a"), event("patch", "deployments", name: "web")])
        let unused = UnusedPermissions(inventory, authorizer: authorizer, usage: usage)
        let kinds: [UnusedPermissions.Entry.Kind] = [
            .verb, .resource, .wildcard, .wildcard, .wildcard, .rule, .binding,
        ]
        #expect(unused.entries.map(\.kind) == kinds.sorted(unused))
        #expect(unused.denialsAfterEdits(unused.edited(), builtIns: .automatic, before: authorizer) == 0)
        let after = Authorizer(Inventory(documents: unused.edited().map(\.after)))
        #expect(!after.allows(ResourceRequest("get", "secrets", namespace: "shop"), by: cart))
        #expect(!after.allows(ResourceRequest("list", "pods", namespace: "shop"), by: cart))
        #expect(!after.allows(ResourceRequest("get", "pods"), by: Identity(user: "nobody")))
    }
}

extension [UnusedPermissions.Entry.Kind] {
    /// In the order of the entries, so that only what was found is compared.
    fileprivate func sorted(_ unused: UnusedPermissions) -> Self {
        let order = unused.entries.map(\.kind)
        return sorted { (order.firstIndex(of: $0) ?? 99) < (order.firstIndex(of: $1) ?? 99) }
    }
}
