// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents
package import Findings

package enum CNIDoesNotEnforceCheck: InventoryCheck {
    package static let description = CheckDescription(
        id: "cni-does-not-enforce", title: "Network plug-in that ignores policies", severity: .high, layer: .network,
        rationale: """
            NetworkPolicy objects are only as good as the network plug-in that carries them out. Some plug-ins know \
            nothing of them: the API accepts every policy, and nothing changes.
            """,
        attack: """
            The attacker connects to whatever the policies forbid.
            """,
        rule: """
            Fires when the input has network policies of any tier and a plug-in that does not carry them out (Flannel; the AWS VPC \
            plug-in with its policy agent switched off), and nothing that does beside it: Calico or Canal, Cilium, \
            Antrea, kube-router, Weave Net, OVN-Kubernetes, Azure's policy manager, kube-network-policies, Romana. \
            Without any plug-in in the input nothing can be said.
            """,
        fix: """
            Install a policy engine beside the plug-in (Canal adds Calico's to Flannel), switch on the one that it \
            brings, or choose another plug-in.
            """,
        mappings: Mappings(
            cis: ["5.3.1"], nsa: ["Network separation and hardening: network policies"], owasp: ["K05"],
            peers: [.kubescape: ["C-0205"], .kics: ["CNI Plugin Does Not Support Network Policies"]]),
        references: ["https://kubernetes.io/docs/concepts/services-networking/network-policies/#prerequisites"],
        examples: [
            .violating(
                "Flannel alone", at: ["spec.template.spec.containers[0].image"],
                """
                apiVersion: apps/v1
                kind: DaemonSet
                metadata: {name: kube-flannel-ds, namespace: kube-flannel}
                spec:
                  selector: {matchLabels: {app: flannel}}
                  template:
                    metadata: {labels: {app: flannel}}
                    spec: {hostNetwork: true, containers: [{name: flannel, image: "ghcr.io/flannel-io/flannel:v0.27.0"}]}
                ---
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: default-deny, namespace: shop}
                spec: {podSelector: {}, policyTypes: [Ingress, Egress]}
                """),
            .compliant(
                "Canal",
                """
                apiVersion: apps/v1
                kind: DaemonSet
                metadata: {name: canal, namespace: kube-system}
                spec:
                  selector: {matchLabels: {app: canal}}
                  template:
                    metadata: {labels: {app: canal}}
                    spec:
                      hostNetwork: true
                      containers:
                      - {name: calico-node, image: "docker.io/calico/node:v3.30.0"}
                      - {name: kube-flannel, image: "docker.io/flannel/flannel:v0.27.0"}
                ---
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: default-deny, namespace: shop}
                spec: {podSelector: {}, policyTypes: [Ingress, Egress]}
                """),
            .compliant(
                "no plug-in in the input",
                """
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: default-deny, namespace: shop}
                spec: {podSelector: {}, policyTypes: [Ingress, Egress]}
                """),
        ])

    /// Parts of image names.
    private static let enforcing: [StaticString] = [
        "calico/node", "calico-node", "cilium/cilium", "antrea", "kube-router", "weave-npc", "ovn-kube",
        "azure-npm", "kube-network-policies", "romana", "kube-ovn", "contiv",
    ]

    package static func evaluate(_ context: Context, _ findings: inout FindingCollector) {
        let policies = NetworkFacts.of(context.inventory).model.policies
        guard !policies.isEmpty else { return }
        let agents = context.inventory.workloads.filter { $0.kind == "DaemonSet" }
        let enforces = agents.contains { workload in
            workload.containers.contains { container in
                guard let image = container.image else { return false }
                return enforcing.contains { image.holds($0) } || isSwitchedOnAgent(container)
            }
        }
        if enforces { return }
        var found = false
        for workload in agents {
            guard let container = workload.containers.first(where: isBarePlugin) else { continue }
            found = true
            let count = policies.count == 1 ? "the network policy" : "the \(policies.count) network policies"
            findings.add(
                "\(workload.kind) \"\(workload.name)\" does not carry out \(count) of the input",
                Subject(workload, container), [Evidence(below: container.node, "image")],
                remediation: Remediation("install a policy engine beside the network plug-in", .review))
        }
        if !found { findings.cannotEvaluate("no network plug-in in the input") }
    }

    private static func isBarePlugin(_ container: Container) -> Bool {
        guard container.role == .main, let image = container.image else { return false }
        return image.holds("flannel") || image.holds("amazon-k8s-cni")
    }

    /// The AWS plug-in's own policy agent.
    private static func isSwitchedOnAgent(_ container: Container) -> Bool {
        guard container.image?.holds("aws-network-policy-agent") == true else { return false }
        return (container.node["args"]?.elements ?? Node.Elements.none).contains {
            $0.equals("--enable-network-policy=true")
        }
    }
}
