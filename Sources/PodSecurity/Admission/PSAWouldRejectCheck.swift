// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum PSAWouldRejectCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "psa-would-reject", title: "Pods that their namespace rejects", severity: .high, layer: .admission,
        rationale: """
            The namespace enforces a Pod Security level that the pod does not meet. A Pod is refused outright; a \
            Deployment is accepted and then never gets a pod, which is found out late and often "repaired" by taking \
            the level away.
            """,
        attack: "The way out of such an outage is usually to lower the level, and then it is low for everybody.",
        rule: """
            Fires for a workload whose pods, as they reach admission, do not meet the level and version that the labels \
            of its Namespace enforce. A namespace that is not in the input cannot be judged.
            """,
        fix: "Repair the fields that the message names.",
        mappings: Mappings(
            cis: ["5.2.1"], nsa: ["Kubernetes Pod security: enforcement"], owasp: ["K04"]),
        references: ["https://kubernetes.io/docs/concepts/security/pod-security-admission/"],
        examples: [
            .violating(
                "a host namespace under baseline", at: ["spec.template.spec.hostPID"],
                """
                apiVersion: v1
                kind: Namespace
                metadata: {name: shop, labels: {pod-security.kubernetes.io/enforce: baseline}}
                ---
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: a, namespace: shop}
                spec:
                  selector: {matchLabels: {app: a}}
                  template:
                    metadata: {labels: {app: a}}
                    spec:
                      hostPID: true
                      containers: [{name: web, image: nginx}]
                """),
            .compliant(
                "within the level",
                """
                apiVersion: v1
                kind: Namespace
                metadata: {name: shop, labels: {pod-security.kubernetes.io/enforce: baseline}}
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: a, namespace: shop}
                spec: {containers: [{name: web, image: nginx}]}
                """),
            .compliant(
                "a control that came after the pinned version",
                """
                apiVersion: v1
                kind: Namespace
                metadata:
                  name: shop
                  labels:
                    pod-security.kubernetes.io/enforce: baseline
                    pod-security.kubernetes.io/enforce-version: v1.33
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: a, namespace: shop}
                spec:
                  containers:
                  - name: web
                    image: nginx
                    livenessProbe: {tcpSocket: {host: example.com, port: 80}}
                """),
        ])

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        guard !workload.resource.isClusterScoped else { return }
        guard
            let namespace = context.inventory.resource(kind: "Namespace", namespace: "", name: workload.namespace)
        else { return findings.cannotEvaluate("the namespace is not in the input") }
        guard let policy = PodSecurityLabels(namespace).policy else { return }
        let evaluation = PodSecurityStandards.evaluate(workload, policy)
        let evidence = evaluation.violations.flatMap(\.evidence)
        guard !evidence.isEmpty else { return }
        findings.add(
            "the namespace \"\(workload.namespace)\" enforces \(policy) and rejects the pods: \(evaluation.detail)",
            Subject(workload), evidence,
            remediation: Remediation("repair the fields that \(policy.level.rawValue) forbids", .review))
    }
}
