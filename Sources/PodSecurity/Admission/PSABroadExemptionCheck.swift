// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum PSABroadExemptionCheck: ResourceCheck {
    package static let kinds = ["AdmissionConfiguration", "PodSecurityConfiguration"]

    package static let description = CheckDescription(
        id: "psa-broad-exemption", title: "Exemptions from Pod Security admission", severity: .medium,
        layer: .admission,
        rationale: """
            Exemptions in the API server's configuration beat every label of a namespace, and nobody sees them in the \
            cluster. An exempt controller account exempts everything that the controller creates.
            """,
        attack: """
            A user who is not exempt creates a Deployment, and the exempt replicaset-controller creates the privileged \
            pod for them.
            """,
        rule: """
            Fires for each list under `exemptions` of a PodSecurityConfiguration (also inside an \
            AdmissionConfiguration): user names, runtime classes, and namespaces other than kube-system. High when a \
            controller's service account or all service accounts of kube-system are exempt.
            """,
        fix: "Label a namespace with the level it needs instead of exempting users or runtime classes.",
        mappings: Mappings(cis: ["5.2.1"], nsa: ["Kubernetes Pod security: enforcement"], owasp: ["K04"]),
        references: [
            "https://kubernetes.io/docs/tasks/configure-pod-container/enforce-standards-admission-controller/"
        ],
        examples: [
            .violating(
                "a controller and a namespace",
                at: [
                    "plugins[0].configuration.exemptions.usernames",
                    "plugins[0].configuration.exemptions.namespaces",
                ],
                """
                apiVersion: apiserver.config.k8s.io/v1
                kind: AdmissionConfiguration
                plugins:
                - name: PodSecurity
                  configuration:
                    apiVersion: pod-security.admission.config.k8s.io/v1
                    kind: PodSecurityConfiguration
                    exemptions:
                      usernames: ["system:serviceaccount:kube-system:replicaset-controller"]
                      runtimeClasses: []
                      namespaces: [kube-system, ci]
                """),
            .compliant(
                "the system's namespace",
                """
                apiVersion: pod-security.admission.config.k8s.io/v1
                kind: PodSecurityConfiguration
                defaults: {enforce: baseline}
                exemptions: {namespaces: [kube-system]}
                """),
        ])

    package static func evaluate(_ resource: Resource, _ context: Context, _ findings: inout FindingCollector) {
        judge(resource.node["exemptions"], resource, &findings)
        for plugin in resource.node["plugins"]?.elements ?? Node.Elements.none
        where plugin["name"]?.equals("PodSecurity") == true {
            judge(plugin["configuration"]?["exemptions"], resource, &findings)
        }
    }

    private static func judge(_ exemptions: Node?, _ resource: Resource, _ findings: inout FindingCollector) {
        guard let exemptions else { return }
        let users = names(exemptions["usernames"])
        report(exemptions["usernames"], "user", users, resource, &findings)
        report(exemptions["runtimeClasses"], "runtime class", names(exemptions["runtimeClasses"]), resource, &findings)
        let namespaces = names(exemptions["namespaces"]).filter { $0 != "kube-system" }
        report(exemptions["namespaces"], "namespace", namespaces, resource, &findings)
    }

    private static func report(
        _ node: Node?, _ noun: String, _ names: [String], _ resource: Resource, _ findings: inout FindingCollector
    ) {
        guard let node, !names.isEmpty else { return }
        let isController = names.contains { $0.hasPrefix("system:serviceaccount:kube-system:") }
        let plural = names.count == 1 ? noun : noun == "runtime class" ? "runtime classes" : noun + "s"
        findings.add(
            "Pod Security admission exempts the \(plural) \(Wording.quoted(names))", Subject(resource),
            Evidence(node), severity: isController ? .high : nil,
            remediation: Remediation(
                "remove the exemption and label the namespaces that need a lower level", .review))
    }

    private static func names(_ list: Node?) -> [String] {
        (list?.elements ?? Node.Elements.none).map(\.scalarText).filter { !$0.isEmpty }
    }
}
