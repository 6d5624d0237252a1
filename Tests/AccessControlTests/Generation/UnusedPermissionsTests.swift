// SPDX-License-Identifier: Apache-2.0

import AccessControl
import Cluster
import Documents
import Testing

struct UnusedPermissionsTests {
    private func event(
        _ verb: String, _ resource: String, user: String = "ann", name: String = "",
        time: String = "2026-11-23T08:00:00Z"
    ) -> String {
        #"{"stage":"ResponseComplete","verb":"\#(verb)","user":{"username":"\#(user)","groups":["devs"]},"#
            + #""objectRef":{"resource":"\#(resource)","namespace":"shop","name":"\#(name)"},"#
            + #""requestReceivedTimestamp":"\#(time)","annotations":{"authorization.k8s.io/decision":"allow"}}"#
    }

    private func usage(_ events: [String]) -> AuditUsage {
        var usage = AuditUsage()
        var reader = AuditReader()
        Array(events.joined(separator: "\n").utf8).withUnsafeBytes { reader.feed($0) { usage.add($0) } }
        reader.finish { usage.add($0) }
        return usage
    }

    private let manifest = """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata: {name: r, namespace: shop}
        rules:
        - apiGroups: ["", apps]
          resources: [pods, secrets, configmaps]
          verbs: [get, list, watch]
        - apiGroups: [apps]
          resources: ["*"]
          verbs: ["*"]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: b, namespace: shop}
        roleRef: {kind: Role, name: r}
        subjects: [{kind: User, name: ann}, {kind: User, name: bob}]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata: {name: idle, namespace: shop}
        rules: [{apiGroups: [""], resources: [pods], verbs: [get]}]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: idle, namespace: shop}
        roleRef: {kind: Role, name: idle}
        subjects: [{kind: Group, name: others}]

        """

    private func unused(_ manifest: String, _ usage: AuditUsage) -> (UnusedPermissions, Authorizer) {
        let inventory = Inventory(documents: [Document.parse(manifest, name: "a.yaml")])
        let authorizer = Authorizer(inventory, builtIns: .omitted)
        return (UnusedPermissions(inventory, authorizer: authorizer, usage: usage), authorizer)
    }

    @Test func `what is empty afterwards goes as an object and the replay denies nothing`() throws {
        let (unused, authorizer) = unused(manifest, usage([event("get", "pods", name: "x"), event("list", "pods")]))
        let edited = try #require(unused.edited().first)
        #expect(edited.refusals == 0)
        #expect(
            String(decoding: edited.after.bytes, as: UTF8.self) == """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: Role
                metadata: {name: r, namespace: shop}
                rules:
                - apiGroups: [""]
                  resources: [pods]
                  verbs: [get, list]
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: b, namespace: shop}
                roleRef: {kind: Role, name: r}
                subjects: [{kind: User, name: ann}]

                """)
        #expect(unused.denialsAfterEdits(unused.edited(), builtIns: .omitted, before: authorizer) == 0)
    }

    @Test func `commands delete bindings before roles`() {
        let (unused, _) = unused(manifest, usage([event("get", "pods", name: "x")]))
        let removals = unused.removals.map {
            "\($0.patch == nil ? "delete" : "patch") \($0.object.kind) \($0.object.name)"
        }
        #expect(
            removals == ["patch RoleBinding b", "delete RoleBinding idle", "patch Role r", "delete Role idle"])
    }

    @Test func `rules behind one about URLs are judged as well`() {
        let manifest = """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: r}
            rules:
            - nonResourceURLs: [/metrics]
              verbs: [get]
            - apiGroups: [""]
              resources: [secrets]
              verbs: [get]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: b}
            roleRef: {kind: ClusterRole, name: r}
            subjects: [{kind: User, name: ann}]
            """
        let scrape =
            #"{"stage":"ResponseComplete","verb":"get","user":{"username":"ann"},"requestURI":"/metrics?x=1","#
            + #""annotations":{"authorization.k8s.io/decision":"allow"}}"#
        let (unused, authorizer) = unused(manifest, usage([scrape]))
        #expect(unused.entries.map(\.kind) == [.rule])
        #expect(unused.denialsAfterEdits(unused.edited(), builtIns: .omitted, before: authorizer) == 0)
    }

    @Test func `memory grows with kinds of requests and not with events`() {
        var events: [String] = []
        for number in 0..<3_000 {
            let name = number < 1_500 ? "stable" : "name-\(number)"
            events.append(event("get", "pods", name: name, time: "2026-11-23T0\(number % 8):00:0\(number % 10)Z"))
        }
        let usage = usage(events)
        #expect(usage.events == 3_000)
        #expect(usage.requests.count == 1)
        #expect(usage.counts.map(\.names.count) == [64])
        #expect(usage.counts.map(\.hasMoreNames) == [true])
    }

    @Test func `everybody who acts as another keeps the right to`() {
        func acting(_ user: String) -> String {
            #"{"stage":"ResponseComplete","verb":"list","user":{"username":"\#(user)"},"#
                + #""impersonatedUser":{"username":"zoe","groups":["admins","system:authenticated"]},"#
                + #""objectRef":{"resource":"pods"},"annotations":{"authorization.k8s.io/decision":"allow"}}"#
        }
        let usage = usage([acting("ann"), acting("bob"), acting("ann")])
        let impersonations = usage.requests.indices.filter { usage.requests[$0].verb == "impersonate" }.map {
            "\(usage.requests[$0].user) \(usage.requests[$0].resource) \(usage.counts[$0].names.sorted())"
        }
        #expect(
            impersonations == [
                #"ann users ["zoe"]"#, #"ann groups ["admins"]"#, #"bob users ["zoe"]"#, #"bob groups ["admins"]"#,
            ])
    }

    @Test func `a second pass finds nothing more`() throws {
        let usage = usage([event("get", "pods", name: "x"), event("watch", "configmaps", user: "bob")])
        let (first, _) = unused(manifest, usage)
        let text = try #require(first.edited().first).after
        let (second, _) = unused(String(decoding: text.bytes, as: UTF8.self), usage)
        #expect(second.entries.isEmpty)
    }

    @Test func `an object in a list goes out of the list`() throws {
        let list = """
            {"apiVersion": "v1", "kind": "List", "items": [
              {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata": {"name": "r", "namespace": "shop"},
               "rules": [{"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]}]},
              {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding", "metadata": {"name": "r", "namespace": "shop"},
               "roleRef": {"kind": "Role", "name": "r"}, "subjects": [{"kind": "User", "name": "zoe"}]}
            ]}
            """
        let (unused, _) = unused(list, usage([event("get", "pods", name: "x")]))
        let edited = try #require(unused.edited().first)
        let items = try #require(edited.after.roots.first?["items"])
        #expect(items.value == [])
    }

    @Test func `the window says what it did not contain`() {
        let short = AuditWindow(usage([event("get", "pods"), event("get", "pods", time: "2026-11-23T08:38:52Z")]))
            .remarks
        #expect(short.first?.hasSuffix(": 38 minutes") == true)
        #expect(short.contains("not in it: the hours 09 to 08 UTC, and what runs then every day"))
        #expect(short.contains { $0.contains("Sunday, Tuesday, Wednesday") && !$0.contains("Monday,") })
        #expect(short.contains("no leader election is in it"))
        let gap = AuditWindow(usage([event("get", "pods"), event("get", "pods", time: "2026-11-25T08:00:00Z")])).remarks
        #expect(gap.contains("no request at all for about 47 hours within it, from 2026-11-23T09:00 UTC"))
    }
}
