// SPDX-License-Identifier: Apache-2.0

internal import Cluster

/// Workloads that are only known from a flow log, for whoever has no manifests.
package enum FlowWorkloads {
    /// Takes all pods of the connections for workloads, told apart by their labels.
    package static func adopt(
        _ connections: [NeededConnection], _ context: GenerationContext
    ) -> (context: GenerationContext, connections: [NeededConnection]) {
        let pods = Set(connections.flatMap(\.foreignPods)).filter { $0.namespace != nil && !$0.labels.isEmpty }
        var model = context.model
        var positions: [ForeignPods: Int] = [:]
        var names: Set<String> = []
        for pod in pods.sorted(by: { $0.title < $1.title }) where pod != .clusterDNS {
            let namespace = pod.namespace ?? ""
            var endpoint = Endpoint(namespace: namespace, name: name(pod), kind: "pods", labels: pod.labels)
            var number = 1
            while !names.insert(endpoint.title).inserted {
                number += 1
                endpoint.name = "\(name(pod))-\(number)"
            }
            positions[pod] = model.endpoints.count
            model.endpoints.append(endpoint)
            model.addNamespace(namespace)
        }
        func side(_ side: NeededConnection.Side) -> NeededConnection.Side {
            guard case .pods(let pods) = side, let position = positions[pods] else { return side }
            return .endpoint(position)
        }
        let adopted = connections.map { connection in
            var connection = connection
            connection.source = side(connection.source)
            connection.destination = side(connection.destination)
            return connection
        }
        return (GenerationContext(context.inventory, model: model, options: context.options), adopted)
    }

    private static func name(_ pods: ForeignPods) -> String {
        for key in ["app.kubernetes.io/name", "app", "k8s-app", "name"] {
            if let name = pods.labels[key], !name.isEmpty { return name }
        }
        return pods.labels.min { $0.key < $1.key }?.value ?? "pods"
    }
}
