// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents

/// Probes need no rule: the kubelet sends them from the pod's own node, which policies never cut off.
enum ProbeEvidence: EvidenceSource {
    static func collect(_ context: GenerationContext, into collected: inout CollectedEvidence) {
        for (position, endpoint) in context.model.endpoints.enumerated() {
            let ports = Set((endpoint.workload?.containers ?? []).flatMap { Self.ports($0.node) })
            guard !ports.isEmpty, !endpoint.isHostNetwork else { continue }
            let names = ports.sorted().joined(separator: ", ")
            collected.remark(
                position, "probes on \(names) come from the pod's own node, which no network policy cuts off: no rule")
        }
    }

    private static func ports(_ container: Node) -> [String] {
        let probes = ["livenessProbe", "readinessProbe", "startupProbe"].compactMap { container[$0] }
        return probes.compactMap { probe in
            let handler = probe["httpGet"] ?? probe["tcpSocket"] ?? probe["grpc"]
            return handler?["port"]?.scalarText
        }
    }
}
