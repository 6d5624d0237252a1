// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents
package import Findings

package enum IMDSReachableCheck: InventoryCheck {
    package static let description = CheckDescription(
        id: "imds-reachable", title: "Cloud metadata address reachable from pods", severity: .high, layer: .network,
        rationale: """
            On a cloud's machines the address 169.254.169.254 hands out credentials of the node to whoever asks. A pod \
            that reaches it can become the node.
            """,
        attack: """
            One request from a compromised pod, or one that a web application was tricked into making, returns the \
            node's credentials; with them the attacker reads registries, buckets and the cluster's API.
            """,
        rule: """
            Fires for each policy with egress rules that let workloads of the input reach 169.254.169.254 (or \
            fd00:ec2::254) on TCP 80, and once for each namespace with workloads whose egress nothing restricts: medium \
            there, high when the input shows that the cluster runs in a cloud (addresses of providers at nodes, cloud \
            identities of service accounts, storage classes). Medium for a rule that names the address alone.
            """,
        fix: """
            Except the address from the rule's block; deny egress by default. Give workloads their own cloud identity, \
            and require IMDSv2 with a hop limit of 1 on the nodes.
            """,
        mappings: Mappings(
            nsa: ["Network separation and hardening: network policies"], mitre: ["T1552.005", "MS-TA9033"],
            owasp: ["K05", "K08"],
            peers: [.kubescape: ["C-0052"], .kubesplaining: ["KUBE-NETPOL-IMDS-001"]]),
        references: [
            "https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html",
            "https://attack.mitre.org/techniques/T1552/005/",
        ],
        examples: [
            .violating(
                "a block without exception", at: ["spec.egress[0].to[0].ipBlock.except"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, labels: {app: web}}
                spec: {containers: [{name: web, image: web}]}
                ---
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: web}
                spec:
                  podSelector: {}
                  policyTypes: [Ingress, Egress]
                  egress:
                  - to: [{ipBlock: {cidr: 0.0.0.0/0}}]
                """),
            .violating(
                "everything is open", at: ["metadata.name"],
                """
                apiVersion: v1
                kind: Namespace
                metadata: {name: shop}
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: web, namespace: shop}
                spec: {containers: [{name: web, image: web}]}
                """),
            .violating(
                "no peers", at: ["spec.egress[0]"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, labels: {app: web}}
                spec: {containers: [{name: web, image: web}]}
                ---
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: web}
                spec: {podSelector: {}, policyTypes: [Ingress, Egress], egress: [{}]}
                """),
            .compliant(
                "excepted",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, labels: {app: web}}
                spec: {containers: [{name: web, image: web}]}
                ---
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: web}
                spec:
                  podSelector: {}
                  policyTypes: [Ingress, Egress]
                  egress:
                  - to: [{ipBlock: {cidr: 0.0.0.0/0, except: [169.254.0.0/16]}}]
                """),
            .compliant(
                "another port",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, labels: {app: web}}
                spec: {containers: [{name: web, image: web}]}
                ---
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: web}
                spec:
                  podSelector: {}
                  policyTypes: [Ingress, Egress]
                  egress:
                  - to: [{ipBlock: {cidr: 0.0.0.0/0}}]
                    ports: [{port: 443}]
                """),
        ])

    static let addresses = ["169.254.169.254", "fd00:ec2::254"].compactMap { IPRange(address: $0) }

    package static func evaluate(_ context: Context, _ findings: inout FindingCollector) {
        let facts = NetworkFacts.of(context.inventory)
        let reach = EgressReach(facts, to: addresses, PortSet(.tcp, 80, 80))
        for rules in grouped(reach.byRule, facts) { judge(rules, facts, &findings) }
        let open = Dictionary(grouping: reach.open) { facts.model.endpoints[$0].namespace }
        let isCloud = CloudSigns.arePresent(in: context.inventory)
        for entry in NamespaceCoverage.of(context.inventory).entries {
            guard let endpoints = open[entry.namespace], let place = entry.place else { continue }
            // A namespace without any policy gets the one that namespace-no-policy asks for, not a second one.
            let hasPolicies = !entry.policies.isEmpty
            let denied = hasPolicies ? [.egress] : Direction.allCases
            let summary = "add a default deny for \(hasPolicies ? "egress" : "both directions") and allow DNS"
            let edits = [
                Edit(.addObject(DefaultDeny.policy(in: entry.namespace, denied)), at: place.evidence),
                Edit(.addObject(DefaultDeny.dns(in: entry.namespace)), at: place.evidence),
            ]
            findings.add(
                "nothing keeps \(facts.names(endpoints)) of namespace \"\(entry.namespace)\" from the cloud's metadata "
                    + "address 169.254.169.254",
                place.subject, [place.evidence], reason: .missing, severity: isCloud ? .high : .medium,
                remediation: Remediation(summary, .review, edits))
        }
    }

    private typealias Reaching = [(rule: RuleReference, endpoints: [Int])]

    /// By policy; rules for everyone, which say one thing however often they are copied, by namespace.
    private static func grouped(_ rules: Reaching, _ facts: NetworkFacts) -> [Reaching] {
        var groups: [String: Reaching] = [:]
        var order: [String] = []
        for entry in rules {
            guard let found = facts.egressRule(entry.rule) else { continue }
            let key = found.rule.peers == nil ? found.policy.kind + " " + found.policy.namespace : found.policy.title
            if groups[key] == nil { order.append(key) }
            groups[key, default: []].append(entry)
        }
        return order.compactMap { groups[$0] }
    }

    private static func judge(
        _ rules: Reaching, _ facts: NetworkFacts, _ findings: inout FindingCollector
    ) {
        var evidence: [Evidence] = []
        var edits: [Edit] = []
        var namesAddress = true
        var policies: [Policy] = []
        for (reference, _) in rules {
            guard let found = facts.egressRule(reference), let node = found.rule.node else { continue }
            if policies.last?.title != found.policy.title { policies.append(found.policy) }
            let change = change(found.rule, node)
            evidence += change.places
            edits += change.edits
            if !change.isExplicit { namesAddress = false }
        }
        guard let policy = policies.first, let resource = policy.resource, !evidence.isEmpty else { return }
        let endpoints = Set(rules.flatMap(\.endpoints)).sorted()
        let who =
            policies.count == 1
            ? "\(policy.kind) \"\(policy.name)\" lets" : "\(policies.count) policies with rules for everyone let"
        findings.add(
            "\(who) \(facts.names(endpoints)) reach the cloud's metadata address 169.254.169.254",
            Subject(resource), evidence, severity: namesAddress ? .medium : nil,
            remediation: Remediation(
                edits.isEmpty ? "leave the address out of the rule" : "except the metadata address", .review, edits))
    }

    /// Where a rule lets the address through, and what would end it.
    private static func change(
        _ rule: PolicyRule, _ node: Node
    ) -> (places: [Evidence], edits: [Edit], isExplicit: Bool) {
        guard rule.peers != nil else { return ([Evidence(node)], [.set(everywhereElse, below: node, "to")], false) }
        var places: [Evidence] = []
        var edits: [Edit] = []
        var isExplicit = true
        for block in rule.blocks {
            for address in addresses where block.range.contains(address) {
                if block.exceptions.contains(where: { $0.contains(address) }) { continue }
                let place = Evidence(below: block.node, "except")
                places.append(place)
                guard block.range != address else { continue }
                isExplicit = false
                edits.append(Edit(.append(.string(address.cidr)), at: place))
            }
        }
        return places.isEmpty ? ([Evidence(node)], [], false) : (places, edits, isExplicit)
    }

    /// All pods, and all addresses but this one.
    private static let everywhereElse: Value = [
        ["namespaceSelector": [:]], ["ipBlock": ["cidr": "0.0.0.0/0", "except": ["169.254.169.254/32"]]],
        ["ipBlock": ["cidr": "::/0", "except": ["fd00:ec2::254/128"]]],
    ]
}

