// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents
package import Findings

package enum TagDriftCheck: InventoryCheck {
    package static let description = CheckDescription(
        id: "tag-drift", title: "One tag, several images", severity: .medium, layer: .image,
        rationale: """
            Pods that name the same tag run different images: the tag was moved between two pulls. What was tested \
            and scanned is only one of them.
            """,
        attack: "A moved tag is also how a replaced image shows itself: some pods already run it.",
        rule: """
            Compares the digests that pods report in `status.containerStatuses[].imageID` (and that references name \
            beside a tag) per repository and tag, and fires for every digest after the first. Without such data it \
            cannot be judged.
            """,
        fix: "Find out who moved the tag, and pin the digest.",
        mappings: Mappings(mitre: ["MS-TA9002"], owasp: ["K01"]),
        references: ["https://kubernetes.io/docs/concepts/containers/images/"],
        examples: [
            .violating(
                "two digests", at: ["status.containerStatuses[0].imageID"],
                pod("a", "1111") + "\n---\n" + pod("b", "2222")),
            .compliant("one digest", pod("a", "1111") + "\n---\n" + pod("b", "1111")),
        ])

    private static func pod(_ name: String, _ part: String) -> String {
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: \(name)}
        spec: {containers: [{name: web, image: "nginx:1.27"}]}
        status:
          containerStatuses:
          - name: web
            image: docker.io/library/nginx:1.27
            imageID: docker.io/library/nginx@sha256:\(String(repeating: part, count: 16))
        """
    }

    private struct Seen {
        let digest: String
        let resource: Resource
    }

    package static func evaluate(_ context: Context, _ findings: inout FindingCollector) {
        var first: [String: Seen] = [:]
        for workload in context.inventory.workloads {
            // Most images name no digest.
            let hasDigest = workload.containers.contains { $0.image?.utf8.contains(0x40) == true }
            for image in hasDigest ? ContainerImage.all(in: workload, context) : [] {
                if image.reference.hasTag, let digest = image.reference.digest {
                    judge(image.reference, digest, Subject(workload, image.container), image.node, &first, &findings)
                }
            }
            let status = workload.resource.node["status"]
            for list in [status?["initContainerStatuses"], status?["containerStatuses"]] {
                for entry in list?.elements ?? Node.Elements.none {
                    guard let id = entry["imageID"], let digest = digest(id.scalarText),
                        let reference = try? ImageReference(entry["image"]?.scalarText ?? "")
                    else { continue }
                    let subject = Subject(workload.resource, container: entry["name"]?.scalarText)
                    judge(reference, digest, subject, id, &first, &findings)
                }
            }
        }
        if first.isEmpty { findings.cannotEvaluate("no digests of running containers in the input") }
    }

    /// `docker-pullable://name@sha256:…` or `name@sha256:…`.
    private static func digest(_ id: String) -> String? {
        guard let at = id.lastIndex(of: "@") else { return nil }
        return String(id[id.index(after: at)...])
    }

    private static func judge(
        _ reference: ImageReference, _ digest: String, _ subject: Subject, _ node: Node, _ first: inout [String: Seen],
        _ findings: inout FindingCollector
    ) {
        guard let tag = reference.tag else { return }
        let name = reference.name + ":" + tag
        guard let seen = first[name] else {
            first[name] = Seen(digest: digest, resource: subject.resource)
            return
        }
        guard seen.digest != digest else { return }
        findings.add(
            "container \"\(subject.container ?? "")\" runs \"\(name)\" as \(digest.prefix(19))…, "
                + "\(seen.resource.kind) \"\(seen.resource.name)\" as \(seen.digest.prefix(19))…",
            subject, Evidence(node), remediation: Remediation("pin the digest that was tested", .review))
    }
}
