// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum DanglingRouteCheck: ResourceCheck {
    package static let kinds = [
        "Ingress", "HTTPRoute", "GRPCRoute", "TCPRoute", "TLSRoute", "UDPRoute", "Service", "HorizontalPodAutoscaler",
    ]

    package static let description = CheckDescription(
        id: "dangling-route", title: "Route to nothing", severity: .low, layer: .network,
        rationale: """
            A route or a Service that leads to nothing is an outage today and an open door tomorrow: whoever creates \
            an object of the waiting name, or a pod with the waiting labels, receives the traffic.
            """,
        attack: """
            Someone who may create Services or pods in the namespace takes the name or the labels, and gets requests \
            with the users' sessions under the real host name.
            """,
        rule: """
            Fires when the Service that an Ingress or a route names is not in the input, when a Service selects no \
            pods, and when the target of a HorizontalPodAutoscaler is missing. Judged only where the input holds \
            Services (or workloads) of the namespace at all.
            """,
        fix: """
            Correct the name or the labels, or delete the object.
            """,
        mappings: Mappings(
            owasp: ["K06"],
            peers: [
                .kubescape: ["C-0298", "C-0302", "C-0293", "C-0300"],
                .kubeLinter: ["dangling-service", "dangling-ingress", "dangling-horizontalpodautoscaler"],
                .kubeScore: ["service-targets-pod", "ingress-targets-service", "horizontalpodautoscaler-has-target"],
                .kics: ["Service Does Not Target Pod"],
            ]),
        references: ["https://kubernetes.io/docs/concepts/services-networking/ingress/"],
        examples: [
            .violating(
                "the service is missing", at: ["spec.rules[0].http.paths[0].backend.service.name"],
                """
                apiVersion: v1
                kind: Service
                metadata: {name: web, namespace: shop}
                spec: {ports: [{port: 80}]}
                ---
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata: {name: web, namespace: shop}
                spec:
                  rules:
                  - host: shop.example.com
                    http:
                      paths:
                      - {path: /, pathType: Prefix, backend: {service: {name: wbe, port: {number: 80}}}}
                """),
            .violating(
                "the service selects nothing", at: ["spec.selector"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, labels: {app: web}}
                spec: {containers: [{name: web, image: web}]}
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: web}
                spec: {selector: {app: wbe}, ports: [{port: 80}]}
                """),
            .violating(
                "the scaled workload is missing", at: ["spec.scaleTargetRef.name"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, labels: {app: web}}
                spec: {containers: [{name: web, image: web}]}
                ---
                apiVersion: autoscaling/v2
                kind: HorizontalPodAutoscaler
                metadata: {name: web}
                spec: {maxReplicas: 3, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}}
                """),
            .compliant(
                "all there",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, labels: {app: web}}
                spec: {containers: [{name: web, image: web}]}
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: web}
                spec: {selector: {app: web}, ports: [{port: 80}]}
                ---
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: web}
                spec: {rules: [{backendRefs: [{name: web, port: 80}]}]}
                """),
            .compliant(
                "services are no part of the input",
                """
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata: {name: web}
                spec: {defaultBackend: {service: {name: web, port: {number: 80}}}}
                """),
        ])

    package static func evaluate(_ resource: Resource, _ context: Context, _ findings: inout FindingCollector) {
        switch resource.kind {
        case "Service": judgeService(resource, context.inventory, &findings)
        case "HorizontalPodAutoscaler": judgeAutoscaler(resource, context.inventory, &findings)
        default: judgeRoute(resource, ServiceNames.of(context.inventory), &findings)
        }
    }

    private static func judgeRoute(_ resource: Resource, _ names: ServiceNames, _ findings: inout FindingCollector) {
        var seen: Set<String> = []
        for backend in RouteBackends.of(resource) {
            let namespace = backend.namespace
            guard names.namespaces.contains(namespace) else {
                findings.cannotEvaluate("Services of the namespace are not in the input")
                continue
            }
            let service = backend.node.scalarText
            guard !names.services.contains(NameInNamespace(namespace, service)),
                seen.insert(namespace + "/" + service).inserted
            else { continue }
            findings.add(
                "\(resource.kind) \"\(resource.name)\" sends to service \"\(service)\", which does not exist in "
                    + "namespace \"\(namespace)\"", Subject(resource), Evidence(backend.node),
                remediation: Remediation("correct the service's name, or delete the route", .review))
        }
    }

    private static func judgeService(
        _ resource: Resource, _ inventory: Inventory, _ findings: inout FindingCollector
    ) {
        guard resource.group.isEmpty, let node = resource.spec?["selector"], node.isMapping,
            resource.spec?["type"]?.equals("ExternalName") != true
        else { return }
        let pods = LabelledPods.of(inventory)
        guard pods.has(resource.effectiveNamespace) else {
            return findings.cannotEvaluate("pods of the namespace are not in the input")
        }
        let selector = LabelSelector(labels: node)
        guard !selector.isEmpty, !pods.hasAny(selector, in: resource.effectiveNamespace) else { return }
        if OperatorPods.of(inventory).mayBeSelected(by: selector, in: resource.effectiveNamespace) {
            return findings.cannotEvaluate("an operator may make the pods of a custom resource with these labels")
        }
        findings.add(
            "service \"\(resource.name)\" selects no pod of the input", Subject(resource), Evidence(node),
            remediation: Remediation("correct the selector or the pods' labels, or delete the service", .review))
    }

    private static func judgeAutoscaler(
        _ resource: Resource, _ inventory: Inventory, _ findings: inout FindingCollector
    ) {
        guard let target = resource.spec?["scaleTargetRef"], let name = target["name"] else { return }
        let kind = target["kind"]?.scalarText ?? ""
        guard LabelledPods.of(inventory).has(resource.effectiveNamespace) else {
            return findings.cannotEvaluate("workloads of the namespace are not in the input")
        }
        let names = ScalableNames.of(inventory)
        guard !names.workloads.contains(NameInNamespace(resource.effectiveNamespace, kind + "/" + name.scalarText))
        else { return }
        findings.add(
            "autoscaler \"\(resource.name)\" scales \(kind) \"\(name.scalarText)\", which does not exist",
            Subject(resource), Evidence(name),
            remediation: Remediation("correct the target's name, or delete the autoscaler", .review))
    }
}
