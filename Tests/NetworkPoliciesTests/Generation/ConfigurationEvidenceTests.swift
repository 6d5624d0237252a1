// SPDX-License-Identifier: Apache-2.0

import Documents
import Testing

@testable import NetworkPolicies

struct ConfigurationEvidenceTests {
    /// The connections of a workload `client` with these lines in its container, to a Service `cart` (80 to 8080) of
    /// its namespace and one `db` of namespace `b`.
    private func connections(_ container: String, and more: String = "") -> [String] {
        Generated(
            Generated.deployment("client", spec: container) + Generated.deployment("cart")
                + Generated.deployment("db", port: 5432, servicePort: 5432, namespace: "b") + more
        ).connections
    }

    private static let cart = "a/client => a/cart : TCP 8080 (high)"
    private static let db = "a/client => b/db : TCP 5432 (high)"

    @Test(arguments: [
        ("env: [{name: X, value: 'cart:80'}]", cart),
        ("env: [{name: X, value: 'http://cart'}]", cart),
        ("env: [{name: X, value: 'http://cart/api'}]", cart),
        ("env: [{name: CART_HOST, value: cart}, {name: CART_PORT, value: '80'}]", cart),
        ("env: [{name: H, value: cart}, {name: URL, value: 'http://$(H):80'}]", cart),
        ("env: [{name: X, value: 'postgres://u:p@db.b/x'}]", db),
        ("env: [{name: X, value: 'db.b:5432'}]", db),
        ("env: [{name: X, value: 'db.b.svc:5432'}]", db),
        ("env: [{name: X, value: 'db.b.svc.cluster.local:5432'}]", db),
        ("env: [{name: X, value: 'DB.b.svc.example.org.:5432'}]", db),
        ("args: ['--backend=cart:80']", cart),
        ("args: ['--backend', 'http://cart:80']", cart),
        ("command: [nc, -z, cart, '80']", cart),
        ("command: [sh, -c, 'until wget cart:80; do sleep 1; done']", cart),
    ])
    func `a host with its port is high`(container: String, expected: String) {
        #expect(connections(container) == [expected])
    }

    @Test(arguments: [
        ("env: [{name: CART_URL, value: cart}]", "a/client => a/cart : TCP 8080 (medium)"),
        ("args: [--db-host, db.b]", "a/client => b/db : TCP 5432 (medium)"),
        ("env: [{name: X, value: 'grpc://cart'}]", "a/client => a/cart : TCP 8080 (medium)"),
        ("command: [sh, -c, 'until nslookup db.b.svc; do sleep 1; done']", "a/client => b/db : TCP 5432 (medium)"),
    ])
    func `a host whose port is concluded is medium`(container: String, expected: String) {
        #expect(connections(container) == [expected])
    }

    @Test(arguments: [
        "env: [{name: APP_NAME, value: cart}]", "env: [{name: GREETING, value: the cart is empty}]",
        "args: [cart]", "env: [{name: CART_URL, value: 'http://cart:9999'}]", "env: [{name: X, value: 'localhost:80'}]",
        "env: [{name: SELF_URL, value: 'http://client:80'}]", "env: [{name: X, value: 'cart:1.2'}]",
        "env: [{name: X, value: '127.0.0.1:80'}]",
    ])
    func `no connection is made up`(container: String) {
        #expect(connections(container).isEmpty)
    }

    @Test func `a port that the Service does not have is told`() {
        let generated = Generated(
            Generated.deployment("client", spec: "env: [{name: CART_URL, value: 'http://cart:9999'}]")
                + Generated.deployment("cart"))
        #expect(generated.page.summary.contains { $0.contains("Service a/cart has no port 9999") })
    }

    @Test func `variables come from ConfigMaps and Secrets, which are decoded`() {
        let objects = """
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: settings, namespace: a}
            data: {HOST: cart, PORT: "80", unused: x}
            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: database, namespace: a}
            data: {url: cG9zdGdyZXM6Ly91OnBAZGIuYjo1NDMyL3g=}

            """
        let container = """
            envFrom: [{configMapRef: {name: settings}}]
            env: [{name: DB, valueFrom: {secretKeyRef: {name: database, key: url}}}]
            """
        #expect(connections(container, and: objects) == [Self.cart, Self.db])
    }

    @Test func `a secret's text never stands in the reason`() {
        let generated = Generated(
            Generated.deployment("client", spec: "env: [{name: X, value: 'http://bob:hunter2@cart:80/hunter3'}]")
                + Generated.deployment("cart"))
        #expect(generated.connections == [Self.cart])
        #expect(!generated.page.yaml.contains("hunter"))
        #expect(generated.page.yaml.contains("names http://cart:80 (input.yaml:"))
    }

