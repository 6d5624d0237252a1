// SPDX-License-Identifier: Apache-2.0

import Cluster
import Documents
import NetworkPolicies
import Testing

/// What the API server rejects is told with its place and left out.
struct RejectedPolicyTests {
    /// A spec in one line, and what is to be found where.
    struct Case: Sendable, CustomTestStringConvertible {
        let spec: String
        let column: Int
        let message: String

        var testDescription: String { message }

        init(_ spec: String, _ column: Int, _ message: String) {
            self.spec = spec
            self.column = column
            self.message = message
        }
    }

    private static func model(_ kind: String, _ version: String, _ name: String, _ spec: String) -> NetworkModel {
        let text = """
            apiVersion: \(version)
            kind: \(kind)
            metadata: {name: \(name)}
            spec: \(spec)
            """
        let document = Document.parse(Array(text.utf8), name: "p.yaml")
        return NetworkModel(Inventory(documents: [document]))
    }

    private static func check(_ model: NetworkModel, _ expected: Case) {
        #expect(model.policies.isEmpty)
        let found = model.problems.map(\.description)
        let start = "p.yaml:4:\(expected.column): \(expected.message)"
        #expect(
            found.contains { $0.hasPrefix(start) && $0.contains("the API server rejects") },
            "expected \(start) in \(found)")
    }

    private static let networkPolicies = [
        Case("{podselector: {}}", 8, "unknown field \"podselector\", did you mean \"podSelector\"?"),
        Case("{podSelector: {}, policyTypes: [ingress]}", 39, "unknown policy type \"ingress\""),
        Case(
            "{ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/16, except: [10.1.0.0/24]}}]}]}", 65,
            "\"10.1.0.0/24\" is not"),
        Case(
            "{ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/16, except: [10.0.0.0/16]}}]}]}", 65,
            "\"10.0.0.0/16\" is not"),
        Case("{ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/33}}]}]}", 43, "found \"10.0.0.0/33\", expected a CIDR"),
        Case("{ingress: [{from: [{ipBlock: {cidr: 10.0.0.0}}]}]}", 43, "found \"10.0.0.0\", expected a CIDR"),
        Case("{ingress: [{from: [{ipBlock: {cidr: '::/129'}}]}]}", 43, "found \"::/129\", expected a CIDR"),
        Case("{ingress: [{from: [{ipBlock: {except: []}}]}]}", 36, "the ipBlock has no cidr"),
        Case(
            "{ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8}, podSelector: {}}]}]}", 26,
            "the peer has an ipBlock and a selector"),
        Case("{ingress: [{from: [{}]}]}", 26, "the peer is empty"),
        Case("{ingress: [{from: [null]}]}", 26, "the peer is empty"),
        Case("{ingress: [{to: [{podSelector: {}}]}]}", 19, "unknown field \"to\""),
        Case("{ingress: [{ports: [{port: 80, endPort: 79}]}]}", 47, "endPort 79 is below port 80"),
        Case("{ingress: [{ports: [{port: http, endPort: 79}]}]}", 49, "found endPort with the port \"http\""),
        Case("{ingress: [{ports: [{endPort: 79}]}]}", 37, "found endPort without port"),
        Case("{ingress: [{ports: [{port: 70000}]}]}", 34, "found \"70000\", expected a port from 1 to 65535"),
        Case("{ingress: [{ports: [{port: '80'}]}]}", 34, "found \"80\", expected a port's name"),
        Case("{ingress: [{ports: [{port: 80, protocol: tcp}]}]}", 48, "found \"tcp\", expected the protocol"),
        Case(
            "{podSelector: {matchExpressions: [{key: a, operator: Equals}]}}", 60, "unknown operator \"Equals\""),
        Case("{podSelector: {matchExpressions: [{key: a, operator: In}]}}", 41, "the operator In needs values"),
        Case(
            "{podSelector: {matchExpressions: [{key: a, operator: Exists, values: [b]}]}}", 77,
            "the operator Exists takes no values"),
        Case("{podSelector: {matchLabels: {a b: c}}}", 36, "\"a b\" is no label key"),
        Case("{podSelector: {matchLabels: {a: true}}}", 39, "found \"true\", expected a string"),
    ]

    @Test(arguments: networkPolicies)
    func `a NetworkPolicy that the API server rejects is left out`(rejected: Case) {
        Self.check(Self.model("NetworkPolicy", "networking.k8s.io/v1", "a", rejected.spec), rejected)
    }

    private static let rule = "{action: Deny, from: [{namespaces: {}}]}"

    private static let clusterPolicies = [
        Case("{priority: 1001}", 18, "found \"1001\", expected a priority from 0 to 1000"),
        Case("{priority: -1}", 18, "found \"-1\", expected a priority from 0 to 1000"),
        Case("{tier: admin}", 14, "found \"admin\", expected the tier Admin or Baseline"),
        Case("{priority: 1}", 7, "the policy has no tier"),
        Case("{tier: Admin}", 7, "the policy has no priority"),
        Case("{tier: Admin, priority: 1}", 7, "the policy has no subject"),
        Case("{subject: {}}", 17, "the subject is empty"),
        Case("{subject: {namespaces: {}, pods: {podSelector: {}}}}", 17, "the subject has namespaces and pods"),
        Case("{ingress: [{action: Deny, from: []}]}", 18, "found 0 peers in \"from\", expected 1 to 25"),
        Case("{ingress: [{action: Deny, from: [{}]}]}", 40, "the peer is empty"),
        Case("{ingress: [{action: Deny, from: [{namespace: {}}]}]}", 41, "unknown field \"namespace\""),
        Case("{ingress: [{action: Deny, from: [{networks: [10.0.0.0/8]}]}]}", 41, "unknown field \"networks\""),
        Case(
            "{ingress: [{action: Allow, from: [{namespaces: {}}]}]}", 27,
            "found \"Allow\", expected the action Accept"),
        Case("{egress: [{action: Deny, to: [{networks: [10.0.0/8]}]}]}", 49, "found \"10.0.0/8\", expected a CIDR"),
        Case(
            "{egress: [{action: Deny, to: [{domainNames: [a.b]}]}]}", 17, "found domain names in a rule that does not"),
        Case(
            "{egress: [{action: Deny, to: [{networks: [10.0.0.0/8]}], protocols: [{destinationNamedPort: http}]}]}", 17,
            "found a named port together with networks"),
        Case(
            "{egress: [{action: Accept, to: [{domainNames: [a.*.b]}]}]}", 54,
            "found \"a.*.b\", expected a domain name such as *.example.com"),
        Case(
            "{egress: [{action: Accept, to: [{domainNames: [com]}]}]}", 54,
            "found \"com\", expected a domain name such as *.example.com"),
        Case(
            "{ingress: [{action: Deny, from: [{namespaces: {}}], protocols: []}]}", 70,
            "found 0 entries in \"protocols\", expected 1 to 25"),
        Case(
            "{ingress: [{action: Deny, from: [{namespaces: {}}], protocols: "
                + "[{tcp: {destinationPort: {range: {start: 80, end: 80}}}}]}]}", 120,
            "the range ends at 80 and starts at 80"),
        Case(
            "{ingress: [\(Array(repeating: rule, count: 26).joined(separator: ","))]}", 1043,
            "found 26 rules, expected at most 25"),
    ]

    @Test(arguments: clusterPolicies)
    func `a ClusterNetworkPolicy that the API server rejects is left out`(rejected: Case) {
        let version = "policy.networking.k8s.io/v1alpha2"
        Self.check(Self.model("ClusterNetworkPolicy", version, "a", rejected.spec), rejected)
    }

    private static let adminPolicies = [
        Case(
            "{ingress: [{action: Accept, from: [{namespaces: {}}]}]}", 27,
            "found \"Accept\", expected the action Allow"),
        Case(
            "{ingress: [{action: Deny, from: [{namespaces: {}}], ports: [{portRange: {start: 9}}]}]}", 79,
            "the range needs start and end"),
        Case(
            "{ingress: [{name: \(String(repeating: "a", count: 101)), action: Deny, from: [{namespaces: {}}]}]}", 18,
            "the rule's name is longer than 100 characters"),
        Case("{ingress: [\(Array(repeating: rule, count: 101).joined(separator: ","))]}", 4118, "found 101 rules"),
    ]

    @Test(arguments: adminPolicies)
    func `an AdminNetworkPolicy that the API server rejects is left out`(rejected: Case) {
        let version = "policy.networking.k8s.io/v1alpha1"
        Self.check(Self.model("AdminNetworkPolicy", version, "a", rejected.spec), rejected)
    }

    @Test func `a network with bits of hosts is left out from v1beta1 on`() {
        let spec = "{egress: [{action: Deny, to: [{networks: [10.0.0.1/8]}]}]}"
        Self.check(
            Self.model("ClusterNetworkPolicy", "policy.networking.k8s.io/v1beta1", "a", spec),
            Case("", 49, "\"10.0.0.1/8\" has bits set behind its prefix"))
        let older = Self.model("ClusterNetworkPolicy", "policy.networking.k8s.io/v1alpha2", "a", spec)
        #expect(!older.problems.contains { $0.description.contains("has bits set") })
    }

    @Test func `a policy whose name is no string is left out`() {
        let model = Self.model("NetworkPolicy", "networking.k8s.io/v1", "n", "{podSelector: {}}")
        #expect(model.policies.isEmpty)
        #expect(model.problems.first?.description.hasPrefix("p.yaml:3:18: found \"n\", expected a string") == true)
    }

    @Test func `a baseline policy that passes is left out`() {
        let spec = "{ingress: [{action: Pass, from: [{namespaces: {}}]}]}"
        Self.check(
            Self.model("BaselineAdminNetworkPolicy", "policy.networking.k8s.io/v1alpha1", "default", spec),
            Case("", 27, "found \"Pass\", expected the action Allow or Deny"))
    }

    @Test func `a baseline policy of another name is left out`() {
        let model = Self.model(
            "BaselineAdminNetworkPolicy", "policy.networking.k8s.io/v1alpha1", "b", "{subject: {namespaces: {}}}")
        #expect(model.policies.isEmpty)
        #expect(model.problems.first?.description.hasPrefix("p.yaml:3:18: the name is \"b\", expected default") == true)
    }
}

