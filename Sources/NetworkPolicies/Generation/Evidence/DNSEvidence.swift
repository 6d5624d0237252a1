// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents

/// The DNS server, for every workload that opens connections: its own, on UDP and TCP, and no other.
enum DNSEvidence {
    private static let ports = PortSet(.udp, 53, 53).union(PortSet(.tcp, 53, 53))

    /// Adds what the connections so far make necessary.
    static func complete(_ context: GenerationContext, _ collected: inout CollectedEvidence) {
        let clients = Set(
            collected.connections.compactMap { connection -> Int? in
                if case .endpoint(let position) = connection.source { position } else { nil }
            })
        let servers = servers(context)
        for client in clients.sorted() where !servers.contains(client) { add(client, servers, context, &collected) }
        let evidence = ConnectionEvidence(.high, "the cluster's DNS server answers every pod", at: nil)
        for server in servers where !context.model.endpoints[server].isHostNetwork {
            let everyone = NeededConnection.Side.pods(ForeignPods(namespace: nil))
            collected.add(from: [everyone], to: [.endpoint(server)], ports, evidence)
        }
    }

    /// The DNS server's pods, where they are part of the input.
    private static func servers(_ context: GenerationContext) -> [Int] {
        let add = ForeignPods.clusterDNS
        if let entry = context.directory.service(namespace: "kube-system", name: "kube-dns"), !entry.endpoints.isEmpty {
            return entry.endpoints
        }
        return context.endpoints(in: add.namespace) { $0.labels["k8s-app"] == add.labels["k8s-app"] }
    }

    private static func add(
        _ client: Int, _ servers: [Int], _ context: GenerationContext, _ collected: inout CollectedEvidence
    ) {
        let spec = context.model.endpoints[client].workload?.spec
        let policy = spec?["dnsPolicy"]?.scalarText ?? "ClusterFirst"
        let nameservers = (spec?["dnsConfig"]?.items("nameservers") ?? .none)
            .compactMap { IPRange(address: $0.scalarText) }
        if !nameservers.isEmpty {
            let evidence = ConnectionEvidence(.high, "dnsConfig names these servers", at: spec?["dnsConfig"]?.location)
            collected.add(from: [.endpoint(client)], to: nameservers.map { .block($0, except: []) }, ports, evidence)
        }
        if policy == "None" { return }
        if policy == "Default" {
            return collected.gap(
                client, "dnsPolicy is Default: names are asked of the node's own servers, which are not known: no rule")
        }
        let evidence = ConnectionEvidence(.high, "names are resolved by the cluster's DNS", at: nil)
        let destinations = servers.isEmpty ? [.pods(.clusterDNS)] : servers.flatMap { context.sides($0) }
        collected.add(from: [.endpoint(client)], to: destinations, ports, evidence)
    }
}