extension IPRange {
    /// A single address as a block.
    fileprivate var cidr: String { family.text(low) + (family == .v4 ? "/32" : "/128") }
}

/// Signs that a cluster runs in a cloud.
enum CloudSigns {
    private static let identities = [
        "eks.amazonaws.com/role-arn", "iam.gke.io/gcp-service-account", "azure.workload.identity/client-id",
    ]
    private static let storage = [
        "ebs.csi.aws.com", "kubernetes.io/aws-ebs", "pd.csi.storage.gke.io", "kubernetes.io/gce-pd",
        "disk.csi.azure.com", "kubernetes.io/azure-disk",
    ]

    static func arePresent(in inventory: Inventory) -> Bool {
        inventory.resources(ofKind: "Node").contains { node in
            guard let provider = node.spec?["providerID"]?.scalarText else { return false }
            return ["aws://", "gce://", "azure://", "oci://", "alicloud://", "digitalocean://"].contains {
                provider.hasPrefix($0)
            }
        }
            || inventory.resources(ofKind: "ServiceAccount").contains { account in
                identities.contains { account.annotations?[key: $0] != nil }
            }
            || inventory.resources(ofKind: "StorageClass").contains { storageClass in
                storage.contains { storageClass.node["provisioner"]?.equals(text: $0) == true }
            }
    }
}
