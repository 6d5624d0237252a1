// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum NoDigestCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "no-digest", title: "Image without a digest", severity: .low, layer: .image,
        rationale: """
            A tag can be moved to another image at any time; a digest is the image's own checksum. Only with a digest \
            does what was tested equal what runs.
            """,
        attack: "Who gets hold of a registry account moves a version's tag to an image of theirs.",
        rule: """
            Fires for every container whose image has a tag other than `latest` but no digest. Images with `latest` or \
            no tag are `mutable-tag`'s.
            """,
        fix: "Append `@sha256:…` to the tag; tools such as Renovate keep both up to date.",
        mappings: Mappings(
            owasp: ["K01"],
            peers: [
                .kubescape: ["C-0306"], .checkov: ["CKV_K8S_43"], .kics: ["Image Without Digest"],
                .kubesplaining: ["KUBE-CONTAINER-IMAGE-001"],
            ]),
        references: ["https://kubernetes.io/docs/concepts/containers/images/"],
        examples: [
            .violating(
                "only a tag", at: ["spec.containers[0].image"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec: {containers: [{name: web, image: "nginx:1.27.3"}]}
                """),
            .compliant(
                "tag and digest",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - name: web
                    image: nginx:1.27.3@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
                """),
        ])

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        for image in ContainerImage.all(in: workload, context)
        where !image.reference.hasDigest && !image.reference.isLatest {
            findings.add(
                "container \"\(image.container.name)\" uses \"\(image.text)\" without a digest",
                Subject(workload, image.container), Evidence(image.node), reason: .missing,
                remediation: Remediation("append the image's digest: @sha256:…", .review))
        }
    }
}
