// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum ControlPlaneTolerationCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "control-plane-toleration", title: "Workload may run on the control plane", severity: .medium,
        layer: .admission,
        rationale: """
            The taint of control-plane nodes keeps workloads away from the nodes that hold the cluster's keys. A \
            workload that tolerates it may be scheduled beside the API server and etcd.
            """,
        attack: """
            An escape from a container that happens to run on a control-plane node ends with the certificates of the \
            cluster, not with one worker.
            """,
        rule: """
            Fires for a workload outside of kube-system that tolerates `node-role.kubernetes.io/control-plane` or \
            `/master`, or every taint (operator Exists without a key), for the effect NoSchedule. Low for a DaemonSet: \
            agents that belong on every node need it.
            """,
        fix: "Remove the toleration, or name the taints of the nodes that are meant.",
        mappings: Mappings(mitre: ["T1611"], owasp: ["K04"]),
        references: [
            "https://kubernetes.io/docs/reference/labels-annotations-taints/#node-role-kubernetes-io-control-plane-taint"
        ],
        examples: [
            .violating(
                "by name", at: ["spec.tolerations[0]"],
                manifest("{key: node-role.kubernetes.io/control-plane, effect: NoSchedule}")),
            .violating("everything", at: ["spec.tolerations[0]"], manifest("{operator: Exists}")),
            .compliant("not ready nodes", manifest("{key: node.kubernetes.io/not-ready, operator: Exists}")),
            .compliant("everything, but only once running", manifest("{operator: Exists, effect: NoExecute}")),
        ])

    private static func manifest(_ toleration: String) -> String {
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: a, namespace: shop}
        spec:
          tolerations:
          - \(toleration)
          containers: [{name: web, image: nginx}]
        """
    }

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        guard !NamespaceAdmission.isSystem(workload.namespace) else { return }
        for toleration in workload.spec["tolerations"]?.elements ?? Node.Elements.none {
            guard let what = tolerated(toleration) else { continue }
            findings.add(
                "pods of the \(workload.kind) \"\(workload.name)\" tolerate \(what) and may run on the control plane",
                Subject(workload), Evidence(toleration), severity: workload.kind == "DaemonSet" ? .low : nil,
                remediation: Remediation("remove the toleration, or name the taints that are meant", .review))
            return
        }
    }

    private static func tolerated(_ toleration: Node) -> String? {
        if let effect = toleration["effect"], !effect.isNull, !effect.equals("NoSchedule"), !effect.equals("") {
            return nil
        }
        let key = toleration["key"].flatMap { $0.isNull ? nil : $0.scalarText } ?? ""
        switch key {
        case "node-role.kubernetes.io/control-plane", "node-role.kubernetes.io/master": return "\"\(key)\""
        case "": return toleration["operator"]?.equals("Exists") == true ? "every taint" : nil
        default: return nil
        }
    }
}
