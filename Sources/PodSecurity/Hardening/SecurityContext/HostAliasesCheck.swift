// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

/// Judges whether a pod overrides name resolution.
package enum HostAliasesCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "host-aliases", title: "Own entries in /etc/hosts", severity: .low, layer: .workload,
        rationale: """
            `hostAliases` puts names into the pod's /etc/hosts, before any DNS. Nobody who watches DNS sees it, and an \
            address that was right once stays when the service moves on.
            """,
        attack: "Who can change the manifest leads a well-known name, such as a login service, to a host of his own.",
        rule: "Fires once per pod with a `hostAliases` entry that has a host name.",
        fix: "Resolve the names by DNS: a Service without selector, one of type ExternalName, or the cluster's DNS.",
        mappings: Mappings(mitre: ["T1557"], owasp: ["K01"], peers: [.trivy: ["KSV-0007"], .kubesec: ["HostAliases"]]),
        references: [
            "https://kubernetes.io/docs/tasks/network/customize-hosts-file-for-pods/"
        ],
        examples: [
            .violating(
                "a login service elsewhere", at: ["spec.hostAliases"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  hostAliases:
                  - ip: 203.0.113.7
                    hostnames: [login.example.com]
                  containers:
                  - name: web
                    image: nginx
                """),
            .compliant(
                "names come from DNS",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  hostAliases: []
                  containers:
                  - name: web
                    image: nginx
                """),
        ])

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        guard let field = workload.spec["hostAliases"] else { return }
        let names = field.elements.flatMap { $0["hostnames"]?.elements.map(\.scalarText) ?? [] }
        guard !names.isEmpty else { return }
        findings.add(
            "pod overrides the resolution of \(Wording.quoted(names)) in its hosts file", Subject(workload),
            Evidence(field),
            remediation: Remediation("resolve \(Wording.quoted(names)) by DNS instead of hostAliases", .review))
    }
}
