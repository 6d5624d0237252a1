// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum LongLivedProjectedTokenCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "long-lived-projected-token", title: "Projected token lives long", severity: .low, layer: .identity,
        rationale: """
            Projected tokens are renewed by the kubelet, so that a short life costs nothing; a long one helps only a \
            thief. A token without an audience is good for the API server, also when it was meant for another \
            service.
            """,
        attack: """
            The attacker copies the token, and it works for days; or the service that receives it uses it against \
            the API server.
            """,
        rule: """
            Fires for a projected `serviceAccountToken` source with `expirationSeconds` above 86400, and for one \
            without `audience` that is mounted elsewhere than in `/var/run/secrets/kubernetes.io/serviceaccount`.
            """,
        fix: """
            Set expirationSeconds to 3600, and name the audience of a token for another service.
            """,
        mappings: Mappings(nsa: ["Authentication and authorization: least-privilege RBAC"], owasp: ["K02"]),
        references: ["https://kubernetes.io/docs/concepts/storage/projected-volumes/#serviceaccounttoken"],
        examples: [
            .violating(
                "a week", at: ["spec.volumes[0].projected.sources[0].serviceAccountToken.expirationSeconds"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, namespace: shop}
                spec:
                  containers:
                  - {name: web, image: nginx}
                  volumes:
                  - name: t
                    projected:
                      sources:
                      - serviceAccountToken: {path: token, expirationSeconds: 604800, audience: vault}
                """),
            .compliant(
                "an hour for vault",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, namespace: shop}
                spec:
                  containers:
                  - {name: web, image: nginx}
                  volumes:
                  - name: t
                    projected:
                      sources:
                      - serviceAccountToken: {path: token, expirationSeconds: 3600, audience: vault}
                """),
        ])

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        for volume in workload.volumes {
            for source in volume["projected"]?["sources"]?.elements ?? Node.Elements.none {
                guard let token = source["serviceAccountToken"], token.isMapping else { continue }
                let name = volume["name"]?.scalarText ?? ""
                if let seconds = token["expirationSeconds"], (seconds.integer ?? 0) > 86400 {
                    findings.add(
                        "volume \"\(name)\" has a token that lives \(seconds.scalarText) seconds", Subject(workload),
                        Evidence(seconds),
                        remediation: Remediation(
                            "set expirationSeconds: 3600, the kubelet renews the token", .safe,
                            [Edit(.set(3600), at: Evidence(seconds))]))
                } else if token["audience"]?.string?.isEmpty ?? true, isMountedElsewhere(name, workload) {
                    findings.add(
                        "volume \"\(name)\" has a token without an audience, which the API server accepts as well",
                        Subject(workload), Evidence(below: token, "audience"), reason: .missing,
                        remediation: Remediation("name the audience that the token is for", .review))
                }
            }
        }
    }

    private static func isMountedElsewhere(_ volume: String, _ workload: Workload) -> Bool {
        for container in workload.containers {
            for mount in container.node["volumeMounts"]?.elements ?? Node.Elements.none {
                guard mount["name"]?.scalarText == volume, let path = mount["mountPath"]?.scalarText else { continue }
                if !path.contains("/secrets/kubernetes.io/serviceaccount") { return true }
            }
        }
        return false
    }
}
