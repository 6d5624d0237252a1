// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents
package import Findings

package enum EncryptionAtRestOffCheck: InventoryCheck {
    package static let description = CheckDescription(
        id: "encryption-at-rest-off", title: "Secrets stored unencrypted", severity: .high, layer: .workload,
        rationale: """
            Without an encryption provider the API server writes Secrets to etcd as they are: into its files, its \
            snapshots and its backups.
            """,
        attack: "A stolen backup, disk or etcd client certificate yields every Secret of the cluster as plain text.",
        rule: """
            Judges what the input has of the API server's own configuration: an `EncryptionConfiguration` that does \
            not cover Secrets or names `identity` first for them, and a kube-apiserver pod without \
            `--encryption-provider-config`. Without either it cannot be judged.
            """,
        fix:
            "Give the API server an EncryptionConfiguration with a KMS provider for Secrets, then rewrite all Secrets.",
        mappings: Mappings(
            cis: ["1.2.27"], nsa: ["Secrets"], mitre: ["T1552"], owasp: ["K03"], peers: [.kubescape: ["C-0066"]]),
        references: ["https://kubernetes.io/docs/tasks/administer-cluster/encrypt-data/"],
        examples: [
            .violating(
                "identity first", at: ["resources[0].providers[0].identity"],
                """
                apiVersion: apiserver.config.k8s.io/v1
                kind: EncryptionConfiguration
                resources:
                - resources: [secrets]
                  providers:
                  - identity: {}
                  - kms: {apiVersion: v2, name: vault, endpoint: "unix:///run/kms.sock"}
                """),
            .violating(
                "an API server without a provider", at: ["spec.containers[0].command"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: kube-apiserver, namespace: kube-system}
                spec:
                  containers:
                  - name: kube-apiserver
                    image: registry.k8s.io/kube-apiserver:v1.36.0
                    command: [kube-apiserver, --secure-port=6443]
                """),
            .compliant(
                "a KMS provider",
                """
                apiVersion: apiserver.config.k8s.io/v1
                kind: EncryptionConfiguration
                resources:
                - resources: [secrets, configmaps]
                  providers:
                  - kms: {apiVersion: v2, name: vault, endpoint: "unix:///run/kms.sock"}
                  - identity: {}
                """),
        ])

    package static func evaluate(_ context: Context, _ findings: inout FindingCollector) {
        var isKnown = false
        for configuration in context.inventory.resources(ofKind: "EncryptionConfiguration") {
            isKnown = true
            judge(configuration, &findings)
        }
        for workload in context.inventory.workloads where workload.namespace == "kube-system" {
            for container in workload.containers {
                let lists = [container.node["command"], container.node["args"]].compactMap { $0 }
                let words = lists.flatMap { $0.elements.map(\.scalarText) }
                guard let list = lists.first, words.contains(where: { $0.hasSuffix("kube-apiserver") }) else {
                    continue
                }
                isKnown = true
                if words.contains(where: { $0.hasPrefix("--encryption-provider-config=") }) { continue }
                findings.add(
                    "container \"\(container.name)\" runs the API server without --encryption-provider-config",
                    Subject(workload, container), Evidence(list), reason: .missing,
                    remediation: Remediation("add --encryption-provider-config with a KMS provider", .review))
            }
        }
        if !isKnown { findings.cannotEvaluate("no API server configuration in the input") }
    }

    private static func judge(_ configuration: Resource, _ findings: inout FindingCollector) {
        for entry in configuration.node["resources"]?.elements ?? Node.Elements.none {
            let names = (entry["resources"]?.elements ?? Node.Elements.none).map(\.scalarText)
            guard names.contains(where: { ["secrets", "*.", "*.*"].contains($0) }) else { continue }
            guard let first = entry["providers"]?.elements.first(where: { _ in true }), let identity = first["identity"]
            else { return }
            findings.add(
                "Secrets are stored with the provider \"identity\": unencrypted", Subject(configuration),
                Evidence(identity), remediation: Remediation("put a KMS provider first", .review))
            return
        }
        findings.add(
            "no entry of the configuration covers Secrets", Subject(configuration),
            Evidence(below: configuration.node, "resources"), reason: .missing,
            remediation: Remediation("add an entry for secrets with a KMS provider", .review))
    }
}
