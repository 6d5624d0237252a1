// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum CatchAllRouteCheck: ResourceCheck {
    package static let kinds = ["Ingress", "HTTPRoute", "GRPCRoute"]

    package static let description = CheckDescription(
        id: "catch-all-route", title: "Route for every host name", severity: .low, layer: .network,
        rationale: """
            A route without a host name answers every request that no other route wants, so the workload behind it is \
            found through the bare address and under names that nobody meant to serve.
            """,
        attack: """
            The attacker requests the address itself, or a forged host name, and gets past rules that were written \
            for the known names.
            """,
        rule: """
            Fires for an Ingress with a default backend or a rule without host (or with the host `*`), and for an \
            HTTPRoute or GRPCRoute that has no hostnames and is attached to a gateway of which no listener in the \
            input has a hostname either. A route that is attached to Services alone stays within the mesh.
            """,
        fix: """
            Name the hosts, and let the controller's own default backend answer everything else.
            """,
        mappings: Mappings(
            nsa: ["Network separation and hardening"], mitre: ["T1190"], owasp: ["K06"],
            peers: [.kics: ["Ingress Controller Exposes Workload"]]),
        references: ["https://kubernetes.io/docs/concepts/services-networking/ingress/#the-ingress-resource"],
        examples: [
            .violating(
                "no host", at: ["spec.rules[0].host"],
                """
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata: {name: web}
                spec:
                  rules:
                  - http:
                      paths:
                      - {path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}
                """),
            .violating(
                "default backend", at: ["spec.defaultBackend"],
                """
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata: {name: web}
                spec: {defaultBackend: {service: {name: web, port: {number: 80}}}}
                """),
            .violating(
                "route without hostnames", at: ["spec.hostnames"],
                """
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: web}
                spec:
                  parentRefs: [{name: edge}]
                  rules: [{backendRefs: [{name: web, port: 80}]}]
                """),
            .compliant(
                "within the mesh",
                """
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: web}
                spec:
                  parentRefs: [{group: "", kind: Service, name: web, port: 80}]
                  rules: [{backendRefs: [{name: web, port: 80}]}]
                """),
            .compliant(
                "a host",
                """
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata: {name: web}
                spec:
                  rules:
                  - host: shop.example.com
                    http:
                      paths:
                      - {path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}
                """),
            .compliant(
                "the listener has the name",
                """
                apiVersion: gateway.networking.k8s.io/v1
                kind: Gateway
                metadata: {name: edge}
                spec:
                  gatewayClassName: any
                  listeners: [{name: https, port: 443, protocol: HTTPS, hostname: shop.example.com}]
                ---
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: web}
                spec:
                  parentRefs: [{name: edge}]
                  rules: [{backendRefs: [{name: web, port: 80}]}]
                """),
        ])

    package static func evaluate(_ resource: Resource, _ context: Context, _ findings: inout FindingCollector) {
        if resource.kind == "Ingress" { return judgeIngress(resource, &findings) }
        guard resource.group == "gateway.networking.k8s.io", let spec = resource.spec,
            (spec["hostnames"]?.elements ?? Node.Elements.none).allSatisfy({ $0.equals("*") }),
            !RouteBackends.isWithinMesh(resource), !listenersHaveNames(spec, resource, context.inventory)
        else { return }
        findings.add(
            "route \"\(resource.name)\" answers for every host name", Subject(resource),
            Evidence(below: resource.node, "spec", "hostnames"), reason: .missing,
            remediation: Remediation("list the host names in spec.hostnames", .review))
    }

    private static func judgeIngress(_ resource: Resource, _ findings: inout FindingCollector) {
        guard resource.group == "networking.k8s.io" || resource.group == "extensions", let spec = resource.spec else {
            return
        }
        let remediation = Remediation("name the host of each rule", .review)
        if let backend = spec["defaultBackend"] ?? spec["backend"] {
            return findings.add(
                "ingress \"\(resource.name)\" sends everything that no rule matches to \(service(backend))",
                Subject(resource), Evidence(backend), remediation: remediation)
        }
        for rule in spec["rules"]?.elements ?? Node.Elements.none {
            let host = rule["host"]?.scalarText ?? ""
            guard host.isEmpty || host == "*" else { continue }
            return findings.add(
                "ingress \"\(resource.name)\" has a rule for every host name", Subject(resource),
                [Evidence(below: rule, "host")], reason: host.isEmpty ? .missing : .explicit,
                remediation: remediation)
        }
    }

    private static func service(_ backend: Node) -> String {
        let name = backend["service"]?["name"] ?? backend["serviceName"] ?? backend["resource"]?["name"]
        return name.map { "\"\($0.scalarText)\"" } ?? "its default backend"
    }

    /// All listeners of the route's gateways are in the input and restrict the name.
    private static func listenersHaveNames(_ spec: Node, _ resource: Resource, _ inventory: Inventory) -> Bool {
        var sawListener = false
        for parent in spec["parentRefs"]?.elements ?? Node.Elements.none {
            let namespace = parent["namespace"]?.scalarText ?? resource.effectiveNamespace
            let name = parent["name"]?.scalarText ?? ""
            guard let gateway = inventory.resource(kind: "Gateway", namespace: namespace, name: name) else {
                return false
            }
            for listener in gateway.spec?["listeners"]?.elements ?? Node.Elements.none {
                if let section = parent["sectionName"]?.scalarText, section != listener["name"]?.scalarText { continue }
                sawListener = true
                guard let host = listener["hostname"]?.scalarText, !host.isEmpty else { return false }
            }
        }
        return sawListener
    }
}
