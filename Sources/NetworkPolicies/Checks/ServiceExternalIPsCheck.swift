// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum ServiceExternalIPsCheck: ResourceCheck {
    package static let kinds = ["Service"]

    package static let description = CheckDescription(
        id: "service-external-ips", title: "Service claims external addresses", severity: .high, layer: .network,
        rationale: """
            Every node sends the traffic for an address in `externalIPs` to the Service's pods, whoever owns the \
            address. The API server does not check that (CVE-2020-8554).
            """,
        attack: """
            Whoever may create a Service in one namespace claims the address of another service, for example a DNS \
            resolver or an internal API, and reads the connections of all pods of the cluster.
            """,
        rule: """
            Fires for a Service whose `spec.externalIPs` is not empty.
            """,
        fix: """
            Use a LoadBalancer Service or an Ingress, remove the field, and forbid it with the admission plugin \
            DenyServiceExternalIPs.
            """,
        mappings: Mappings(
            nsa: ["Network separation and hardening"], mitre: ["T1557"], owasp: ["K06"],
            peers: [
                .trivy: ["KSV-0108"], .kubescape: ["C-0283"], .kics: ["Service With External Load Balancer"],
            ]),
        references: [
            "CVE-2020-8554", "https://github.com/kubernetes/kubernetes/issues/97076",
        ],
        examples: [
            .violating(
                "an address", at: ["spec.externalIPs"],
                """
                apiVersion: v1
                kind: Service
                metadata: {name: web}
                spec: {selector: {app: web}, ports: [{port: 53}], externalIPs: [192.0.2.53]}
                """),
            .compliant(
                "no address",
                """
                apiVersion: v1
                kind: Service
                metadata: {name: web}
                spec: {selector: {app: web}, ports: [{port: 53}], externalIPs: []}
                """),
        ])

    package static func evaluate(_ resource: Resource, _ context: Context, _ findings: inout FindingCollector) {
        guard resource.group.isEmpty, let field = resource.spec?["externalIPs"] else { return }
        let addresses = field.elements.map { "\"\($0.scalarText)\"" }
        guard !addresses.isEmpty else { return }
        findings.add(
            "service \"\(resource.name)\" claims traffic for \(addresses.joined(separator: ", "))", Subject(resource),
            Evidence(field),
            remediation: Remediation(
                "publish the service through a load balancer or an ingress, then remove externalIPs", .review))
    }
}
