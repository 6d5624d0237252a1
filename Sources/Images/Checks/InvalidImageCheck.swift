// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum InvalidImageCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "invalid-image", title: "Unreadable image reference", severity: .medium, layer: .image,
        rationale: "The container never starts, and nobody can tell which image was meant.",
        attack:
            "A policy that compares image names by their beginning may read such a name otherwise than the runtime.",
        rule: """
            Fires for an `image` that the grammar of image references does not allow: capital letters, blanks, an \
            empty part, a tag or digest of the wrong form. Names that a template engine fills in do not count.
            """,
        fix: "Write `registry/repository:tag@digest` in small letters.",
        mappings: Mappings(owasp: ["K01"], peers: [.kics: ["Invalid Image Tag"]]),
        references: ["https://github.com/distribution/reference"],
        examples: [
            .violating(
                "capital letters and an empty tag", at: ["spec.containers[0].image", "spec.containers[1].image"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec: {containers: [{name: web, image: "example/Web:1.0"}, {name: b, image: "nginx:"}]}
                """),
            .compliant(
                "a host with a port, and a name that is filled in",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers: [{name: web, image: "localhost:5000/web:1.0"}, {name: b, image: "${IMAGE}"}]
                """),
        ])

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        for image in ContainerImage.unreadable(in: workload, context) {
            findings.add(
                "container \"\(image.container.name)\" has the image \"\(image.text)\": \(image.fault.message)",
                Subject(workload, image.container), Evidence(image.node),
                remediation: Remediation("write the image as registry/repository:tag", .review))
        }
    }
}
