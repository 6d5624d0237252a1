// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents
package import Findings

package enum SensitiveInterfaceExposedCheck: InventoryCheck {
    package static let description = CheckDescription(
        id: "sensitive-interface-exposed", title: "Sensitive interface reachable from outside", severity: .high,
        layer: .network,
        rationale: """
            Dashboards, notebooks, workflow engines and databases run code or hand out data for whoever reaches them, \
            and many ask nobody who they are in their default installation.
            """,
        attack: """
            Scanners for exactly these interfaces run all day; a hit is a shell, a database or the cluster.
            """,
        rule: """
            Fires for a workload with a container of a known image (dashboards, Argo, notebooks, metrics and tracing \
            consoles, databases and queues) whose interface's port someone outside reaches through a LoadBalancer, a \
            NodePort, external addresses, an Ingress or a route, as far as the policies let the traffic through.
            """,
        fix: """
            Take the Service or route away and use kubectl port-forward, or put an authenticating proxy in front; a \
            policy that lets only the namespace in closes the way meanwhile.
            """,
        mappings: Mappings(
            nsa: ["Network separation and hardening"], mitre: ["T1133", "MS-TA9005"], owasp: ["K05", "K06"],
            peers: [.kubescape: ["C-0021", "C-0274"], .checkov: ["CKV_K8S_33"]]),
        references: [
            "https://microsoft.github.io/Threat-Matrix-for-Kubernetes/techniques/exposed%20sensitive%20interfaces/"
        ],
        examples: [
            .violating(
                "a database on a node port", at: ["spec.containers[0].image"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: cache, namespace: shop, labels: {app: cache}}
                spec: {containers: [{name: redis, image: "docker.io/library/redis:7", ports: [{containerPort: 6379}]}]}
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: cache, namespace: shop}
                spec: {type: NodePort, selector: {app: cache}, ports: [{port: 6379}]}
                """),
            .compliant(
                "inside of the cluster",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: cache, namespace: shop, labels: {app: cache}}
                spec: {containers: [{name: redis, image: "redis:7", ports: [{containerPort: 6379}]}]}
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: cache, namespace: shop}
                spec: {selector: {app: cache}, ports: [{port: 6379}]}
                """),
            .compliant(
                "a policy keeps the outside out",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: cache, namespace: shop, labels: {app: cache}}
                spec: {containers: [{name: redis, image: "redis:7", ports: [{containerPort: 6379}]}]}
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: cache, namespace: shop}
                spec: {type: LoadBalancer, selector: {app: cache}, ports: [{port: 6379}]}
                ---
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: cache, namespace: shop}
                spec: {podSelector: {}, policyTypes: [Ingress], ingress: [{from: [{podSelector: {}}]}]}
                """),
        ])

    package static func evaluate(_ context: Context, _ findings: inout FindingCollector) {
        let facts = NetworkFacts.of(context.inventory)
        for (position, ways) in OutsideAccess.of(context.inventory).ways.sorted(by: { $0.key < $1.key }) {
            let endpoint = facts.model.endpoints[position]
            guard let workload = endpoint.workload else { continue }
            for container in workload.containers where container.role != .initial || container.isSidecar {
                guard let image = container.image, let interface = SensitiveInterface.find(image) else { continue }
                let open = ways.filter { way in interface.ports.isEmpty || !interface.isClosed(to: way.ports) }
                guard !open.isEmpty else { continue }
                findings.add(
                    "\(interface.what) in container \"\(container.name)\" is reachable from outside through "
                        + open.prefix(2).map(\.title).joined(separator: " and "),
                    Subject(workload, container),
                    [Evidence(below: container.node, "image")] + open.map(\.evidence),
                    remediation: remediation(endpoint, container))
            }
        }
    }

    /// A policy that lets only the namespace's own pods in.
    private static func remediation(_ endpoint: Endpoint, _ container: Container) -> Remediation {
        let labels = endpoint.labels.sorted { $0.key < $1.key }.map { Value.Member($0.key, .string($0.value)) }
        guard !labels.isEmpty else { return Remediation("take the Service or route away", .review) }
        let policy: Value = [
            "apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy",
            "metadata": [
                "name": .string("\(endpoint.name)-inside"), "namespace": .string(endpoint.namespace),
                "annotations": ["bulwark.dev/description": "only pods of the namespace may reach it"],
            ],
            "spec": [
                "podSelector": ["matchLabels": .object(labels)], "policyTypes": ["Ingress"],
                "ingress": [["from": [["podSelector": [:]]]]],
            ],
        ]
        return Remediation(
            "let only the namespace's own pods in, or take the Service or route away", .review,
            [Edit(.addObject(policy), at: Evidence(container.node))])
    }
}

/// An image whose interface nobody outside should reach.
struct SensitiveInterface {
    let what: String
    /// The interface's own ports; empty for any.
    let ports: [Int]

    func isClosed(to open: PortSet) -> Bool { !ports.contains { open.contains(.tcp, $0) } }

    /// By the last part of the image's name, without registry, tag and digest.
    static func find(_ image: String) -> SensitiveInterface? {
        let path = image.prefix { $0 != "@" }
        let last = path.split(separator: "/").last ?? ""
        let name = String(last.prefix { $0 != ":" }).lowercased()
        return known[name].map { SensitiveInterface(what: $0.0, ports: $0.1) }
    }

    private static let known: [String: (String, [Int])] = [
        "dashboard": ("the Kubernetes dashboard", [8443, 9090, 443, 80, 8000]),
        "kubernetes-dashboard": ("the Kubernetes dashboard", []),
        "kubernetes-dashboard-amd64": ("the Kubernetes dashboard", []),
        "argocd": ("Argo CD", []), "argocd-server": ("Argo CD", []), "argocli": ("Argo Workflows", [2746]),
        "weave-scope": ("Weave Scope", []), "scope": ("Weave Scope", [4040]), "octant": ("Octant", []),
        "jupyter": ("a Jupyter notebook", []), "notebook": ("a Jupyter notebook", [8888]),
        "minimal-notebook": ("a Jupyter notebook", []), "scipy-notebook": ("a Jupyter notebook", []),
        "tensorflow-notebook": ("a Jupyter notebook", []), "pyspark-notebook": ("a Jupyter notebook", []),
        "datascience-notebook": ("a Jupyter notebook", []), "jupyterlab": ("a Jupyter notebook", []),
        "centraldashboard": ("the Kubeflow dashboard", []), "airflow": ("Airflow", [8080, 5555]),
        "flower": ("Flower", []), "jenkins": ("Jenkins", []), "spark": ("Spark", [8080, 4040, 7077, 6066]),
        "prometheus": ("Prometheus", [9090]), "alertmanager": ("Alertmanager", [9093]),
        "kibana": ("Kibana", [5601]), "elasticsearch": ("Elasticsearch", [9200, 9300]),
        "opensearch": ("OpenSearch", [9200, 9300]), "cerebro": ("Cerebro", []),
        "cassandra": ("Cassandra", [9042, 9160]),
        "redis": ("Redis", [6379]), "valkey": ("Valkey", [6379]), "memcached": ("Memcached", [11211]),
        "mongo": ("MongoDB", [27_017]), "mongodb": ("MongoDB", [27_017]), "mongo-express": ("Mongo Express", []),
        "mysql": ("MySQL", [3306]), "mariadb": ("MariaDB", [3306]), "postgres": ("PostgreSQL", [5432]),
        "postgresql": ("PostgreSQL", [5432]), "etcd": ("etcd", [2379, 2380]), "couchdb": ("CouchDB", [5984]),
        "influxdb": ("InfluxDB", [8086]), "neo4j": ("Neo4j", [7474, 7687]), "clickhouse-server": ("ClickHouse", []),
        "rabbitmq": ("RabbitMQ", [5672, 15_672]), "kafka": ("Kafka", [9092]), "zookeeper": ("ZooKeeper", [2181]),
        "consul": ("Consul", [8500]), "phpmyadmin": ("phpMyAdmin", []), "adminer": ("Adminer", []),
        "pgadmin4": ("pgAdmin", []), "portainer": ("Portainer", []), "rancher": ("Rancher", []),
        "cadvisor": ("cAdvisor", []), "registry": ("an image registry", [5000]), "kube-ops-view": ("Kube Ops View", []),
        "docker": ("a container runtime", [2375, 2376]),
    ]
}
