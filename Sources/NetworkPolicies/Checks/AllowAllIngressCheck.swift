// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum AllowAllIngressCheck: ResourceCheck {
    package static let kinds = ["NetworkPolicy"]

    package static let description = CheckDescription(
        id: "allow-all-ingress", title: "Rule that lets everyone in", severity: .medium, layer: .network,
        rationale: """
            An ingress rule without peers, for all namespaces or for all addresses makes the policy look like \
            protection while everything still gets in.
            """,
        attack: """
            From any pod of the cluster, or from outside, the attacker connects as if there were no policy.
            """,
        rule: """
            Fires for an ingress rule of a NetworkPolicy that has no `from`, or a peer that is every namespace with \
            every pod, or an ipBlock of all addresses, also when it excepts private networks. A rule with ports is \
            fine where all of the policy's pods are meant to be reached from outside through a LoadBalancer or a \
            NodePort.
            """,
        fix: """
            Name the namespaces and pods that need the access.
            """,
        mappings: Mappings(
            nsa: ["Network separation and hardening: network policies"], owasp: ["K05"],
            peers: [
                .kubeaudit: ["AllowAllIngressNetworkPolicyExists"], .kubesplaining: ["KUBE-NETPOL-WEAKNESS-001"],
            ]),
        references: [
            "https://kubernetes.io/docs/concepts/services-networking/network-policies/#allow-all-ingress-traffic"
        ],
        examples: [
            .violating(
                "no peers", at: ["spec.ingress[0]"],
                """
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: open}
                spec: {podSelector: {}, ingress: [{}]}
                """),
            .violating(
                "every namespace", at: ["spec.ingress[0].from[1]"],
                """
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: open}
                spec:
                  podSelector: {}
                  ingress:
                  - from: [{podSelector: {matchLabels: {app: web}}}, {namespaceSelector: {}}]
                """),
            .violating(
                "all addresses", at: ["spec.ingress[0].from[0]"],
                """
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: open}
                spec: {podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 0.0.0.0/0}}]}]}
                """),
            .violating(
                "the whole internet", at: ["spec.ingress[0].from[0]"],
                """
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: open}
                spec:
                  podSelector: {}
                  ingress: [{from: [{ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8]}}]}]
                """),
            .compliant(
                "a port for users outside",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, labels: {app: web}}
                spec: {containers: [{name: web, image: web, ports: [{containerPort: 8443}]}]}
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: web}
                spec: {type: LoadBalancer, selector: {app: web}, ports: [{port: 443, targetPort: 8443}]}
                ---
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: web}
                spec: {podSelector: {matchLabels: {app: web}}, ingress: [{ports: [{port: 8443}]}]}
                """),
            .compliant(
                "some pods of all namespaces",
                """
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: scrape}
                spec:
                  podSelector: {}
                  ingress:
                  - from: [{namespaceSelector: {}, podSelector: {matchLabels: {app: prometheus}}}]
                """),
        ])

    package static func evaluate(_ resource: Resource, _ context: Context, _ findings: inout FindingCollector) {
        let facts = NetworkFacts.of(context.inventory)
        guard let policy = facts.networkPolicy(resource) else { return }
        for rule in policy.rules[.ingress] ?? [] {
            guard let node = rule.node, let peer = EveryonePeer.find(in: rule, side: "from") else { continue }
            if rule.ports != nil, isPublic(policy, facts) { continue }
            findings.add(
                "policy \"\(resource.name)\" lets \(peer.who) in" + (rule.ports == nil ? "" : " on its ports"),
                Subject(resource), Evidence(peer.node ?? node),
                remediation: Remediation("name the namespaces and pods that need the access", .review))
        }
    }

    /// All pods of the policy are reached from outside on purpose.
    private static func isPublic(_ policy: Policy, _ facts: NetworkFacts) -> Bool {
        facts.selectsAny(policy.subject)
            && facts.endpoints(policy.subject).allSatisfy { facts.publicEndpoints.contains($0) }
    }
}

/// A peer that is everyone, or everyone of a kind.
struct EveryonePeer {
    /// Nil when the rule has no peers at all.
    let node: Node?
    let who: String
    /// The block of all addresses, when that is what the peer is.
    let block: Node?

    static func find(in rule: PolicyRule, side: String) -> EveryonePeer? {
        guard rule.peers != nil else { return EveryonePeer(node: nil, who: "everyone", block: nil) }
        for node in rule.node?[key: side]?.elements ?? Node.Elements.none {
            if let block = node.field("ipBlock") {
                guard block["cidr"]?.scalarText.hasSuffix("/0") == true else { continue }
                let exceptions = block.items("except").compactMap { IPRange(cidr: $0.scalarText) }
                let isPublic = side == "from" && exceptions.allSatisfy(\.isPrivate)
                guard exceptions.isEmpty || isPublic else { continue }
                let who = exceptions.isEmpty ? "every address" : "every public address"
                return EveryonePeer(node: node, who: who, block: block)
            }
            guard let namespaces = node.field("namespaceSelector"), LabelSelector(namespaces)?.isEmpty == true else {
                continue
            }
            if let pods = node.field("podSelector"), LabelSelector(pods)?.isEmpty == false { continue }
            return EveryonePeer(node: node, who: "every pod of every namespace", block: nil)
        }
        return nil
    }
}

extension IPRange {
    /// Lies in a private network as a whole.
    fileprivate var isPrivate: Bool { PrivateAddresses.all.contains { $0.contains(self) } }
}