    @Test func `mounted files are read line by line, without their comments`() throws {
        let generated = Generated(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: files, namespace: a}
            data:
              nginx.conf: |
                # not to http://db.b:5432
                location / {
                  proxy_pass http://cart;
                }
              other.conf: "x: db.b:5432"
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: client, namespace: a, labels: {app: client}}
            spec:
              containers: [{name: c, image: c}]
              volumes: [{name: v, configMap: {name: files, items: [{key: nginx.conf, path: x}]}}]

            """ + Generated.deployment("cart") + Generated.deployment("db", port: 5432, namespace: "b"))
        #expect(generated.connections == [Self.cart])
        let evidence = try #require(generated.plan.collected.connections.first).evidence
        #expect(evidence.location?.line == 8)
    }

    @Test func `init containers and sidecars count`() {
        let generated = Generated(
            """
            apiVersion: batch/v1
            kind: Job
            metadata: {name: migrate, namespace: a}
            spec:
              template:
                metadata: {labels: {app: migrate}}
                spec:
                  initContainers: [{name: wait, image: x, command: [sh, -c, "nc -z cart 80"]}]
                  containers: [{name: c, image: c}]

            """ + Generated.deployment("cart"))
        #expect(generated.connections == ["a/migrate => a/cart : TCP 8080 (high)"])
    }

    private static let stateful = """
        ---
        apiVersion: apps/v1
        kind: StatefulSet
        metadata: {name: kafka, namespace: a}
        spec:
          serviceName: kafka
          replicas: 3
          template:
            metadata: {labels: {app: kafka}}
            spec:
              automountServiceAccountToken: false
              containers:
              - name: k
                image: k
                ports: [{containerPort: 9092}]
                env: [{name: PEERS, value: 'kafka-0.kafka.a.svc:9093,kafka-1.kafka.a.svc:9093'}]
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: kafka, namespace: a}
        spec:
          clusterIP: None
          selector: {app: kafka}
          ports: [{name: client, port: 9092}, {name: peer, port: 9093}]

        """

    @Test func `pods of a StatefulSet are known by name, also to each other`() {
        let found = connections("env: [{name: X, value: 'kafka-0.kafka:9092'}]", and: Self.stateful)
        #expect(found == ["a/client => a/kafka : TCP 9092 (high)", "a/kafka => a/kafka : TCP 9093 (high)"])
    }

    @Test func `a Service may stand for another name, or for addresses`() {
        let services = """
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: alias, namespace: a}
            spec: {type: ExternalName, externalName: db.b.svc.cluster.local}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: legacy, namespace: a}
            spec: {ports: [{port: 80, targetPort: 8000}]}
            ---
            apiVersion: v1
            kind: Endpoints
            metadata: {name: legacy, namespace: a}
            subsets: [{addresses: [{ip: 192.0.2.7}]}]

            """
        let found = connections(
            "env: [{name: A, value: 'alias:5432'}, {name: B, value: 'http://legacy'}]", and: services)
        #expect(found == ["a/client => 192.0.2.7/32 : TCP 8000 (high)", Self.db])
    }

    @Test func `names and addresses outside of the cluster open their port outside, and are told`() {
        let generated = Generated(
            Generated.deployment(
                "client", spec: "env: [{name: A, value: 'https://api.example.com/x'}, {name: B, value: '192.0.2.1:25'}]"
            ))
        #expect(
            generated.connections == [
                "a/client => 0.0.0.0/0 but private : TCP 443 (medium)", "a/client => 192.0.2.1/32 : TCP 25 (medium)",
                "a/client => ::/0 but private : TCP 443 (medium)",
            ])
        #expect(generated.plan.collected.outsideNames.map(\.host) == ["api.example.com"])
        var options = GenerationOptions()
        options.opensOutside = false
        let closed = Generated(
            Generated.deployment("client", spec: "env: [{name: A, value: 'https://api.example.com'}]"), options: options
        )
        #expect(closed.connections.isEmpty)
        #expect(closed.page.summary.contains { $0.contains("api.example.com:443") })
    }

    @Test func `a Service that is not in the input leads to its namespace, with little confidence`() {
        let found = connections("env: [{name: OTEL, value: 'http://collector.telemetry.svc:4317'}]")
        #expect(found == ["a/client => telemetry/all pods : TCP 4317 (low)"])
    }
}
