// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import NetworkPolicies

/// Evidence other than configuration.
struct ManifestEvidenceTests {
    private static let prometheus = """
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: prom, namespace: watch}
        spec:
          template:
            metadata: {labels: {app: prom}}
            spec:
              automountServiceAccountToken: false
              containers: [{name: p, image: "quay.io/prometheus/prometheus:v3.0.0"}]

        """

    private static let monitor = """
        ---
        apiVersion: monitoring.coreos.com/v1
        kind: ServiceMonitor
        metadata: {name: cart, namespace: watch}
        spec:
          namespaceSelector: {matchNames: [a]}
          selector: {}
          endpoints: [{port: http}]

        """

    @Test func `a ServiceMonitor lets Prometheus in, and Prometheus out`() {
        let generated = Generated(Generated.deployment("cart") + Self.prometheus + Self.monitor)
        #expect(generated.connections == ["watch/prom => a/cart : TCP 8080 (high)"])
        #expect(generated.plan.policies.first { $0.name == "prom" }?.rules[.egress]?.count == 2)
    }

    @Test func `a PodMonitor names the container's port`() {
        let monitor = """
            ---
            apiVersion: monitoring.coreos.com/v1
            kind: PodMonitor
            metadata: {name: cart, namespace: a}
            spec: {selector: {matchLabels: {app: cart}}, podMetricsEndpoints: [{port: web}]}

            """
        let generated = Generated(Generated.deployment("cart") + Self.prometheus + monitor)
        #expect(generated.connections == ["watch/prom => a/cart : TCP 8080 (high)"])
    }

    @Test func `without a Prometheus the monitoring namespace is a guess`() {
        let pod = """
            apiVersion: v1
            kind: Pod
            metadata:
              name: x
              namespace: a
              labels: {app: x}
              annotations: {prometheus.io/scrape: "true", prometheus.io/port: "9113"}
            spec: {containers: [{name: c, image: c, ports: [{containerPort: 80}]}]}
            """
        #expect(Generated(pod).connections == ["monitoring/all pods => a/x : TCP 9113 (low)"])
        var options = GenerationOptions()
        options.monitoringNamespace = "metrics"
        #expect(Generated(pod, options: options).connections == ["metrics/all pods => a/x : TCP 9113 (low)"])
    }

