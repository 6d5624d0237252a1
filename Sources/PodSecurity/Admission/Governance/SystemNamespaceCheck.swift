// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum SystemNamespaceCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "system-namespace", title: "User workload in a system namespace", severity: .medium, layer: .admission,
        rationale: """
            kube-system is exempt from most policies and holds tokens that rule the cluster. A workload that does not \
            belong there gets both.
            """,
        attack: """
            From the compromised workload's namespace the attacker reads the Secrets of controllers, or uses the right \
            to create pods that no admission policy looks at.
            """,
        rule: """
            Fires for a workload in kube-system that does not look like a part of the cluster (control plane, DNS, \
            network and storage drivers, cloud agents; system priority classes; the labels `tier: control-plane`, \
            `k8s-app` and `kubernetes.io/cluster-service`), and for any workload in kube-public or kube-node-lease.
            """,
        fix: "Move the workload to a namespace of its own.",
        mappings: Mappings(
            cis: ["5.6.1"], nsa: ["Network separation: namespaces"], owasp: ["K04"], peers: [.trivy: ["KSV-0037"]]),
        references: ["https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/"],
        examples: [
            .violating("a shop", at: ["metadata.namespace"], manifest("shop", "kube-system")),
            .violating("in kube-public", at: ["metadata.namespace"], manifest("coredns", "kube-public")),
            .compliant("a part of the cluster", manifest("metrics-server", "kube-system")),
            .compliant("elsewhere", manifest("shop", "shop")),
        ])

    private static func manifest(_ name: String, _ namespace: String) -> String {
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: \(name), namespace: \(namespace)}
        spec: {containers: [{name: web, image: nginx}]}
        """
    }

    private static let parts = [
        "kube-", "etcd", "coredns", "core-dns", "calico", "tigera", "cilium", "hubble", "weave", "flannel", "canal",
        "antrea", "kindnet", "multus", "aws-node", "aws-load-balancer", "ebs-csi", "efs-csi", "fsx-csi", "eks-", "csi-",
        "azure-", "azuredisk", "azurefile", "cloud-node-manager", "gke-", "gcp-", "gce-", "pdcsi", "fluentbit-gke",
        "konnectivity", "metrics-server", "node-local-dns", "nodelocaldns", "snapshot-controller", "cluster-autoscaler",
        "cloud-controller", "local-path-provisioner", "storage-provisioner", "traefik", "svclb-", "helm-install-",
        "rke2-", "k3s-", "vsphere-", "openstack-", "node-problem-detector", "ip-masq-agent", "l7-default-backend",
        "event-exporter", "nvidia-", "sealed-secrets", "descheduler", "node-termination-handler", "secrets-store-csi",
        "tiller", "kubernetes-dashboard", "dns-autoscaler", "coredns-autoscaler", "vpa-", "konnectivity-agent",
    ]

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        guard let namespace = workload.resource.namespace, NamespaceAdmission.isSystem(namespace),
            let field = workload.resource.metadata?["namespace"],
            namespace != "kube-system" || !belongs(workload)
        else { return }
        findings.add(
            "the \(workload.kind) \"\(workload.name)\" lies in the system namespace \"\(namespace)\"",
            Subject(workload), Evidence(field),
            remediation: Remediation("move it, with what it uses, to a namespace of its own", .review))
    }

    private static func belongs(_ workload: Workload) -> Bool {
        if let priority = workload.spec["priorityClassName"]?.scalarText, priority.hasPrefix("system-") { return true }
        for labels in [workload.resource.labels, workload.podLabels] {
            if labels?["tier"]?.equals("control-plane") == true || labels?["k8s-app"] != nil { return true }
            if labels?["kubernetes.io/cluster-service"] != nil { return true }
        }
        let name = workload.name
        return parts.contains { name.hasPrefix($0) }
    }
}
