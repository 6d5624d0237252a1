// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents
package import Findings

package enum PolicyWithoutEffectCheck: InventoryCheck {
    package static let description = CheckDescription(
        id: "policy-without-effect", title: "Admission policy without effect", severity: .medium, layer: .admission,
        rationale: """
            A policy that is bound to nothing, or that only reports, looks like protection in the repository and \
            rejects nothing in the cluster.
            """,
        attack: "What the policy forbids is created all the same.",
        rule: """
            Fires for a ValidatingAdmissionPolicy or MutatingAdmissionPolicy that no binding of the input names; a \
            ValidatingAdmissionPolicyBinding whose `validationActions` lack Deny; a Kyverno policy whose validate rules \
            are in Audit mode (its default) or whose `validationActions` lack Deny; a Gatekeeper constraint whose \
            `enforcementAction` is dryrun or warn.
            """,
        fix: "Bind the policy, and make it deny once its reports are clean.",
        mappings: Mappings(owasp: ["K04"]),
        references: [
            "https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/",
            "https://kyverno.io/docs/policy-types/cluster-policy/validate/",
            "https://open-policy-agent.github.io/gatekeeper/website/docs/violations/",
        ],
        examples: [
            .violating(
                "no binding", at: ["metadata.name"],
                """
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingAdmissionPolicy
                metadata: {name: no-latest}
                spec: {validations: [{expression: "true"}]}
                """),
            .violating(
                "a binding that only warns", at: ["spec.validationActions"],
                """
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingAdmissionPolicyBinding
                metadata: {name: no-latest}
                spec: {policyName: no-latest, validationActions: [Warn, Audit]}
                """),
            .violating(
                "Kyverno's default", at: ["spec.validationFailureAction"],
                """
                apiVersion: kyverno.io/v1
                kind: ClusterPolicy
                metadata: {name: no-latest}
                spec: {rules: [{name: a, validate: {message: b}}]}
                """),
            .violating(
                "a Gatekeeper constraint on trial", at: ["spec.enforcementAction"],
                """
                apiVersion: constraints.gatekeeper.sh/v1beta1
                kind: K8sAllowedRepos
                metadata: {name: repos}
                spec: {enforcementAction: dryrun}
                """),
            .compliant(
                "bound and denying",
                """
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingAdmissionPolicy
                metadata: {name: no-latest}
                spec: {validations: [{expression: "true"}]}
                ---
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingAdmissionPolicyBinding
                metadata: {name: no-latest}
                spec: {policyName: no-latest, validationActions: [Deny]}
                """),
            .compliant(
                "Kyverno, enforcing rule by rule",
                """
                apiVersion: kyverno.io/v1
                kind: ClusterPolicy
                metadata: {name: no-latest}
                spec: {rules: [{name: a, validate: {failureAction: Enforce}}, {name: b, mutate: {}}]}
                """),
        ])

    package static func evaluate(_ context: Context, _ findings: inout FindingCollector) {
        judgeBindings("ValidatingAdmissionPolicy", context, &findings)
        judgeBindings("MutatingAdmissionPolicy", context, &findings)
        for resource in context.inventory.resources where !resource.group.isEmpty {
            switch resource.group {
            case "kyverno.io": judgeKyverno(resource, &findings)
            case "policies.kyverno.io":
                if resource.kind.hasSuffix("ValidatingPolicy") { judgeActions(resource, &findings) }
            case "constraints.gatekeeper.sh": judgeConstraint(resource, &findings)
            default: continue
            }
        }
    }

    // MARK: - Policies of the API server

    private static func judgeBindings(_ kind: String, _ context: Context, _ findings: inout FindingCollector) {
        var bound: Set<String> = []
        for binding in context.inventory.resources(ofKind: kind + "Binding") {
            if let name = binding.spec?["policyName"]?.scalarText { bound.insert(name) }
            if kind == "ValidatingAdmissionPolicy" { judgeActions(binding, &findings) }
        }
        for policy in context.inventory.resources(ofKind: kind) where !bound.contains(policy.name) {
            reportUnbound(policy, &findings)
        }
    }

    private static func reportUnbound(_ policy: Resource, _ findings: inout FindingCollector) {
        var spec: [Value.Member] = [.init("policyName", .string(policy.name))]
        if policy.kind == "ValidatingAdmissionPolicy" { spec.append(.init("validationActions", ["Deny"])) }
        let binding: Value = [
            "apiVersion": .string(policy.apiVersion), "kind": .string(policy.kind + "Binding"),
            "metadata": ["name": .string(policy.name)], "spec": .object(spec),
        ]
        findings.add(
            "no binding in the input makes the \(policy.kind) \"\(policy.name)\" take effect", Subject(policy),
            Evidence(below: policy.node, "metadata", "name"), reason: .missing,
            remediation: Remediation(
                "add a \(policy.kind)Binding for \"\(policy.name)\"", .review,
                [Edit(.addObject(binding), at: Evidence(policy.node))]))
    }

    /// `validationActions` without Deny; the field is required for bindings, and Deny by default for Kyverno.
    private static func judgeActions(_ resource: Resource, _ findings: inout FindingCollector) {
        guard let actions = resource.spec?["validationActions"], actions.isSequence,
            !actions.elements.contains(where: { $0.equals("Deny") })
        else { return }
        let names = actions.elements.map(\.scalarText)
        findings.add(
            "the \(resource.kind) \"\(resource.name)\" rejects nothing: its actions are \(Wording.quoted(names))",
            Subject(resource), Evidence(actions),
            remediation: Remediation(
                "set validationActions: [Deny]", .review, [Edit(.set(["Deny"]), at: Evidence(actions))]))
    }

    // MARK: - Policy engines

    private static func judgeKyverno(_ resource: Resource, _ findings: inout FindingCollector) {
        guard resource.kind == "ClusterPolicy" || resource.kind == "Policy", let spec = resource.spec else { return }
        let rules = (spec["rules"]?.elements ?? Node.Elements.none).compactMap { $0["validate"] }
        let field = spec["validationFailureAction"]
        let isEnforced = field.map { $0.equals("Enforce") || $0.equals("enforce") } ?? false
        let reporting = rules.filter { rule in
            guard let action = rule["failureAction"], !action.isNull else { return !isEnforced }
            return !action.equals("Enforce")
        }
        guard !reporting.isEmpty else { return }
        let own = reporting.compactMap { $0["failureAction"] }
        let places = own.isEmpty ? [Evidence(below: spec, "validationFailureAction")] : own.map { Evidence($0) }
        let silent = own.isEmpty ? [] : reporting.filter { $0["failureAction"] == nil }
        let all = places + silent.map { Evidence(below: $0, "failureAction") }
        findings.add(
            "the Kyverno policy \"\(resource.name)\" only reports: \(reporting.count) of \(rules.count) validate rules "
                + "are in Audit mode",
            Subject(resource), all, reason: own.isEmpty && field == nil ? .missing : .explicit,
            remediation: Remediation(
                "set the failure action to Enforce once the reports are clean", .review,
                all.map { Edit(.set("Enforce"), at: $0) }))
    }

    private static func judgeConstraint(_ resource: Resource, _ findings: inout FindingCollector) {
        guard let action = resource.spec?["enforcementAction"], action.equals("dryrun") || action.equals("warn") else {
            return
        }
        findings.add(
            "the constraint \"\(resource.name)\" rejects nothing: enforcementAction is \"\(action.scalarText)\"",
            Subject(resource), Evidence(action),
            remediation: Remediation(
                "set enforcementAction: deny once the audit is clean", .review,
                [Edit(.set("deny"), at: Evidence(action))]))
    }
}
