// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum IngressControllerEOLCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "ingress-controller-eol", title: "Retired ingress controller", severity: .medium, layer: .network,
        rationale: """
            The Kubernetes project ended the maintenance of ingress-nginx in March 2026: weaknesses that are found \
            since then stay open. It stands at the edge of the cluster and reads the TLS keys of all namespaces.
            """,
        attack: """
            The attacker uses a published weakness of the controller, such as CVE-2025-1974, for which no release \
            comes any more, and holds every Secret that the controller may read.
            """,
        rule: """
            Fires for a workload with a container whose image is the community's ingress-nginx controller, from its \
            own registries or a well-known copy. The controllers of F5 (nginx/nginx-ingress) are other programs.
            """,
        fix: """
            Move to a maintained controller, best to one for the Gateway API; the tool ingress2gateway translates \
            Ingress objects.
            """,
        mappings: Mappings(mitre: ["T1190"], owasp: ["K07"], peers: [.kubescape: ["C-0292"]]),
        references: ["https://kubernetes.io/blog/2025/11/11/ingress-nginx-retirement/", "CVE-2025-1974"],
        examples: [
            .violating(
                "the controller", at: ["spec.template.spec.containers[0].image"],
                """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: ingress-nginx-controller, namespace: ingress-nginx}
                spec:
                  selector: {matchLabels: {app: ingress}}
                  template:
                    metadata: {labels: {app: ingress}}
                    spec:
                      containers:
                      - {name: controller, image: "registry.k8s.io/ingress-nginx/controller:v1.12.1@sha256:abc"}
                """),
            .compliant(
                "another controller",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: ingress}
                spec: {containers: [{name: controller, image: "nginx/nginx-ingress:5.0"}]}
                """),
            .compliant(
                "nginx itself",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: web}
                spec: {containers: [{name: web, image: "nginx:1.29"}]}
                """),
        ])

    /// The last parts of the repositories under which the controller is published.
    private static let repositories = [
        "ingress-nginx/controller", "ingress-nginx/controller-chroot",
        "kubernetes-ingress-controller/nginx-ingress-controller", "rancher/nginx-ingress-controller",
        "bitnami/nginx-ingress-controller", "bitnamilegacy/nginx-ingress-controller",
        "google_containers/nginx-ingress-controller",
    ]

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        for container in workload.containers {
            guard let image = container.image, image.holds("nginx"), let field = container.node["image"] else {
                continue
            }
            let repository = repository(of: image)
            guard repositories.contains(where: { repository == $0 || repository.hasSuffix("/" + $0) }) else { continue }
            findings.add(
                "container \"\(container.name)\" runs ingress-nginx, which is no longer maintained: image \"\(image)\"",
                Subject(workload, container), Evidence(field),
                remediation: Remediation("move to a maintained controller, for example of the Gateway API", .review))
        }
    }

    /// The image reference without tag and digest.
    private static func repository(of image: String) -> String {
        let withoutDigest = image.prefix { $0 != "@" }
        let start = withoutDigest.lastIndex(of: "/").map { withoutDigest.index(after: $0) } ?? withoutDigest.startIndex
        guard let colon = withoutDigest[start...].firstIndex(of: ":") else { return String(withoutDigest) }
        return String(withoutDigest[..<colon])
    }
}
