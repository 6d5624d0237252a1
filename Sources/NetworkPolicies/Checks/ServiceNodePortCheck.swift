// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum ServiceNodePortCheck: ResourceCheck {
    package static let kinds = ["Service"]

    package static let description = CheckDescription(
        id: "service-nodeport", title: "Service open on every node", severity: .low, layer: .network,
        rationale: """
            A NodePort Service listens on a port of every node, the ones without its pods included, past the ingress \
            controller with its TLS, authentication and logs.
            """,
        attack: """
            Whoever reaches any node's address, often the internet or an office network, talks to the pods directly.
            """,
        rule: """
            Fires for a Service of type NodePort. Node ports that a LoadBalancer Service opens besides are not told \
            here.
            """,
        fix: """
            Use type ClusterIP and let an Ingress or a Gateway publish what is meant for the outside.
            """,
        mappings: Mappings(
            nsa: ["Network separation and hardening"], mitre: ["T1133"], owasp: ["K06"],
            peers: [
                .kubescape: ["C-0256"], .kubeScore: ["service-type"], .kubeLinter: ["exposed-services"],
                .kics: ["Service Type is NodePort"],
            ]),
        references: ["https://kubernetes.io/docs/concepts/services-networking/service/#type-nodeport"],
        examples: [
            .violating(
                "a node port", at: ["spec.type"],
                """
                apiVersion: v1
                kind: Service
                metadata: {name: web}
                spec:
                  type: NodePort
                  externalTrafficPolicy: Local
                  selector: {app: web}
                  ports:
                  - {port: 80, nodePort: 30080}
                  - {port: 443}
                """),
            .compliant(
                "inside only",
                """
                apiVersion: v1
                kind: Service
                metadata: {name: web}
                spec: {selector: {app: web}, ports: [{port: 80}]}
                """),
            .compliant(
                "another kind of the same name",
                """
                apiVersion: serving.knative.dev/v1
                kind: Service
                metadata: {name: web}
                spec: {type: NodePort}
                """),
        ])

    package static func evaluate(_ resource: Resource, _ context: Context, _ findings: inout FindingCollector) {
        guard resource.group.isEmpty, let spec = resource.spec, let type = spec["type"], type.equals("NodePort") else {
            return
        }
        let ports = (spec["ports"]?.elements ?? Node.Elements.none).compactMap { $0["nodePort"] }
        // The API server rejects these fields on a Service that has no node ports.
        let dependents = [spec["externalTrafficPolicy"], spec["healthCheckNodePort"]].compactMap { $0 }
        // One number may serve TCP and UDP.
        var numbers: [String] = []
        for number in ports.map(\.scalarText) where !numbers.contains(number) { numbers.append(number) }
        let places = numbers.isEmpty ? "a port" : "port \(numbers.joined(separator: ", "))"
        findings.add(
            "service \"\(resource.name)\" opens \(places) on every node", Subject(resource), Evidence(type),
            remediation: Remediation(
                "set type: ClusterIP", .review,
                [Edit(.set("ClusterIP"), at: Evidence(type))] + (ports + dependents).map { Edit.remove($0) }))
    }
}
