// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents

/// Ways into the cluster: routes of Ingresses and the Gateway API, and Services that are open to the outside.
enum EntryPointEvidence: EvidenceSource {
    /// A balancer keeps the caller's address only where it does not go over another node; else the pods see a node, and
    /// what it restricts itself cannot be said again.
    private static func outside(
        _ entry: EntryPoint, _ title: String, _ context: GenerationContext, _ collected: inout CollectedEvidence
    ) {
        let keepsAddress = entry.resource.spec?["externalTrafficPolicy"]?.equals("Local") == true
        guard keepsAddress, let sources = entry.sources else {
            let more = entry.sources == nil ? "" : ", through a balancer that takes connections from some networks only"
            let evidence = ConnectionEvidence(.high, title + " from outside" + more, at: entry.resource.location)
            return collected.add(from: [.anywhere], to: entry.endpoint, entry.ports, evidence, context)
        }
        let evidence = ConnectionEvidence(
            .high, title + " from the networks in loadBalancerSourceRanges", at: entry.resource.location)
        let sides = sources.map { NeededConnection.Side.block($0, except: []) }
        collected.add(from: sides, to: entry.endpoint, entry.ports, evidence, context)
    }

    static func collect(_ context: GenerationContext, into collected: inout CollectedEvidence) {
        let controllers = IngressControllers.positions(context)
        for entry in context.model.entryPoints {
            let title = "\(entry.resource.kind) \(entry.resource.name)"
            switch entry.kind {
            case .outside:
                let type = entry.resource.spec?["type"]?.scalarText ?? "ClusterIP"
                outside(entry, "\(title) of type \(type) leads here", context, &collected)
            case .route where controllers.isEmpty:
                let evidence = ConnectionEvidence(
                    .medium,
                    "\(title) leads here; its controller is not in the input, so from anywhere: narrow it to "
                        + "the controller's pods", at: entry.resource.location)
                collected.add(from: [.anywhere], to: entry.endpoint, entry.ports, evidence, context)
            case .route:
                let evidence = ConnectionEvidence(.high, "\(title) leads here", at: entry.resource.location)
                for controller in controllers where controller != entry.endpoint {
                    collected.add(from: controller, to: entry.endpoint, entry.ports, evidence, context)
                }
            }
        }
    }
}

/// Finds the pods that serve Ingresses and routes.
enum IngressControllers {
    /// Last parts of the images' names.
    private static let images: Set<String> = [
        "ingress-nginx/controller", "nginx-ingress", "nginx-ingress-controller", "nginx-plus-ingress", "traefik",
        "haproxy-ingress", "kubernetes-ingress", "kong", "kubernetes-ingress-controller", "contour", "envoy-gateway",
        "nginx-gateway-fabric", "apisix-ingress-controller", "pomerium/ingress-controller", "emissary", "caddy-ingress",
    ]

    static func positions(_ context: GenerationContext) -> [Int] {
        context.model.endpoints.indices.filter { position in
            let endpoint = context.model.endpoints[position]
            if endpoint.labels["istio"]?.hasSuffix("ingressgateway") == true { return true }
            return endpoint.workload?.containers.contains { isController($0.image ?? "") } ?? false
        }
    }

    private static func isController(_ image: String) -> Bool {
        let path = ImageName.path(image)
        return images.contains { path == $0 || path.hasSuffix("/" + $0) }
    }
}

/// Names of images without what changes with every release.
enum ImageName {
    /// `registry.k8s.io/ingress-nginx/controller` for `registry.k8s.io/ingress-nginx/controller:v1@sha256:…`.
    static func path(_ image: String) -> String {
        let name = image.prefix { $0 != "@" }
        let slash = name.lastIndex(of: "/") ?? name.startIndex
        let colon = name[slash...].firstIndex(of: ":") ?? name.endIndex
        return String(name[..<colon])
    }

    /// The part behind the last slash.
    static func last(_ image: String) -> String { path(image).split(separator: "/").last.map(String.init) ?? "" }
}
