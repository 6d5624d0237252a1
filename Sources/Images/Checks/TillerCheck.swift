// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum TillerCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "tiller", title: "Helm 2's Tiller", severity: .critical, layer: .image,
        rationale: """
            Tiller, the server of Helm 2, usually runs as cluster-admin and by default answers everybody who reaches \
            its port without asking who they are. It has had no fixes since 2020.
            """,
        attack:
            "From any pod: connect to tiller-deploy.kube-system:44134 and install a chart that binds cluster-admin.",
        rule: "Fires for a container whose image's repository is called `tiller`, the server of Helm 2.",
        fix: "Migrate the releases to Helm 3 and delete Tiller.",
        mappings: Mappings(
            owasp: ["K07"],
            peers: [
                .trivy: ["KSV-0102"], .checkov: ["CKV_K8S_34", "CKV_K8S_44", "CKV_K8S_45"],
                .kics: ["Tiller (Helm v2) Is Deployed"],
            ]),
        references: ["https://helm.sh/docs/topics/v2_v3_migration/"],
        examples: [
            .violating(
                "the Deployment that helm init makes", at: ["spec.template.spec.containers[0].image"],
                """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: tiller-deploy, namespace: kube-system}
                spec:
                  selector: {matchLabels: {name: tiller}}
                  template:
                    metadata: {labels: {app: helm, name: tiller}}
                    spec: {containers: [{name: tiller, image: "ghcr.io/helm/tiller:v2.17.0"}]}
                """),
            .compliant(
                "something else",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: tiller}
                spec: {containers: [{name: web, image: "example/garden-tiller:1.0"}]}
                """),
        ])

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        for image in ContainerImage.all(in: workload, context) where image.reference.lastComponent == "tiller" {
            findings.add(
                "container \"\(image.container.name)\" runs Tiller, \"\(image.text)\"",
                Subject(workload, image.container), Evidence(image.node),
                remediation: Remediation("migrate the releases to Helm 3 and delete Tiller", .review))
        }
    }
}
