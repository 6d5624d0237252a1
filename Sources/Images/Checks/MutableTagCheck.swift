// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum MutableTagCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "mutable-tag", title: "Image tag that moves", severity: .medium, layer: .image,
        rationale: """
            `latest`, written or implied by a missing tag, is another image tomorrow: nodes run different versions at \
            the same time, a rollback does nothing, and nobody can say what ran when.
            """,
        attack: "Who can push to the repository replaces the image, and the next restart runs theirs.",
        rule: """
            Fires for every initial, main and ephemeral container whose image has the tag `latest` or none, and no \
            digest.
            """,
        fix: "Name the version, best with its digest.",
        mappings: Mappings(
            mitre: ["MS-TA9002"], owasp: ["K01"],
            peers: [
                .trivy: ["KSV-0013"], .checkov: ["CKV_K8S_14"], .kubeLinter: ["latest-tag"],
                .kubeScore: ["container-image-tag"], .polaris: ["tagNotSpecified"], .kics: ["Invalid Image Tag"],
                .kubeaudit: ["ImageTagMissing"], .kubesplaining: ["KUBE-IMAGE-LATEST-001"],
            ]),
        references: ["https://kubernetes.io/docs/concepts/containers/images/"],
        examples: [
            .violating(
                "without and with the tag", at: ["spec.containers[0].image", "spec.initContainers[0].image"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  initContainers: [{name: init, image: "localhost:5000/init"}]
                  containers: [{name: web, image: "nginx:latest"}]
                """),
            .compliant(
                "a version, and a digest",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - {name: web, image: "nginx:1.27.3"}
                  - name: b
                    image: b:latest@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
                """),
        ])

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        for image in ContainerImage.all(in: workload, context) where image.reference.isLatest {
            let what = !image.reference.hasTag ? "no tag, which means \"latest\"" : "the tag \"latest\""
            findings.add(
                "container \"\(image.container.name)\" uses \"\(image.text)\" with \(what)",
                Subject(workload, image.container), Evidence(image.node),
                reason: !image.reference.hasTag ? .missing : .explicit,
                remediation: Remediation("name the version, best with its digest", .review))
        }
    }
}
