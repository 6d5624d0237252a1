// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents
package import Findings

package enum InternetExposedCheck: InventoryCheck {
    package static let description = CheckDescription(
        id: "internet-exposed", title: "Workload reachable from outside", severity: .info, layer: .network,
        rationale: """
            Not a mistake by itself, but the fact that decides how urgent everything else about the workload is: what \
            answers the outside world is attacked first.
            """,
        attack: """
            The attacker starts here.
            """,
        rule: """
            Fires once for each workload that a LoadBalancer, NodePort or external addresses of a Service, an Ingress \
            or a route lead to, when the policies let the traffic through: public addresses to the pod's ports, or the \
            ingress controller to them. Internal load balancers and routes within the mesh do not count.
            """,
        fix: """
            Make sure that it is meant, and harden the workload first.
            """,
        mappings: Mappings(
            nsa: ["Network separation and hardening"], mitre: ["T1190"], owasp: ["K06"],
            peers: [.kubescape: ["C-0256", "C-0266"]]),
        references: [
            "https://kubernetes.io/docs/concepts/services-networking/service/#publishing-services-service-types"
        ],
        examples: [
            .violating(
                "through a load balancer", at: ["metadata.labels"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, labels: {app: web}}
                spec: {containers: [{name: web, image: web, ports: [{containerPort: 8080}]}]}
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: web}
                spec: {type: LoadBalancer, selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
                """),
            .violating(
                "through an Ingress", at: ["metadata.labels"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, labels: {app: web}}
                spec: {containers: [{name: web, image: web, ports: [{containerPort: 8080}]}]}
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: web}
                spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
                ---
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata: {name: web}
                spec: {defaultBackend: {service: {name: web, port: {number: 80}}}}
                """),
            .compliant(
                "a policy keeps the outside out",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, labels: {app: web}}
                spec: {containers: [{name: web, image: web, ports: [{containerPort: 8080}]}]}
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: web}
                spec: {type: NodePort, selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
                ---
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: web}
                spec:
                  podSelector: {}
                  policyTypes: [Ingress]
                  ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8}}]}]
                """),
            .compliant(
                "a route within the mesh",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, labels: {app: web}}
                spec: {containers: [{name: web, image: web, ports: [{containerPort: 8080}]}]}
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: web}
                spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
                ---
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: web}
                spec:
                  parentRefs: [{group: "", kind: Service, name: web, port: 80}]
                  rules: [{backendRefs: [{name: web, port: 80}]}]
                """),
            .compliant(
                "only inside",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, labels: {app: web}}
                spec: {containers: [{name: web, image: web, ports: [{containerPort: 8080}]}]}
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: web}
                spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
                """),
        ])

    package static func evaluate(_ context: Context, _ findings: inout FindingCollector) {
        let facts = NetworkFacts.of(context.inventory)
        for (position, ways) in OutsideAccess.of(context.inventory).ways.sorted(by: { $0.key < $1.key }) {
            let endpoint = facts.model.endpoints[position]
            guard let workload = endpoint.workload else { continue }
            var texts: [String] = []
            for text in ways.map({ "\($0.title) on \($0.ports)" }) where !texts.contains(text) { texts.append(text) }
            let more = texts.count > 3 ? " and \(texts.count - 3) more" : ""
            let message =
                "\(endpoint.kind) \"\(endpoint.name)\" is reachable from outside through "
                + texts.prefix(3).joined(separator: ", ") + more
            findings.add(
                message, Subject(workload),
                [Evidence(below: workload.template, "metadata", "labels")] + ways.map(\.evidence))
        }
    }
}
