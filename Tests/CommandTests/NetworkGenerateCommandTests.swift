// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

struct NetworkGenerateCommandTests {
    private func run(_ line: String, _ prepare: (TemporaryFolder) -> Void = { _ in }) throws -> BuiltProgram.Result {
        let folder = TemporaryFolder()
        folder.write("app.yaml", Self.manifests)
        folder.write("flows.json", Self.flow)
        prepare(folder)
        return try #require(BuiltProgram()).shell(line.replacing("$ROOT", with: GoldenFile.root), in: folder)
    }

    private static let manifests = """
        apiVersion: v1
        kind: Pod
        metadata: {name: web, namespace: a, labels: {app: web}}
        spec: {containers: [{name: c, image: c, env: [{name: DB, value: 'db:5432'}]}]}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: db, namespace: a, labels: {app: db}}
        spec: {containers: [{name: c, image: c}]}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: db, namespace: a}
        spec: {selector: {app: db}, ports: [{port: 5432}]}

        """

    private static let flow = #"""
        {"flow":{"time":"2026-05-01T10:00:00Z","verdict":"FORWARDED","is_reply":false,"traffic_direction":"INGRESS","IP":{"source":"10.0.0.1","destination":"10.0.0.2"},"l4":{"TCP":{"source_port":41000,"destination_port":9187}},"source":{"namespace":"watch","pod_name":"p","labels":["k8s:app=p"]},"destination":{"namespace":"a","pod_name":"db","labels":["k8s:app=db"]}}}

        """#

    @Test func `the example shop gets these policies`() throws {
        let result = try run(
            "cp -r $ROOT/Examples/shop shop; $B network generate shop --output generated.yaml; s=$?; cat generated.yaml; exit $s"
        )
        #expect(result.status == 0)
        let errors = result.errors.split(separator: "\n").map { "# \($0)\n" }.joined()
        if let difference = GoldenFile.difference(
            "Tests/CommandTests/Golden/generate-shop.yaml", result.output + errors)
        {
            Issue.record("\(difference)")
        }
    }

    @Test func `what is generated passes its own evaluation`() throws {
        let result = try run(
            """
            cp -r $ROOT/Examples/shop shop
            $B network generate shop --output-dir shop/policies --quiet
            ls shop/policies
            $B network connections shop --quiet | grep '^shop/' | grep -v External
            """)
        #expect(
            result.output == """
                shop-ci.yaml
                shop.yaml
                shop/cart[Deployment] => shop/payments[Deployment] : TCP 8443
                shop/cart[Deployment] => shop/redis[StatefulSet] : TCP 6379

                """)
    }

    @Test func `flows add what manifests do not say, from files, archives and pipes`() throws {
        let commands = [
            "$B network generate app.yaml --from-flows flows.json",
            "gzip flows.json; $B network generate app.yaml --from-flows flows.json.gz",
            "cat flows.json | $B network generate app.yaml --from-flows -",
        ]
        for command in commands {
            let result = try run(command)
            #expect(result.status == 0)
            #expect(result.output.contains("observed 1 time at 2026-05-01T10:00:00Z"))
            #expect(result.output.contains("kubernetes.io/metadata.name: watch"))
            #expect(result.errors.contains("replayed: all of 3 needed connections, 1 of them observed are allowed"))
        }
    }

    @Test func `flows alone are enough`() throws {
        let result = try run("$B network generate --from-flows flows.json -o json")
        #expect(result.status == 0)
        #expect(result.output.contains(#""policy": "a/db""#))
    }

    @Test func `broken input is told with its place, and the rest is used`() throws {
        let result = try run("echo oops >>flows.json; $B network generate app.yaml --from-flows flows.json")
        #expect(result.status == 3)
        #expect(result.errors.contains("flows.json:2:1: found "))
        #expect(result.output.contains("observed 1 time"))
        #expect(try run("$B network generate app.yaml --from-flows none.json").status == 3)
    }

    @Test func `a policy that denies what is needed fails the replay`() throws {
        let result = try run("$B network generate app.yaml deny.yaml") { folder in
            folder.write(
                "deny.yaml",
                """
                apiVersion: policy.networking.k8s.io/v1alpha2
                kind: ClusterNetworkPolicy
                metadata: {name: deny}
                spec:
                  tier: Admin
                  priority: 1
                  subject: {pods: {namespaceSelector: {}, podSelector: {matchLabels: {app: db}}}}
                  ingress: [{action: Deny, from: [{namespaces: {}}]}]

                """)
        }
        #expect(result.status == 1)
        #expect(result.errors.contains("denied although needed: a/web[Pod] => a/db[Pod] : TCP 5432"))
    }

    @Test(arguments: [
        "--api-server 10.0.0.0/64", "--address-waste 100", "--output-dir x -o json", "- --from-flows -",
    ])
    func `wrong usage is refused`(arguments: String) throws {
        #expect(try run("$B network generate app.yaml \(arguments)").status == 2)
    }
}
