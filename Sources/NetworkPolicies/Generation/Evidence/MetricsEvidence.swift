// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents

/// Metrics that Prometheus collects: annotations of pods and Services, ServiceMonitors and PodMonitors.
enum MetricsEvidence: EvidenceSource {
    static func collect(_ context: GenerationContext, into collected: inout CollectedEvidence) {
        var finding = MetricsFinding(context, collected)
        finding.readPods()
        finding.readServices()
        finding.readMonitors()
        collected = finding.collected
    }

    /// The workloads that collect metrics.
    static func collectors(_ context: GenerationContext) -> [Int] {
        let images: Set<String> = ["prometheus", "vmagent", "alloy", "agent-prometheus", "prometheus-server"]
        return context.model.endpoints.indices.filter { position in
            let endpoint = context.model.endpoints[position]
            let isNamed = endpoint.labels["app.kubernetes.io/name"] == "prometheus"
            guard let workload = endpoint.workload else { return isNamed }
            return workload.containers.contains { images.contains(ImageName.last($0.image ?? "")) }
        }
    }
}

private struct MetricsFinding {
    private let context: GenerationContext
    private let collectors: [Int]
    private(set) var collected: CollectedEvidence

    init(_ context: GenerationContext, _ collected: CollectedEvidence) {
        self.context = context
        self.collected = collected
        collectors = MetricsEvidence.collectors(context)
    }

    private mutating func add(_ target: Int, _ ports: PortSet, _ text: String, _ node: Node) {
        if !collectors.isEmpty {
            let evidence = ConnectionEvidence(.high, text, at: node.location)
            for collector in collectors where collector != target {
                collected.add(from: collector, to: target, ports, evidence, context)
            }
            return
        }
        let namespace = context.options.monitoringNamespace
        let evidence = ConnectionEvidence(
            .low, "\(text); no Prometheus is in the input, so from any pod of namespace \(namespace)", at: node.location
        )
        let source = NeededConnection.Side.pods(ForeignPods(namespace: namespace))
        collected.add(from: [source], to: target, ports, evidence, context)
    }

    // MARK: Annotations

    mutating func readPods() {
        for (position, endpoint) in context.model.endpoints.enumerated() {
            guard let annotations = endpoint.workload?.podAnnotations, let node = Self.scrape(annotations) else {
                continue
            }
            let port = Self.port(annotations)
            var ports = port.map { PortSet(.tcp, $0, $0) } ?? PortSet(endpoint.ports.filter { $0.transport == .tcp })
            if ports.isEmpty { ports = PortSet(.tcp, 80, 80) }
            add(
                position, ports, "annotation prometheus.io/scrape asks for metrics\(port.map { " on \($0)" } ?? "")",
                node)
        }
    }

    mutating func readServices() {
        for entry in context.directory.all {
            guard let annotations = entry.resource.annotations, let node = Self.scrape(annotations) else { continue }
            let port = Self.port(annotations)
            for target in entry.endpoints {
                let ports =
                    port.map { PortSet(.tcp, $0, $0) } ?? context.directory.targets(entry, port: nil, at: target)
                add(target, ports, "annotation prometheus.io/scrape of Service \(entry.name) asks for metrics", node)
            }
        }
    }

    private static func scrape(_ annotations: Node) -> Node? {
        let node = annotations["prometheus.io/scrape"] ?? annotations["prometheus.io/should_be_scraped"]
        return node?.scalarText.lowercased() == "true" ? node : nil
    }

    private static func port(_ annotations: Node) -> Int? {
        guard let text = annotations["prometheus.io/port"]?.scalarText, let port = Int(text),
            (1...65_535).contains(port)
        else { return nil }
        return port
    }

    // MARK: Monitors

    mutating func readMonitors() {
        for monitor in context.inventory.resources(ofKind: "ServiceMonitor") { read(serviceMonitor: monitor) }
        for monitor in context.inventory.resources(ofKind: "PodMonitor") { read(podMonitor: monitor) }
    }

    private mutating func read(serviceMonitor monitor: Resource) {
        guard let selector = monitor.spec?["selector"].flatMap({ LabelSelector($0) }) else { return }
        let entries = context.directory.all.filter { entry in
            isWatched(entry.namespace, monitor) && selector.matches(entry.resource.labels)
        }
        if entries.isEmpty {
            collected.note(
                "ServiceMonitor \(monitor.effectiveNamespace)/\(monitor.name) selects no Service of the input")
        }
        for entry in entries {
            for node in monitor.spec?.items("endpoints") ?? .none {
                for target in entry.endpoints {
                    let ports = ports(node, entry, target)
                    add(target, ports, "ServiceMonitor \(monitor.name) collects metrics", monitor.node)
                }
            }
        }
    }

    private mutating func read(podMonitor monitor: Resource) {
        guard let selector = monitor.spec?["selector"].flatMap({ LabelSelector($0) }) else { return }
        for (position, endpoint) in context.model.endpoints.enumerated()
        where isWatched(endpoint.namespace, monitor) && selector.matches(endpoint.labels) {
            for node in monitor.spec?.items("podMetricsEndpoints") ?? .none {
                add(position, ports(node, nil, position), "PodMonitor \(monitor.name) collects metrics", monitor.node)
            }
        }
    }

    /// `port` is the name of a Service's or a container's port, `targetPort` and `portNumber` are a container's.
    private func ports(_ node: Node, _ entry: ServiceEntry?, _ target: Int) -> PortSet {
        let endpoint = context.model.endpoints[target]
        if let name = node.field("port")?.scalarText {
            guard let entry else { return PortSet(endpoint.ports.filter { $0.name == name }) }
            return entry.ports.filter { $0.name == name }
                .reduce(.none) { $0.union(context.directory.targets($1, at: target)) }
        }
        guard let field = node.field("targetPort") ?? node.field("portNumber") else { return .none }
        if let number = Int(field.scalarText) {
            return (1...65_535).contains(number) ? PortSet(.tcp, number, number) : .none
        }
        return PortSet(endpoint.ports.filter { $0.name == field.scalarText })
    }

    private func isWatched(_ namespace: String, _ monitor: Resource) -> Bool {
        guard let selector = monitor.spec?.field("namespaceSelector") else {
            return namespace == monitor.effectiveNamespace
        }
        if selector["any"]?.bool == true { return true }
        let names = selector.items("matchNames").map(\.scalarText)
        return names.isEmpty ? namespace == monitor.effectiveNamespace : names.contains(namespace)
    }
}
