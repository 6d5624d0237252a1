// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents

/// Workloads that talk to the API server: a token is mounted, and its service account has been given rights.
enum APIServerEvidence: EvidenceSource {
    static func collect(_ context: GenerationContext, into collected: inout CollectedEvidence) {
        let bindings = bindings(context.inventory)
        for (position, endpoint) in context.model.endpoints.enumerated() {
            guard let (account, node) = account(endpoint, context), let binding = bindings[account] else { continue }
            let text = "service account \(account), whose token is mounted, is bound by \(binding.kind) \(binding.name)"
            add(position, context, ConnectionEvidence(.medium, text, at: node.location), into: &collected)
        }
    }

    /// Adds the way to the API server, whose addresses policies cannot name otherwise.
    static func add(
        _ endpoint: Int, _ context: GenerationContext, _ evidence: ConnectionEvidence,
        into collected: inout CollectedEvidence
    ) {
        let known = context.apiServerAddresses
        let ports = PortSet(.tcp, 443, 443).union(PortSet(.tcp, 6443, 6443))
        guard known.isEmpty else {
            let sure = ConnectionEvidence(.high, evidence.text, at: evidence.location)
            collected.add(from: context.sides(endpoint), to: known.map { .block($0, except: []) }, ports, sure)
            return
        }
        let text = evidence.text + "; the API server's addresses are not known: narrow it with --api-server CIDR"
        collected.add(
            from: context.sides(endpoint), to: GenerationContext.allAddresses, ports,
            ConnectionEvidence(evidence.confidence, text, at: evidence.location))
    }

    /// The service account whose token is mounted, as `namespace/name`.
    private static func account(_ endpoint: Endpoint, _ context: GenerationContext) -> (String, Node)? {
        guard let workload = endpoint.workload else { return OperatedWorkloads.account(endpoint, context.inventory) }
        let name = workload.serviceAccountName
        if let choice = workload.spec["automountServiceAccountToken"]?.bool {
            return choice ? ("\(workload.namespace)/\(name)", workload.spec) : nil
        }
        let object = context.inventory.resource(kind: "ServiceAccount", namespace: workload.namespace, name: name)
        if object?.node["automountServiceAccountToken"]?.bool == false { return nil }
        let place = workload.spec["serviceAccountName"] ?? workload.spec["serviceAccount"] ?? workload.resource.node
        return ("\(workload.namespace)/\(name)", place)
    }

    /// The first binding of each service account.
    private static func bindings(_ inventory: Inventory) -> [String: Resource] {
        var bindings: [String: Resource] = [:]
        for kind in ["ClusterRoleBinding", "RoleBinding"] {
            for binding in inventory.resources(ofKind: kind) {
                for subject in binding.node["subjects"]?.elements ?? .none {
                    guard subject["kind"]?.equals("ServiceAccount") == true, let name = subject["name"]?.scalarText
                    else {
                        continue
                    }
                    let namespace = subject["namespace"]?.scalarText ?? binding.effectiveNamespace
                    if bindings["\(namespace)/\(name)"] == nil { bindings["\(namespace)/\(name)"] = binding }
                }
            }
        }
        return bindings
    }
}
