// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum IngressNoTLSCheck: ResourceCheck {
    package static let kinds = ["Ingress", "Gateway"]

    package static let description = CheckDescription(
        id: "ingress-no-tls", title: "Entry point without TLS", severity: .medium, layer: .network,
        rationale: """
            What enters the cluster without TLS crosses foreign networks in the clear: session cookies, passwords and \
            the answers to them.
            """,
        attack: """
            Someone on the way, in a café's wireless network or at a provider, reads the session and changes what the \
            user gets to see.
            """,
        rule: """
            Fires for an Ingress with a host that no entry of `spec.tls` covers, unless an annotation gives the load \
            balancer a certificate; and for each HTTP listener of a Gateway, and each HTTPS or TLS listener without \
            certificate. An HTTP listener whose routes in the input all redirect to https is fine.
            """,
        fix: """
            Add the host and a Secret with its certificate to `spec.tls` (cert-manager can issue it), or an HTTPS \
            listener, and redirect http to https.
            """,
        mappings: Mappings(
            nsa: ["Network separation and hardening: encrypting traffic"], mitre: ["T1557"], owasp: ["K06"],
            peers: [.kubescape: ["C-0263"], .polaris: ["tlsSettingsMissing"]]),
        references: ["https://kubernetes.io/docs/concepts/services-networking/ingress/#tls"],
        examples: [
            .violating(
                "no tls", at: ["spec.tls"],
                """
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata: {name: web}
                spec:
                  rules: [{host: shop.example.com}]
                """),
            .violating(
                "one host is left out", at: ["spec.rules[1].host"],
                """
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata: {name: web}
                spec:
                  tls: [{hosts: ["*.shop.example.com"], secretName: shop-tls}]
                  rules: [{host: www.shop.example.com}, {host: example.com}]
                """),
            .violating(
                "http listener", at: ["spec.listeners[0].protocol"],
                """
                apiVersion: gateway.networking.k8s.io/v1
                kind: Gateway
                metadata: {name: edge}
                spec:
                  gatewayClassName: any
                  listeners: [{name: http, port: 80, protocol: HTTP}]
                """),
            .compliant(
                "tls",
                """
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata: {name: web}
                spec:
                  tls: [{hosts: [shop.example.com], secretName: shop-tls}]
                  rules: [{host: shop.example.com}]
                """),
            .compliant(
                "the load balancer holds the certificate",
                """
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata:
                  name: web
                  annotations: {alb.ingress.kubernetes.io/certificate-arn: "arn:aws:acm:eu-1:1:certificate/1"}
                spec:
                  rules: [{host: shop.example.com}]
                """),
            .compliant(
                "http only redirects",
                """
                apiVersion: gateway.networking.k8s.io/v1
                kind: Gateway
                metadata: {name: edge}
                spec:
                  gatewayClassName: any
                  listeners:
                  - {name: http, port: 80, protocol: HTTP}
                  - {name: https, port: 443, protocol: HTTPS, tls: {certificateRefs: [{name: shop-tls}]}}
                ---
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: redirect}
                spec:
                  parentRefs: [{name: edge, sectionName: http}]
                  rules: [{filters: [{type: RequestRedirect, requestRedirect: {scheme: https}}]}]
                """),
        ])

    private static let certificateAnnotations = [
        "alb.ingress.kubernetes.io/certificate-arn", "networking.gke.io/managed-certificates",
        "networking.gke.io/certmap", "ingress.gcp.kubernetes.io/pre-shared-cert",
        "appgw.ingress.kubernetes.io/appgw-ssl-certificate", "route.openshift.io/termination",
    ]

    package static func evaluate(_ resource: Resource, _ context: Context, _ findings: inout FindingCollector) {
        switch (resource.kind, resource.group) {
        case ("Ingress", "networking.k8s.io"), ("Ingress", "extensions"): judgeIngress(resource, &findings)
        case ("Gateway", "gateway.networking.k8s.io"): judgeGateway(resource, context.inventory, &findings)
        default: break
        }
    }

    private static func judgeIngress(_ resource: Resource, _ findings: inout FindingCollector) {
        guard let spec = resource.spec,
            !certificateAnnotations.contains(where: { resource.annotations?[key: $0] != nil })
        else { return }
        let entries = Array(spec["tls"]?.elements ?? Node.Elements.none)
        var hosts: [Node] = []
        for rule in spec["rules"]?.elements ?? Node.Elements.none {
            if let host = rule["host"], !host.scalarText.isEmpty { hosts.append(host) }
        }
        guard !entries.isEmpty else {
            let names = hosts.map(\.scalarText)
            return findings.add(
                "ingress \"\(resource.name)\" has no TLS", Subject(resource),
                Evidence(below: resource.node, "spec", "tls"), reason: .missing,
                remediation: remediation(resource, spec, names))
        }
        let covered = entries.flatMap { ($0["hosts"]?.elements ?? Node.Elements.none).map(\.scalarText) }
        // An entry without hosts stands for the controller's default: all of them.
        guard !entries.contains(where: { $0["hosts"] == nil }) else { return }
        for host in hosts where !covered.contains(where: { covers($0, host.scalarText) }) {
            findings.add(
                "ingress \"\(resource.name)\" has no TLS for the host \"\(host.scalarText)\"", Subject(resource),
                Evidence(host), remediation: remediation(resource, spec, [host.scalarText]))
        }
    }

    private static func covers(_ pattern: String, _ host: String) -> Bool {
        if pattern == host { return true }
        guard pattern.hasPrefix("*."), let dot = host.firstIndex(of: ".") else { return false }
        return host[dot...] == pattern.dropFirst()
    }

    private static func remediation(_ resource: Resource, _ spec: Node, _ hosts: [String]) -> Remediation {
        let secret = Value.Member("secretName", .string(resource.name + "-tls"))
        let names = Value.Member("hosts", .array(hosts.map { .string($0) }))
        return Remediation(
            "add the hosts to spec.tls with a Secret that holds their certificate", .review,
            [Edit(.append(.object(hosts.isEmpty ? [secret] : [names, secret])), at: Evidence(below: spec, "tls"))])
    }

    private static func judgeGateway(_ resource: Resource, _ inventory: Inventory, _ findings: inout FindingCollector) {
        for listener in resource.spec?["listeners"]?.elements ?? Node.Elements.none {
            guard let kind = listener["protocol"] else { continue }
            let name = listener["name"]?.scalarText ?? ""
            if kind.equals("HTTP"), !redirects(name, of: resource, inventory) {
                findings.add(
                    "listener \"\(name)\" of gateway \"\(resource.name)\" speaks HTTP without TLS", Subject(resource),
                    Evidence(kind), remediation: Remediation("serve HTTPS, and redirect HTTP to it", .review))
            } else if kind.equals("HTTPS"), !hasCertificate(listener) {
                findings.add(
                    "listener \"\(name)\" of gateway \"\(resource.name)\" has no certificate", Subject(resource),
                    Evidence(below: listener, "tls", "certificateRefs"), reason: .missing,
                    remediation: Remediation("name the certificate's Secret in tls.certificateRefs", .review))
            }
        }
    }

    private static func hasCertificate(_ listener: Node) -> Bool {
        guard let tls = listener["tls"] else { return false }
        if tls["mode"]?.equals("Passthrough") == true || tls["options"] != nil { return true }
        return (tls["certificateRefs"]?.elements ?? Node.Elements.none).contains { _ in true }
    }

    /// There are routes for the listener, and all of their rules redirect to https.
    private static func redirects(_ listener: String, of gateway: Resource, _ inventory: Inventory) -> Bool {
        var sawRule = false
        for route in inventory.resources(ofKind: "HTTPRoute") {
            let isAttached = (route.spec?["parentRefs"]?.elements ?? Node.Elements.none).contains { parent in
                parent["name"]?.scalarText == gateway.name
                    && (parent["namespace"]?.scalarText ?? route.effectiveNamespace) == gateway.effectiveNamespace
                    && (parent["sectionName"]?.scalarText ?? listener) == listener
            }
            guard isAttached else { continue }
            for rule in route.spec?["rules"]?.elements ?? Node.Elements.none {
                guard redirects(rule) else { return false }
                sawRule = true
            }
        }
        return sawRule
    }

    private static func redirects(_ rule: Node) -> Bool {
        (rule["filters"]?.elements ?? Node.Elements.none).contains {
            $0["requestRedirect"]?["scheme"]?.equals("https") == true
        }
    }
}
