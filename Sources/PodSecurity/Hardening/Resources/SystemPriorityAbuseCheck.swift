// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum SystemPriorityAbuseCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "system-priority-abuse", title: "System priority outside of kube-system", severity: .medium,
        layer: .workload,
        rationale: """
            The classes `system-node-critical` and `system-cluster-critical` are for what the cluster cannot live \
            without. Pods of these classes drive others out, and nothing drives them out.
            """,
        attack: "A pod with system priority and large requests evicts the workloads of everybody else.",
        rule: """
            Fires for a pod template outside of `kube-system` whose `priorityClassName` is `system-node-critical` or \
            `system-cluster-critical`.
            """,
        fix: "Use a PriorityClass of your own, below the system's.",
        mappings: Mappings(mitre: ["T1499"], owasp: ["K01"]),
        references: ["https://kubernetes.io/docs/tasks/administer-cluster/guaranteed-scheduling-critical-addon-pods/"],
        examples: [
            .violating(
                "in the default namespace", at: ["spec.priorityClassName"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  priorityClassName: system-node-critical
                  containers: [{name: web, image: nginx}]
                """),
            .compliant(
                "a class of its own, and an add-on",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec: {priorityClassName: important, containers: [{name: web, image: nginx}]}
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: dns, namespace: kube-system}
                spec: {priorityClassName: system-cluster-critical, containers: [{name: dns, image: dns}]}
                """),
        ])

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        guard let name = workload.spec["priorityClassName"], workload.namespace != "kube-system",
            name.equals("system-node-critical") || name.equals("system-cluster-critical")
        else { return }
        findings.add(
            "the pod has the priority class \"\(name.scalarText)\" outside of kube-system", Subject(workload),
            Evidence(name),
            remediation: Remediation("use a PriorityClass of your own", .review, [.remove(name)]))
    }
}
