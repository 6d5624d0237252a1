// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum SelectorlessPeerCheck: ResourceCheck {
    package static let kinds = ["NetworkPolicy"]

    package static let description = CheckDescription(
        id: "selectorless-peer", title: "Private addresses instead of a selector", severity: .low, layer: .network,
        rationale: """
            A block of private addresses in a rule is usually meant for pods or nodes. Pod addresses change hands all \
            the time, and whether a block matches pods at all differs between network plug-ins.
            """,
        attack: """
            A pod that happens to get an address of the block gets the access too, whatever it is.
            """,
        rule: """
            Fires for an ipBlock of a NetworkPolicy that lies in a private network (10.0.0.0/8, 172.16.0.0/12, \
            192.168.0.0/16, 100.64.0.0/10, fc00::/7) and is wider than 16 addresses, in a rule that has no peer with \
            a pod or namespace selector.
            """,
        fix: """
            Select pods by their labels; keep the block for machines outside of the cluster.
            """,
        mappings: Mappings(
            nsa: ["Network separation and hardening: network policies"], owasp: ["K05"],
            peers: [.trivy: ["KSV-0038"]]),
        references: [
            "https://kubernetes.io/docs/concepts/services-networking/network-policies/#behavior-of-to-and-from-selectors"
        ],
        examples: [
            .violating(
                "a private block", at: ["spec.ingress[0].from[0].ipBlock.cidr"],
                """
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: db}
                spec: {podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.42.0.0/16}}]}]}
                """),
            .compliant(
                "a selector",
                """
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: db}
                spec: {podSelector: {}, ingress: [{from: [{podSelector: {matchLabels: {app: web}}}]}]}
                """),
            .compliant(
                "one machine, and a public network",
                """
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: db}
                spec:
                  podSelector: {}
                  egress: [{to: [{ipBlock: {cidr: 10.3.0.7/32}}, {ipBlock: {cidr: 203.0.113.0/24}}]}]
                """),
        ])

    package static func evaluate(_ resource: Resource, _ context: Context, _ findings: inout FindingCollector) {
        guard let policy = NetworkFacts.of(context.inventory).networkPolicy(resource) else { return }
        for (_, side, rule) in policy.allRules {
            let peers = rule.peers ?? []
            let hasSelector = peers.contains { if case .pods = $0 { true } else { false } }
            if hasSelector { continue }
            for node in rule.node?[key: side]?.elements ?? Node.Elements.none {
                guard let cidr = node["ipBlock"]?["cidr"], let range = IPRange(cidr: cidr.scalarText),
                    range.high - range.low >= 16, PrivateAddresses.all.contains(where: { $0.contains(range) })
                else { continue }
                findings.add(
                    "policy \"\(resource.name)\" names the private network \"\(cidr.scalarText)\" instead of pods",
                    Subject(resource), Evidence(cidr),
                    remediation: Remediation("select the pods by their labels", .review))
            }
        }
    }
}
