// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum AmbiguousRepoPrefixCheck: ResourceCheck {
    package static let kinds = ["K8sAllowedRepos"]

    package static let description = CheckDescription(
        id: "ambiguous-repo-prefix", title: "Allow-list of registries with an open end", severity: .high, layer: .image,
        rationale: """
            The policy compares the beginning of the image's name. Without a slash at the end the entry also matches \
            names that merely start alike.
            """,
        attack: """
            `registry.example.com` also allows `registry.example.com.evil.org/image`, `docker.io/acme` also allows \
            `docker.io/acme-evil/image`: anybody can register these.
            """,
        rule: """
            Fires for every entry of `spec.parameters.repos` of a Gatekeeper `K8sAllowedRepos` constraint that does \
            not end with a slash, or name a tag or digest.
            """,
        fix: "End every entry with a slash.",
        mappings: Mappings(mitre: ["MS-TA9002"], owasp: ["K04"], peers: [.trivy: ["KSV-0124"]]),
        references: ["https://open-policy-agent.github.io/gatekeeper-library/website/validation/allowedrepos/"],
        examples: [
            .violating(
                "an open end", at: ["spec.parameters.repos[1]"],
                """
                apiVersion: constraints.gatekeeper.sh/v1beta1
                kind: K8sAllowedRepos
                metadata: {name: repos}
                spec: {parameters: {repos: [registry.example.com/, docker.io/acme]}}
                """),
            .compliant(
                "slashes, and one image",
                """
                apiVersion: constraints.gatekeeper.sh/v1beta1
                kind: K8sAllowedRepos
                metadata: {name: repos}
                spec: {parameters: {repos: [registry.example.com/, "docker.io/library/nginx:"]}}
                """),
        ])

    package static func evaluate(_ resource: Resource, _ context: Context, _ findings: inout FindingCollector) {
        for entry in resource.spec?["parameters"]?["repos"]?.elements ?? Node.Elements.none {
            let text = entry.scalarText
            let isClosed = text.hasSuffix("/") || text.hasSuffix(":") || text.contains("@")
            if text.isEmpty || isClosed || (try? ImageReference(text))?.tag != nil { continue }
            findings.add(
                "the allowed prefix \"\(text)\" has no slash at its end", Subject(resource), Evidence(entry),
                remediation: Remediation(
                    "end the prefix with a slash", .review, [Edit(.set(.string(text + "/")), at: Evidence(entry))]))
        }
    }
}
