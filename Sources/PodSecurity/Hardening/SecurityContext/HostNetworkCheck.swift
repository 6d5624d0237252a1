// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

/// Judges whether a pod uses the network of the node.
package enum HostNetworkCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "host-network", title: "The node's network", severity: .high, layer: .workload,
        rationale: """
            The pod uses the network of its node: its addresses, its loopback interface and its ports. \
            Network policies do not apply to it, and it is the node to everybody else.
            """,
        attack: """
            An intruder talks to services that listen on the node's loopback address alone, reaches the \
            cloud's metadata service with the node's identity, and with NET_RAW listens to the traffic of \
            all pods.
            """,
        rule: """
            Fires when `hostNetwork` of the pod is true; the default is false. Ports of the node that \
            follow from it are part of this finding. Silent for Windows pods with host processes, which \
            must set the field; see `windows-host-process`.
            """,
        fix: """
            Remove `hostNetwork` and publish the ports that are needed by a Service. Network plug-ins and \
            node agents are the usual exceptions; give them a namespace of their own.
            """,
        mappings: Mappings(
            pss: "baseline", cis: ["5.2.5"], nsa: ["Kubernetes Pod security: Pod security enforcement"],
            mitre: ["T1611"], owasp: ["K01"],
            peers: [
                .trivy: ["KSV-0009"], .checkov: ["CKV_K8S_19"], .kubescape: ["C-0041"],
                .kubeLinter: ["host-network"], .polaris: ["hostNetworkSet"], .kubesec: ["HostNetwork"],
                .kics: ["Shared Host Network Namespace"], .kubeaudit: ["NamespaceHostNetworkTrue"],
                .kubesplaining: ["KUBE-ESCAPE-003"],
            ]),
        references: ["https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline"],
        examples: [
            .violating(
                "shared with the node", at: ["spec.template.spec.hostNetwork"],
                """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: a}
                spec:
                  template:
                    spec:
                      hostNetwork: true
                      containers:
                      - name: web
                        image: nginx
                """),
            .compliant(
                "the default",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - name: web
                    image: nginx
                """),
            .compliant(
                "the default, said aloud",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  hostNetwork: false
                  containers:
                  - {name: web, image: nginx}
                """),
            .compliant(
                "a Windows pod with host processes, which must have the field",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  hostNetwork: true
                  os: {name: windows}
                  securityContext: {windowsOptions: {hostProcess: true}}
                  containers:
                  - {name: agent, image: agent}
                """),
        ])

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        guard let field = workload.spec["hostNetwork"], field.bool == true, !workload.runsHostProcesses else { return }
        findings.add(
            "pod shares the node's network: hostNetwork is true", Subject(workload), Evidence(field),
            remediation: Remediation("set hostNetwork: false", .review, [Edit(.set(false), at: Evidence(field))]))
    }
}
