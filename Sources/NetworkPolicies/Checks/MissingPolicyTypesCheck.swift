// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum MissingPolicyTypesCheck: ResourceCheck {
    package static let kinds = ["NetworkPolicy"]

    package static let description = CheckDescription(
        id: "missing-policy-types", title: "Policy without policyTypes", severity: .info, layer: .network,
        rationale: """
            Without policyTypes the API server decides which directions a policy restricts: always ingress, and egress \
            only when there is an egress rule. Adding or removing a rule then switches the isolation of a whole \
            direction on or off.
            """,
        attack: """
            A policy with an empty list of egress rules and no policyTypes was meant to forbid egress, and leaves it \
            open.
            """,
        rule: """
            Fires for a NetworkPolicy whose `spec.policyTypes` is missing or empty. Medium where an empty `egress` list \
            looks like a denial and is none.
            """,
        fix: """
            Write policyTypes down: the directions that the API server fills in today.
            """,
        mappings: Mappings(nsa: ["Network separation and hardening: network policies"], owasp: ["K05"]),
        references: [
            "https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/#NetworkPolicySpec"
        ],
        examples: [
            .violating(
                "missing", at: ["spec.policyTypes"],
                """
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: web}
                spec:
                  podSelector: {}
                  egress: [{ports: [{port: 53, protocol: UDP}]}]
                """),
            .violating(
                "looks like a denial", at: ["spec.policyTypes"],
                """
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: web}
                spec:
                  podSelector: {}
                  egress: []
                """),
            .compliant(
                "written down",
                """
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: web}
                spec: {podSelector: {}, policyTypes: [Ingress]}
                """),
        ])

    package static func evaluate(_ resource: Resource, _ context: Context, _ findings: inout FindingCollector) {
        guard PolicyKinds.isBuiltIn(resource), let spec = resource.field("spec"), !hasTypes(spec) else { return }
        let types = PolicyTypes.of(resource)
        let directions = Direction.allCases.filter { types.contains($0) }
        let misleads = spec["egress"]?.isSequence == true && !types.contains(.egress)
        let message =
            misleads
            ? "policy \"\(resource.name)\" has an empty egress list but no policyTypes: egress stays open"
            : "policy \"\(resource.name)\" has no policyTypes: the API server takes "
                + directions.map(\.rawValue).joined(separator: " and ")
        let value = Value.array((misleads ? Direction.allCases : directions).map { .string($0.rawValue) })
        let evidence = Evidence(below: resource.node, "spec", "policyTypes")
        findings.add(
            message, Subject(resource), [evidence], reason: .missing, severity: misleads ? .medium : nil,
            remediation: Remediation(
                misleads ? "restrict egress too: set policyTypes" : "write down what the API server fills in",
                misleads ? .review : .safe, [Edit(.set(value), at: evidence)]))
    }

    private static func hasTypes(_ spec: Node) -> Bool {
        (spec["policyTypes"]?.elements ?? Node.Elements.none).contains { _ in true }
    }
}

extension Resource {
    /// A field of the object that is there and not null.
    fileprivate func field(_ key: StaticString) -> Node? { node.field(key) }
}
