// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum PullPolicyCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "pull-policy", title: "Moving tag that is not pulled", severity: .low, layer: .image,
        rationale: """
            With a tag that moves and `IfNotPresent` or `Never`, each node runs whatever it once happened to pull: \
            fixed holes stay open on some of them. The pull also checks that the pod may use the image at all.
            """,
        attack: "A pod on a node that has somebody else's private image may run it without the right to pull it.",
        rule: """
            Fires for a container whose image has the tag `latest` or none, and no digest, and whose \
            `imagePullPolicy` is `IfNotPresent` or `Never`. Unset means `Always` for such images.
            """,
        fix: "Set `imagePullPolicy: Always`, or name a version.",
        mappings: Mappings(
            cis: ["1.2.11"], owasp: ["K01"],
            peers: [
                .kubescape: ["C-0075"], .checkov: ["CKV_K8S_15"], .kubeScore: ["container-image-pull-policy"],
                .polaris: ["pullPolicyNotAlways"], .kics: ["Image Pull Policy Of The Container Is Not Set To Always"],
            ]),
        references: ["https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy"],
        examples: [
            .violating(
                "latest, if not present", at: ["spec.containers[0].imagePullPolicy"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec: {containers: [{name: web, image: nginx, imagePullPolicy: IfNotPresent}]}
                """),
            .compliant(
                "the default, and a version",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - {name: web, image: nginx}
                  - {name: b, image: "b:1.0", imagePullPolicy: IfNotPresent}
                """),
        ])

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        if workload.containers.allSatisfy({ $0.node["imagePullPolicy"] == nil }) { return }
        for image in ContainerImage.all(in: workload, context) where image.reference.isLatest {
            guard let policy = image.container.node["imagePullPolicy"],
                policy.equals("IfNotPresent") || policy.equals("Never")
            else { continue }
            findings.add(
                "container \"\(image.container.name)\" uses \"\(image.text)\" with imagePullPolicy "
                    + "\"\(policy.scalarText)\"",
                Subject(workload, image.container), Evidence(policy),
                remediation: Remediation(
                    "set imagePullPolicy: Always", .safe, [Edit(.set("Always"), at: Evidence(policy))]))
        }
    }
}
