// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents

/// Finds what opens and accepts connections: workloads, and pods together with their siblings of the same owner.
enum EndpointReader {
    /// - Parameter selectors: what can tell pods of one owner apart.
    static func endpoints(_ inventory: Inventory, selectors: () -> Set<LabelSelector>) -> [Endpoint] {
        var endpoints: [Endpoint] = []
        var siblings: [String: [Endpoint]] = [:]
        for workload in inventory.workloads where !workload.isOwned && runsPods(workload) {
            let endpoint = endpoint(workload)
            if workload.kind == "Pod", workload.resource.group.isEmpty, let owner = owner(workload) {
                var owned = endpoint
                owned.kind = owner.kind
                owned.name = owner.name
                owned.podNames = [workload.name]
                siblings[owned.title, default: []].append(owned)
            } else {
                endpoints.append(endpoint)
            }
        }
        if !siblings.isEmpty {
            let selectors = byKey(selectors())
            for pods in siblings.values { endpoints += collapse(pods, selectors) }
        }
        addPodNames(inventory, &endpoints)
        return disambiguated(endpoints)
    }

    /// Selectors by the keys that they ask for.
    private static func byKey(_ selectors: Set<LabelSelector>) -> [String: [LabelSelector]] {
        var result: [String: [LabelSelector]] = [:]
        for selector in selectors {
            for key in Set(selector.requirements.map(\.key)) { result[key, default: []].append(selector) }
        }
        return result
    }

    /// Tells endpoints the names of pods that are in the input beside the object which owns them, directly or through
    /// others.
    private static func addPodNames(_ inventory: Inventory, _ endpoints: inout [Endpoint]) {
        let owned = inventory.workloads.filter(\.isOwned)
        if owned.isEmpty { return }
        var owners: [String: String] = [:]
        func title(_ workload: Workload, _ owner: (kind: String, name: String)) -> String {
            "\(workload.namespace)/\(owner.name)[\(owner.kind)]"
        }
        for workload in owned where workload.kind != "Pod" {
            guard let owner = owner(workload) else { continue }
            owners[title(workload, (workload.kind, workload.name))] = title(workload, owner)
        }
        let positions = Dictionary(endpoints.enumerated().map { ($1.title, $0) }) { first, _ in first }
        for workload in owned where workload.kind == "Pod" && runsPods(workload) {
            var next = owner(workload).map { title(workload, $0) }
            for _ in 0..<8 {
                guard let owner = next else { break }
                if let position = positions[owner] { endpoints[position].podNames.append(workload.name) }
                next = owners[owner]
            }
        }
    }

    /// Objects that hold a template for others, or pods that are done, run nothing.
    private static func runsPods(_ workload: Workload) -> Bool {
        if workload.kind == "PodTemplate" || workload.kind == "SidecarSet" { return false }
        guard workload.kind == "Pod", let phase = workload.resource.node["status"]?["phase"] else { return true }
        return !phase.equals("Succeeded") && !phase.equals("Failed")
    }

    private static func endpoint(_ workload: Workload) -> Endpoint {
        var endpoint = Endpoint(
            namespace: workload.namespace, name: workload.name, kind: workload.kind,
            labels: workload.podLabels?.labelMap ?? [:])
        endpoint.isHostNetwork = workload.usesHostNetwork
        endpoint.workload = workload
        endpoint.ports = ports(workload)
        if let replicas = workload.resource.spec?["replicas"]?.integer, workload.kind != "Pod" {
            endpoint.pods = Int(clamping: max(replicas, 0))
        } else if ["DaemonSet", "Job", "CronJob"].contains(workload.kind) {
            endpoint.pods = 2
        }
        if workload.kind == "Pod" { endpoint.addresses = addresses(workload.resource.node) }
        return endpoint
    }

    /// Ports of the containers that keep running; a number without protocol is TCP.
    private static func ports(_ workload: Workload) -> [Endpoint.Port] {
        var ports: [Endpoint.Port] = []
        for container in workload.containers where container.role == .main || container.isSidecar {
            for node in container.node.items("ports") {
                guard let number = node["containerPort"]?.integer, (1...65_535).contains(number),
                    let transport = TransportProtocol(name: node["protocol"]?.string ?? "TCP")
                else { continue }
                ports.append(
                    Endpoint.Port(name: node["name"]?.scalarText ?? "", transport: transport, number: Int(number)))
            }
        }
        return ports
    }

