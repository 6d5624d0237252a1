// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

struct NetworkQuestionTests {
    private static let shop = """
        apiVersion: v1
        kind: Pod
        metadata: {name: a, namespace: shop, labels: {app: a}}
        spec: {containers: [{name: c, image: i}]}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: b, namespace: shop, labels: {app: b}}
        spec: {containers: [{name: c, image: i}]}
        ---
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: b, namespace: shop}
        spec:
          podSelector: {matchLabels: {app: b}}
          ingress:
          - from: [{podSelector: {matchLabels: {app: a}}}]
            ports: [{port: 80}]

        """

    private static let closed = """
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: b, namespace: shop}
        spec: {podSelector: {}, policyTypes: [Ingress]}

        """

    private func run(_ arguments: String, _ files: [String: String] = [:]) throws -> BuiltProgram.Result {
        let folder = TemporaryFolder()
        folder.write("shop.yaml", Self.shop)
        folder.write("closed.yaml", Self.closed)
        for (name, text) in files { folder.write(name, text) }
        return try #require(BuiltProgram()).run("network \(arguments)", in: folder)
    }

    @Test func `an assumed policy replaces the one of its name`() throws {
        let before = try run("why shop/a shop/b --port 80 shop.yaml")
        #expect(before.status == 0)
        let after = try run("why shop/a shop/b --port 80 shop.yaml --assume closed.yaml")
        #expect(after.status == 1)
        #expect(after.output.contains("no rule matches in NetworkPolicy shop/b (closed.yaml:1:1)"))
    }

    @Test func `a summary counts ordered pairs of pods by connection`() throws {
        let result = try run("connections --summary shop.yaml")
        #expect(result.status == 0)
        #expect(
            result.output == """
                2 pods, 2 pairs of different pods
                All Connections : 1 (50.0 %)
                TCP 80 : 1 (50.0 %)

                """)
    }

    @Test func `two sides outside are wrong usage`() throws {
        let result = try run("why 1.2.3.4 5.6.7.8 shop.yaml")
        #expect(result.status == 2)
        #expect(result.errors.contains("both lie outside"))
    }

    @Test func `a suite without assertions does not pass`() throws {
        let result = try run("test suite.yaml shop.yaml", ["suite.yaml": "# to do\n"])
        #expect(result.status == 3)
        #expect(result.errors.contains("suite.yaml: found no assertion"))
    }

    @Test func `a suite that cannot be read is unreadable input`() throws {
        #expect(try run("test missing.yaml shop.yaml").status == 3)
    }

    @Test func `an assertion that cannot be read is told, and the others are judged`() throws {
        let suite = """
            - {from: shop/a, to: shop/b, port: 99999, expect: allow}
            - {from: shop/a, to: shop/b, expect: allow}

            """
        let result = try run("test suite.yaml shop.yaml", ["suite.yaml": suite])
        #expect(result.status == 3)
        #expect(result.output == "1 passed, 0 failed\n")
        #expect(result.errors.contains("suite.yaml:1:3: the port 99999 is not between 1 and 65535"))
    }

    @Test func `JSON tells priorities that tie`() throws {
        let policies = [("p", "Accept"), ("q", "Deny")].map { name, action in
            """
            apiVersion: policy.networking.k8s.io/v1alpha2
            kind: ClusterNetworkPolicy
            metadata: {name: \(name)}
            spec:
              tier: Admin
              priority: 7
              subject: {namespaces: {}}
              ingress: [{action: \(action), from: [{namespaces: {}}]}]

            """
        }
        let ties = policies.joined(separator: "---\n")
        let result = try run("connections -o json shop.yaml ties.yaml", ["ties.yaml": ties])
        #expect(result.status == 0)
        #expect(result.output.contains("have the same priority 7 in one tier and disagree about ingress of shop/a"))
    }

    @Test func `a pod stands for the workload that owns it`() throws {
        let dump = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: c, namespace: shop}
            spec: {template: {metadata: {labels: {app: c}}, spec: {containers: [{name: c, image: i}]}}}
            ---
            apiVersion: apps/v1
            kind: ReplicaSet
            metadata:
              name: c-1
              namespace: shop
              ownerReferences: [{apiVersion: apps/v1, kind: Deployment, name: c, controller: true}]
            spec: {template: {metadata: {labels: {app: c}}, spec: {containers: [{name: c, image: i}]}}}
            ---
            apiVersion: v1
            kind: Pod
            metadata:
              name: c-1-x
              namespace: shop
              labels: {app: c}
              ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: c-1, controller: true}]
            spec: {containers: [{name: c, image: i}]}
            ---
            apiVersion: v1
            kind: Pod
            metadata:
              name: d-1-x
              namespace: shop
              labels: {app: d}
              ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: d-1, controller: true}]
            spec: {containers: [{name: c, image: i}]}

            """
        let result = try run("why shop/c-1-x shop/d-1-x shop.yaml dump.yaml", ["dump.yaml": dump])
        #expect(result.status == 0)
        #expect(
            result.output.hasPrefix("shop/c[Deployment] => shop/d-1[ReplicaSet]: allowed, All Connections\n"),
            "\(result)")
    }
}