/// What a newer version of the API may have makes a rule fail closed.
struct UnknownPeerTests {
    private func connection(_ action: String, _ rest: String) -> (ports: PortSet, problems: [String]) {
        let text = """
            apiVersion: v1
            kind: Pod
            metadata: {name: a, namespace: n}
            spec: {containers: [{name: c, image: i}]}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: b, namespace: n}
            spec: {containers: [{name: c, image: i}]}
            ---
            apiVersion: policy.networking.k8s.io/v1alpha2
            kind: ClusterNetworkPolicy
            metadata: {name: c}
            spec:
              tier: Admin
              priority: 1
              subject: {namespaces: {}}
              ingress:
              - {action: \(action), \(rest)}
              - {action: Pass, from: [{namespaces: {}}]}
            """
        let model = NetworkModel(Inventory(documents: [Document.parse(Array(text.utf8), name: "p.yaml")]))
        let reachability = Reachability(model)
        let columns = (reachability.column(ofEndpoint: 0), reachability.column(ofEndpoint: 1))
        return (reachability.connection(from: columns.0, to: columns.1), model.problems.map(\.description))
    }

    @Test func `a rule that denies an unknown kind of peer denies everybody`() {
        let answer = connection("Deny", "from: [{serviceAccounts: {}}]")
        #expect(answer.ports == .none)
        #expect(answer.problems.count == 1)
        #expect(answer.problems.first?.hasPrefix("p.yaml:19:28: \"serviceAccounts\" is not known here") == true)
    }

    @Test func `a rule that passes an unknown kind of peer denies everybody`() {
        #expect(connection("Pass", "from: [{namespaces: {}}, {serviceAccounts: {}}]").ports == .none)
    }

    @Test func `a rule that accepts an unknown kind of peer matches nothing`() {
        #expect(connection("Accept", "from: [{serviceAccounts: {}}]").ports == .all)
    }

    @Test func `a rule with an unknown kind of protocol denies everything`() {
        let answer = connection("Deny", "from: [{namespaces: {}}], protocols: [{icmp: {}}]")
        #expect(answer.ports == .none)
        #expect(answer.problems.first?.contains("\"icmp\" is not known here") == true)
    }
}
