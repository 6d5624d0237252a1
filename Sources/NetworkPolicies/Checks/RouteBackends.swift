// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents

/// The Services that an Ingress or a route of the Gateway API names.
enum RouteBackends {
    struct Backend {
        /// The field that holds the Service's name.
        let node: Node
        let namespace: String
        /// The port's number or name, where given.
        let port: Node?
    }

    static func of(_ resource: Resource) -> [Backend] {
        guard let spec = resource.spec else { return [] }
        switch resource.group {
        case "networking.k8s.io", "extensions": return ofIngress(spec, resource.effectiveNamespace)
        case "gateway.networking.k8s.io": return ofRoute(spec, resource.effectiveNamespace)
        case "route.openshift.io": return ofOpenShiftRoute(spec, resource.effectiveNamespace)
        default: return []
        }
    }

    /// A route that is attached to Services alone: it directs traffic within the mesh and opens nothing to the outside.
    /// https://gateway-api.sigs.k8s.io/mesh/
    static func isWithinMesh(_ resource: Resource) -> Bool {
        guard resource.group == "gateway.networking.k8s.io", let spec = resource.spec else { return false }
        let parents = spec.items("parentRefs")
        return parents.contains { _ in true } && parents.allSatisfy { $0["kind"]?.equals("Service") == true }
    }

    /// `spec.to` and `spec.alternateBackends` of an OpenShift Route.
    private static func ofOpenShiftRoute(_ spec: Node, _ namespace: String) -> [Backend] {
        var nodes: [Node] = []
        if let target = spec["to"] { nodes.append(target) }
        nodes += Array(spec["alternateBackends"]?.elements ?? Node.Elements.none)
        return nodes.compactMap { node in
            guard node["kind"]?.equals("Service") ?? true, let name = node["name"] else { return nil }
            return Backend(node: name, namespace: namespace, port: spec["port"]?["targetPort"])
        }
    }

    private static func ofIngress(_ spec: Node, _ namespace: String) -> [Backend] {
        var nodes: [Node] = []
        if let backend = spec["defaultBackend"] ?? spec["backend"] { nodes.append(backend) }
        for rule in spec["rules"]?.elements ?? Node.Elements.none {
            for path in rule["http"]?["paths"]?.elements ?? Node.Elements.none {
                if let backend = path["backend"] { nodes.append(backend) }
            }
        }
        return nodes.compactMap { backend in
            if let service = backend["service"], let name = service["name"] {
                let port = service["port"]?["number"] ?? service["port"]?["name"]
                return Backend(node: name, namespace: namespace, port: port)
            }
            return backend["serviceName"].map {
                Backend(node: $0, namespace: namespace, port: backend["servicePort"])
            }
        }
    }

    private static func ofRoute(_ spec: Node, _ namespace: String) -> [Backend] {
        var backends: [Backend] = []
        for rule in spec["rules"]?.elements ?? Node.Elements.none {
            for backend in rule["backendRefs"]?.elements ?? Node.Elements.none {
                guard backend["kind"]?.equals("Service") ?? true, backend["group"]?.scalarText.isEmpty ?? true,
                    let name = backend["name"]
                else { continue }
                let target = backend["namespace"]?.scalarText ?? namespace
                backends.append(Backend(node: name, namespace: target, port: backend["port"]))
            }
        }
        return backends
    }
}
