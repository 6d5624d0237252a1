// SPDX-License-Identifier: Apache-2.0

/// One kind of evidence that manifests hold for connections.
protocol EvidenceSource: SendableMetatype {
    static func collect(_ context: GenerationContext, into collected: inout CollectedEvidence)
}

/// All kinds of evidence in manifests, in the order in which they are told.
enum EvidenceRegistry {
    static let all: [any EvidenceSource.Type] = [
        ConfigurationEvidence.self, EntryPointEvidence.self, MetricsEvidence.self, WebhookEvidence.self,
        APIServerEvidence.self, ExistingPolicyEvidence.self, OperatedWorkloads.self, ProbeEvidence.self,
    ]
}

extension CollectedEvidence {
    /// All evidence that the manifests hold.
    package init(_ context: GenerationContext) {
        self.init()
        for source in EvidenceRegistry.all { source.collect(context, into: &self) }
    }

    /// Adds a connection to a workload.
    mutating func add(
        from sources: [NeededConnection.Side], to destination: Int, _ ports: PortSet, _ evidence: ConnectionEvidence,
        _ context: GenerationContext
    ) {
        add(from: sources, to: context.sides(destination), ports, context.placed(evidence, destination))
    }

    /// Adds a connection between two workloads.
    mutating func add(
        from source: Int, to destination: Int, _ ports: PortSet, _ evidence: ConnectionEvidence,
        _ context: GenerationContext
    ) {
        let placed = context.placed(evidence, source)
        add(from: context.sides(source), to: destination, ports, placed, context)
    }

    /// Adds a connection for each combination of the two sides' addresses.
    mutating func add(
        from sources: [NeededConnection.Side], to destinations: [NeededConnection.Side], _ ports: PortSet,
        _ evidence: ConnectionEvidence
    ) {
        guard !ports.isEmpty else { return }
        for source in sources {
            for destination in destinations {
                connections.append(NeededConnection(from: source, to: destination, ports, evidence))
            }
        }
    }
}