    @Test func `the pods that the Prometheus operator makes are workloads too`() {
        let objects = """
            ---
            apiVersion: monitoring.coreos.com/v1
            kind: Prometheus
            metadata: {name: main, namespace: watch}
            spec: {alerting: {alertmanagers: [{namespace: watch, name: alerts, port: web}]}}
            ---
            apiVersion: monitoring.coreos.com/v1
            kind: Alertmanager
            metadata: {name: main, namespace: watch}
            spec: {replicas: 2}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: alerts, namespace: watch}
            spec: {selector: {alertmanager: main}, ports: [{name: web, port: 9093, targetPort: web}]}

            """
        let generated = Generated(Generated.deployment("cart") + Self.monitor + objects)
        #expect(
            generated.connections == [
                "watch/main => a/cart : TCP 8080 (high)", "watch/main => watch/main : TCP 9093 (high)",
                "watch/main => watch/main : TCP 9094,UDP 9094 (high)",
            ])
        #expect(generated.replay.failures.isEmpty)
    }

    private static let webhook = """
        ---
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingWebhookConfiguration
        metadata: {name: guard}
        webhooks: [{name: g, clientConfig: {service: {namespace: a, name: cart, port: 80}}}]

        """

    @Test func `webhooks are called by the API server, whose addresses only the user knows`() {
        let manifests = Generated.deployment("cart") + Self.webhook
        #expect(Generated(manifests).connections == ["anywhere => a/cart : TCP 8080 (medium)"])
        var options = GenerationOptions()
        options.apiServer = [IPRange(cidr: "10.0.0.0/28")].compactMap { $0 }
        #expect(Generated(manifests, options: options).connections == ["10.0.0.0/28 => a/cart : TCP 8080 (high)"])
    }

    private static let controller = """
        ---
        apiVersion: v1
        kind: ServiceAccount
        metadata: {name: operator, namespace: a}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: operator, namespace: a}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: operator}
        subjects: [{kind: ServiceAccount, name: operator}]
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: operator, namespace: a, labels: {app: operator}}
        spec: {serviceAccountName: operator, containers: [{name: c, image: c}]}

        """

    @Test func `a mounted token that has been given rights needs the API server`() {
        #expect(
            Generated(Self.controller).connections == [
                "a/operator => 0.0.0.0/0 : TCP 443,6443 (medium)", "a/operator => ::/0 : TCP 443,6443 (medium)",
            ])
        let endpoints = """
            ---
            apiVersion: v1
            kind: Endpoints
            metadata: {name: kubernetes, namespace: default}
            subsets: [{addresses: [{ip: 172.18.0.2}]}]

            """
        #expect(
            Generated(Self.controller + endpoints).connections == ["a/operator => 172.18.0.2/32 : TCP 443,6443 (high)"])
    }

    @Test(arguments: [
        "name: operator, namespace: a}\nautomountServiceAccountToken: false", "name: other, namespace: a}",
    ])
    func `a token that is not mounted or has no rights does not`(account: String) {
        let manifests = Self.controller.replacing(
            "name: operator, namespace: a}\n---\napiVersion: rbac", with: account + "\n---\napiVersion: rbac"
        )
        .replacing(
            "subjects: [{kind: ServiceAccount, name: operator}]",
            with: account.hasPrefix("name: other")
                ? "subjects: []" : "subjects: [{kind: ServiceAccount, name: operator}]")
        #expect(Generated(manifests).connections.isEmpty)
    }

    private static let ingress = """
        ---
        apiVersion: networking.k8s.io/v1
        kind: Ingress
        metadata: {name: shop, namespace: a}
        spec: {defaultBackend: {service: {name: cart, port: {name: http}}}}

        """

    @Test func `a route leads in from its controller, and from anywhere when that is not in the input`() {
        let manifests = Generated.deployment("cart") + Self.ingress
        #expect(Generated(manifests).connections == ["anywhere => a/cart : TCP 8080 (medium)"])
        let controller = Generated.deployment("edge", namespace: "edge")
            .replacing("image: edge", with: "image: 'registry.k8s.io/ingress-nginx/controller:v1.11.0@sha256:00'")
        #expect(Generated(manifests + controller).connections == ["edge/edge => a/cart : TCP 8080 (high)"])
    }

    @Test func `Services for the outside let everyone in, to the pods' port`() {
        let manifests = Generated.deployment("cart").replacing(
            "selector: {app: cart}", with: "type: NodePort\n  selector: {app: cart}")
        #expect(Generated(manifests).connections == ["anywhere => a/cart : TCP 8080 (high)"])
    }

    @Test func `probes are told and get no rule`() {
        let probed = Generated.deployment(
            "cart", spec: "  livenessProbe: {httpGet: {path: /, port: web}}".replacing("  live", with: "live"))
        let generated = Generated(probed)
        #expect(generated.connections.isEmpty)
        #expect(generated.page.yaml.contains("# probes on web come from the pod's own node"))
    }

    @Test func `a policy that names pods is evidence for the other side, and keeps its name`() {
        let policy = """
            ---
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: db, namespace: a}
            spec:
              podSelector: {matchLabels: {app: db}}
              ingress: [{from: [{podSelector: {matchLabels: {app: cart}}}], ports: [{port: web}]}]

            """
        let generated = Generated(Generated.deployment("cart") + Generated.deployment("db") + policy)
        #expect(generated.connections == ["a/cart => a/db : TCP 8080 (medium)"])
        #expect(generated.plan.policies.map(\.name) == ["default-deny", "cart", "db-generated"])
    }

    @Test func `what was generated is replaced when it is generated again`() throws {
        let manifests =
            Generated.deployment("cart") + Generated.deployment("client", spec: "env: [{name: X, value: 'cart:80'}]")
        let first = Generated(manifests)
        let second = Generated(manifests + first.page.yaml)
        #expect(second.plan.policies.map(\.name) == first.plan.policies.map(\.name))
        #expect(second.connections == first.connections)
    }

    @Test func `names are asked of the cluster's DNS alone, on UDP and TCP, by those that open connections`() {
        let generated = Generated(
            Generated.deployment("cart") + Generated.deployment("client", spec: "env: [{name: X, value: 'cart:80'}]"))
        #expect(generated.page.yaml.components(of: "k8s-app: kube-dns") == 1)
        let rule = generated.plan.policies.first { $0.name == "client" }?.rules[.egress]?.first
        #expect(rule?.ports.description == "TCP 53,UDP 53")
    }

    @Test func `a DNS server in the input lets every pod in`() {
        let dns = Generated.deployment("coredns", port: 53, servicePort: 53, namespace: "kube-system")
            .replacing("labels: {app: coredns}", with: "labels: {app: coredns, k8s-app: kube-dns}")
        let generated = Generated(
            dns + Generated.deployment("cart")
                + Generated.deployment("client", spec: "env: [{name: X, value: 'cart:80'}]"))
        let server = generated.plan.policies.first { $0.namespace == "kube-system" }
        #expect(server?.name == "coredns")
        #expect(
            server?.rules[.ingress]?.first?.entries.first?.peers == [
                .pods(namespace: nil, labels: PolicyDraft.Labels())
            ])
        #expect(generated.replay.failures.isEmpty)
    }

    @Test func `a workload on the node's network gets no policy and is the node for others`() {
        let host = Generated.deployment(
            "agent", port: 9100, servicePort: 9100, spec: "env: [{name: X, value: 'cart:80'}]"
        )
        .replacing("automountServiceAccountToken: false", with: "hostNetwork: true")
        let generated = Generated(host + Generated.deployment("cart"))
        #expect(generated.connections == ["0.0.0.0/0 => a/cart : TCP 8080 (low)", "::/0 => a/cart : TCP 8080 (low)"])
        #expect(!generated.plan.policies.contains { $0.name == "agent" })
        #expect(generated.replay.failures.isEmpty)
    }
}

extension String {
    fileprivate func components(of text: String) -> Int { ranges(of: text).count }
}
