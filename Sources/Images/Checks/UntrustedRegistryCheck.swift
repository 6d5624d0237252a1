// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum UntrustedRegistryCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "untrusted-registry", title: "Image from an untrusted registry", severity: .medium, layer: .image,
        rationale: """
            An image runs with everything that its pod may do. Where images come from a few known places, they can be \
            scanned, signed and kept available there.
            """,
        attack: "An image with a name that differs by one letter, from a public registry, runs the attacker's program.",
        rule: """
            Fires for an image outside of the registries (or repository prefixes) that the settings allow, or inside \
            one that they block. An entry covers whole parts of the name (`ghcr.io/acme` covers `ghcr.io/acme/web`, \
            not `ghcr.io/acme-evil/web`); `*.example.com` covers all hosts below. Names are compared in full: `nginx` \
            is `docker.io/library/nginx`. Without such settings it cannot be judged.
            """,
        fix: "Mirror the image into an allowed registry and use it from there.",
        mappings: Mappings(
            mitre: ["MS-TA9002"], owasp: ["K01"],
            peers: [.kubescape: ["C-0078", "C-0001"], .trivy: ["KSV-0125", "KSV-0034"]]),
        references: ["https://kubernetes.io/docs/concepts/containers/images/"],
        examples: [
            Example.violating("outside of the allowed one", at: ["spec.containers[0].image"], manifest)
                .under { $0.allowedRegistries = ["registry.example.com"] },
            Example.violating("a blocked one", at: ["spec.containers[0].image"], manifest)
                .under { $0.blockedRegistries = ["docker.io"] },
            Example.compliant("allowed", manifest).under { $0.allowedRegistries = ["docker.io/library"] },
            Example.compliant("nothing said", manifest),
        ])

    private static let manifest = """
        apiVersion: v1
        kind: Pod
        metadata: {name: a}
        spec: {containers: [{name: web, image: "nginx:1.27.3"}]}
        """

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        let allowed = context.settings.allowedRegistries
        let blocked = context.settings.blockedRegistries
        if allowed.isEmpty, blocked.isEmpty {
            return findings.cannotEvaluate("the settings name no allowed or blocked registries")
        }
        for image in ContainerImage.all(in: workload, context) {
            let what: String
            if blocked.contains(where: { covers($0, image.reference) }) {
                what = "which is blocked"
            } else if !allowed.isEmpty, !allowed.contains(where: { covers($0, image.reference) }) {
                what = "which is not among the allowed ones"
            } else {
                continue
            }
            findings.add(
                "container \"\(image.container.name)\" uses \"\(image.text)\" from \"\(image.reference.registry)\", \(what)",
                Subject(workload, image.container), Evidence(image.node),
                remediation: Remediation("mirror the image into an allowed registry", .review))
        }
    }

    private static func covers(_ entry: String, _ reference: ImageReference) -> Bool {
        var entry = entry
        while entry.hasSuffix("/") || entry.hasSuffix("*"), entry != "*" { entry.removeLast() }
        if entry == "*" { return true }
        if entry.hasPrefix("*.") {
            let slash = entry.firstIndex(of: "/") ?? entry.endIndex
            let host = reference.registry.hasSuffix(entry[..<slash].dropFirst())
            let path = entry[slash...].dropFirst()
            return host && (path.isEmpty || isPrefix(String(path), of: reference.repository))
        }
        return isPrefix(entry, of: reference.name)
    }

    private static func isPrefix(_ entry: String, of name: String) -> Bool {
        name == entry || name.hasPrefix(entry + "/")
    }
}