    private static func addresses(_ pod: Node) -> [IPRange] {
        var texts = (pod["status"]?.items("podIPs") ?? Node.Elements.none).compactMap { $0["ip"]?.scalarText }
        if texts.isEmpty, let text = pod["status"]?["podIP"]?.scalarText { texts.append(text) }
        return texts.compactMap { IPRange(address: $0) }
    }

    /// The controller that made the pod; nodes "own" the pods of their static manifests.
    private static func owner(_ workload: Workload) -> (kind: String, name: String)? {
        let references = workload.resource.metadata?.items("ownerReferences") ?? Node.Elements.none
        let all = references.filter { $0["name"] != nil && $0["kind"]?.equals("Node") != true }
        guard let node = all.first(where: { $0["controller"]?.bool == true }) ?? all.first,
            let kind = node["kind"]?.scalarText, let name = node["name"]?.scalarText
        else { return nil }
        return (kind, name)
    }

    /// Pods of one owner become one endpoint for those that have the same ports and that selectors do not tell apart.
    /// - Parameter selectors: by the keys that they ask for.
    private static func collapse(_ pods: [Endpoint], _ selectors: [String: [LabelSelector]]) -> [Endpoint] {
        let telling = differingKeys(pods).flatMap { selectors[$0] ?? [] }
        var result: [Endpoint] = []
        var positions: [[Bool]: [Int]] = [:]
        for pod in pods {
            let signature = telling.map { $0.matches(pod.labels) }
            let position = positions[signature]?.first {
                result[$0].isHostNetwork == pod.isHostNetwork && Set(result[$0].ports) == Set(pod.ports)
            }
            guard let position else {
                positions[signature, default: []].append(result.count)
                result.append(pod)
                continue
            }
            result[position].pods += 1
            result[position].addresses += pod.addresses
            result[position].podNames += pod.podNames
        }
        return result
    }

    /// The labels that not all of these pods have alike.
    private static func differingKeys(_ pods: [Endpoint]) -> [String] {
        guard let first = pods.first else { return [] }
        var keys: Set<String> = []
        for pod in pods.dropFirst() where pod.labels != first.labels {
            for (key, value) in pod.labels where first.labels[key] != value { keys.insert(key) }
            for key in first.labels.keys where pod.labels[key] == nil { keys.insert(key) }
        }
        return keys.sorted()
    }

    /// Sorts endpoints by their titles, and gives endpoints of one title names of their own: the pod's name for single pods of one owner, a number for
    /// templates of one object. Of two objects of one name the later one counts.
    private static func disambiguated(_ unsorted: [Endpoint]) -> [Endpoint] {
        let (endpoints, titles) = sortedByTitle(unsorted)
        guard zip(titles, titles.dropFirst()).contains(where: { $0 == $1 }) else { return endpoints }
        var result: [Endpoint] = []
        var start = 0
        while start < endpoints.count {
            var end = start + 1
            while end < endpoints.count, titles[end] == titles[start] { end += 1 }
            result += end - start == 1 ? [endpoints[start]] : named(Array(endpoints[start..<end]))
            start = end
        }
        return sortedByTitle(result).endpoints
    }

    /// Titles are made once, not at every comparison.
    private static func sortedByTitle(_ endpoints: [Endpoint]) -> (endpoints: [Endpoint], titles: [String]) {
        let titles = endpoints.indices.map { endpoints[$0].title }
        let order = titles.indices.sorted { titles[$0] < titles[$1] }
        return (order.map { endpoints[$0] }, order.map { titles[$0] })
    }

    private static func named(_ endpoints: [Endpoint]) -> [Endpoint] {
        var result: [Endpoint] = []
        for endpoint in endpoints {
            guard let workload = endpoint.workload else {
                result.append(endpoint)
                continue
            }
            var endpoint = endpoint
            if workload.kind == "Pod", endpoint.kind != "Pod" {
                if endpoint.pods == 1 || result.contains(where: { $0.title == endpoint.title }) {
                    endpoint.name = workload.name
                    endpoint.kind = "Pod"
                }
            } else if let first = result.first?.workload {
                if workload.resource == first.resource { endpoint.name += "-\(result.count + 1)" } else { result = [] }
            }
            result.append(endpoint)
        }
        return result
    }
}
