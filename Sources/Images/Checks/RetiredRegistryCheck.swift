// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum RetiredRegistryCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "retired-registry", title: "Image from a retired registry", severity: .low, layer: .image,
        rationale: """
            A registry that nobody looks after gets no fixes: its images keep their holes, and one day they, or the \
            name itself, are gone.
            """,
        attack: "Known holes in frozen images stay open; an abandoned name may be registered by somebody else.",
        rule: """
            Fires for images of `k8s.gcr.io` and `gcr.io/google_containers` (frozen in 2023, now `registry.k8s.io`), \
            `docker.pkg.github.com` (now `ghcr.io`), `gcr.io/kubebuilder` (gone in 2025) and `docker.io/bitnami` \
            (emptied in 2025).
            """,
        fix: "Use the registry that took its place.",
        mappings: Mappings(owasp: ["K01"], peers: [.kubescape: ["C-0253"]]),
        references: ["https://kubernetes.io/blog/2023/02/06/k8s-gcr-io-freeze-announcement/"],
        examples: [
            .violating(
                "frozen", at: ["spec.containers[0].image", "spec.containers[1].image"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - {name: pause, image: "k8s.gcr.io/pause:3.9"}
                  - {name: db, image: "bitnami/postgresql:16"}
                """),
            .compliant(
                "its successor",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec: {containers: [{name: pause, image: "registry.k8s.io/pause:3.9"}]}
                """),
        ])

    private struct Retired {
        let prefix: String
        /// What stands in its place when the rest of the name stays; nil when a person has to choose.
        let replacement: String?
        let advice: String
    }

    private static let retired = [
        Retired(prefix: "k8s.gcr.io/", replacement: "registry.k8s.io/", advice: "use registry.k8s.io"),
        Retired(prefix: "gcr.io/google_containers/", replacement: nil, advice: "look the image up in registry.k8s.io"),
        Retired(prefix: "gcr.io/google-containers/", replacement: nil, advice: "look the image up in registry.k8s.io"),
        Retired(
            prefix: "gcr.io/kubebuilder/", replacement: nil, advice: "use quay.io/brancz/kube-rbac-proxy, or no proxy"),
        Retired(prefix: "docker.pkg.github.com/", replacement: nil, advice: "look the image up in ghcr.io"),
        Retired(
            prefix: "docker.io/bitnami/", replacement: nil,
            advice: "choose a maintained image; the last ones are in docker.io/bitnamilegacy"),
    ]

    private static let hosts = Set(retired.map { $0.prefix.prefix { $0 != "/" } })

    /// Most references need no look at the whole name.
    private static func registry(of reference: ImageReference) -> Retired? {
        guard hosts.contains(reference.host) else { return nil }
        let name = reference.name
        return retired.first { name.hasPrefix($0.prefix) }
    }

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        for image in ContainerImage.all(in: workload, context) {
            guard let registry = registry(of: image.reference) else { continue }
            var edits: [Edit] = []
            if let replacement = registry.replacement, image.text.hasPrefix(registry.prefix) {
                let text = replacement + image.text.dropFirst(registry.prefix.count)
                edits = [Edit(.set(.string(text)), at: Evidence(image.node))]
            }
            findings.add(
                "container \"\(image.container.name)\" uses \"\(image.text)\" from the retired "
                    + "\"\(registry.prefix.dropLast())\"",
                Subject(workload, image.container), Evidence(image.node),
                remediation: Remediation(registry.advice, edits.isEmpty ? .review : .safe, edits))
        }
    }
}
