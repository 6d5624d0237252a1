// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents

/// Pods that the Prometheus operator makes of objects of the input: they are not in it, but their labels and ports are
/// known. https://github.com/prometheus-operator/prometheus-operator/blob/main/Documentation/api-reference/api.md
enum OperatedWorkloads: EvidenceSource {
    private static let kinds: [(kind: String, name: String, ports: [Endpoint.Port])] = [
        (
            "Prometheus", "prometheus",
            [
                Endpoint.Port(name: "web", transport: .tcp, number: 9090),
                Endpoint.Port(name: "reloader-web", transport: .tcp, number: 8080),
            ]
        ),
        (
            "Alertmanager", "alertmanager",
            [
                Endpoint.Port(name: "web", transport: .tcp, number: 9093),
                Endpoint.Port(name: "reloader-web", transport: .tcp, number: 8080),
                Endpoint.Port(name: "mesh-tcp", transport: .tcp, number: 9094),
                Endpoint.Port(name: "mesh-udp", transport: .udp, number: 9094),
            ]
        ),
    ]

    static func add(to model: inout NetworkModel, _ inventory: Inventory) {
        for (kind, name, ports) in kinds {
            for resource in inventory.resources(ofKind: kind) where resource.group == "monitoring.coreos.com" {
                var labels = resource.spec?["podMetadata"]?["labels"]?.labelMap ?? [:]
                labels["app.kubernetes.io/name"] = name
                labels["app.kubernetes.io/instance"] = resource.name
                labels["app.kubernetes.io/managed-by"] = "prometheus-operator"
                labels[name] = resource.name
                var endpoint = Endpoint(
                    namespace: resource.effectiveNamespace, name: resource.name, kind: kind, labels: labels)
                endpoint.ports = ports
                endpoint.pods = resource.spec?["replicas"]?.integer.flatMap { Int(exactly: $0) } ?? 1
                let isKnown = model.endpoints.contains { $0.title == endpoint.title }
                if isKnown { continue }
                model.endpoints.append(endpoint)
                model.addNamespace(endpoint.namespace)
            }
        }
    }

    /// The service account of such pods.
    static func account(_ endpoint: Endpoint, _ inventory: Inventory) -> (String, Node)? {
        let object = inventory.resource(kind: endpoint.kind, namespace: endpoint.namespace, name: endpoint.name)
        return object?.spec?["serviceAccountName"].map { ("\(endpoint.namespace)/\($0.scalarText)", $0) }
    }

    static func collect(_ context: GenerationContext, into collected: inout CollectedEvidence) {
        for (position, endpoint) in context.model.endpoints.enumerated() where endpoint.workload == nil {
            guard
                let object = context.inventory.resource(
                    kind: endpoint.kind, namespace: endpoint.namespace, name: endpoint.name)
            else { continue }
            collected.remark(position, "pods that the operator makes of \(object.kind) \(object.name)")
            alert(position, object, context, &collected)
            if endpoint.kind == "Alertmanager", endpoint.pods > 1 {
                let evidence = ConnectionEvidence(.high, "the replicas of Alertmanager gossip", at: object.location)
                let ports = PortSet(endpoint.ports.filter { $0.name.hasPrefix("mesh-") })
                collected.add(from: [.endpoint(position)], to: [.endpoint(position)], ports, evidence)
            }
        }
    }

    /// `spec.alerting.alertmanagers`: Services that alerts are sent to.
    private static func alert(
        _ position: Int, _ object: Resource, _ context: GenerationContext, _ collected: inout CollectedEvidence
    ) {
        for node in object.spec?["alerting"]?.items("alertmanagers") ?? .none {
            let namespace = node["namespace"]?.scalarText ?? object.effectiveNamespace
            guard let name = node["name"]?.scalarText,
                let entry = context.directory.service(namespace: namespace, name: name)
            else { continue }
            let wanted = node["port"]?.scalarText ?? ""
            let evidence = ConnectionEvidence(.high, "Prometheus sends alerts to Service \(name)", at: node.location)
            for target in entry.endpoints {
                let ports = entry.ports.filter { $0.name == wanted || String($0.number) == wanted }
                    .reduce(PortSet.none) { $0.union(context.directory.targets($1, at: target)) }
                collected.add(from: position, to: target, ports, evidence, context)
            }
        }
    }
}
