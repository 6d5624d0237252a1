// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum AllowAllEgressCheck: ResourceCheck {
    package static let kinds = ["NetworkPolicy"]

    package static let description = CheckDescription(
        id: "allow-all-egress", title: "Rule that lets pods connect anywhere", severity: .medium, layer: .network,
        rationale: """
            An egress rule without peers or for all addresses leaves the way open to the internet, to the node's \
            network and to the cloud's metadata service.
            """,
        attack: """
            After a break-in the attacker loads tools, calls home and asks the metadata service for credentials.
            """,
        rule: """
            Fires for an egress rule of a NetworkPolicy that has no `to`, or a peer that is every namespace with every \
            pod, or an ipBlock of all addresses without exception. Rules for DNS alone (port 53) are fine.
            """,
        fix: """
            Name the pods and networks that are needed. Where the whole internet is needed, except the private \
            networks and the metadata address.
            """,
        mappings: Mappings(
            nsa: ["Network separation and hardening: network policies"], mitre: ["T1041"], owasp: ["K05"],
            peers: [
                .kubeaudit: ["AllowAllEgressNetworkPolicyExists"], .kubesplaining: ["KUBE-NETPOL-WEAKNESS-002"],
            ]),
        references: [
            "https://kubernetes.io/docs/concepts/services-networking/network-policies/#allow-all-egress-traffic"
        ],
        examples: [
            .violating(
                "no peers", at: ["spec.egress[0]"],
                """
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: open}
                spec: {podSelector: {}, egress: [{}]}
                """),
            .violating(
                "all addresses", at: ["spec.egress[0].to[0]"],
                """
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: open}
                spec: {podSelector: {}, egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0}}], ports: [{port: 443}]}]}
                """),
            .compliant(
                "dns",
                """
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: dns}
                spec: {podSelector: {}, egress: [{ports: [{port: 53, protocol: UDP}, {port: 53}]}]}
                """),
            .compliant(
                "with exceptions",
                """
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: internet}
                spec:
                  podSelector: {}
                  egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8, 169.254.169.254/32]}}]}]
                """),
        ])

    package static func evaluate(_ resource: Resource, _ context: Context, _ findings: inout FindingCollector) {
        guard let policy = NetworkFacts.of(context.inventory).networkPolicy(resource) else { return }
        for rule in policy.rules[.egress] ?? [] {
            guard let node = rule.node, let peer = EveryonePeer.find(in: rule, side: "to"), !rule.isForDNS else {
                continue
            }
            findings.add(
                "policy \"\(resource.name)\" lets its pods connect to \(peer.who)"
                    + (rule.ports == nil ? "" : " on some ports"), Subject(resource), Evidence(peer.node ?? node),
                remediation: remediation(peer))
        }
    }

    private static func remediation(_ peer: EveryonePeer) -> Remediation {
        guard let block = peer.block, block["cidr"]?.equals("0.0.0.0/0") == true else {
            return Remediation("name the pods and networks that are needed", .review)
        }
        let networks: Value = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16"]
        return Remediation(
            "except the private networks and the metadata address", .review,
            [Edit(.set(networks), at: Evidence(below: block, "except"))])
    }
}

extension PolicyRule {
    /// The rule is for port 53 and nothing else.
    var isForDNS: Bool {
        guard let ports, !ports.isEmpty else { return false }
        return ports.allSatisfy { port in
            if case .range(_, let range) = port { range == 53...53 } else { false }
        }
    }
}
