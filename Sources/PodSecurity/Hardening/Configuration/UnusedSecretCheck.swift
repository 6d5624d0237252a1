// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents
package import Findings

package enum UnusedSecretCheck: InventoryCheck {
    package static let description = CheckDescription(
        id: "unused-secret", title: "Unused Secret", severity: .low, layer: .workload,
        rationale: """
            A credential that nothing uses is a credential that nobody watches: it is not rotated, its use by a \
            stranger is not noticed, and it opens its door as long as it exists.
            """,
        attack: "Forgotten credentials are what an attacker who can list Secrets tries first: they often still work.",
        rule: """
            Fires for a Secret whose name stands nowhere else in the input, in a namespace of which the input has \
            workloads. Secrets that controllers own and tokens, Helm releases and bootstrap Secrets do not count.
            """,
        fix: "Make sure that nothing outside of the input uses it, revoke the credential and delete the Secret.",
        mappings: Mappings(mitre: ["MS-M9023"], owasp: ["K03"], peers: [.kubesplaining: ["KUBE-SECRETS-STALE-001"]]),
        references: ["https://kubernetes.io/docs/concepts/security/secrets-good-practices/"],
        examples: [
            .violating(
                "named nowhere", at: ["metadata.name"],
                """
                apiVersion: v1
                kind: Secret
                metadata: {name: old-db}
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec: {containers: [{name: web, image: nginx}]}
                """),
            .compliant(
                "named by a pod, an Ingress and a flag",
                """
                apiVersion: v1
                kind: List
                items:
                - {apiVersion: v1, kind: Secret, metadata: {name: db}}
                - {apiVersion: v1, kind: Secret, metadata: {name: web-tls}}
                - {apiVersion: v1, kind: Secret, metadata: {name: fallback-tls}}
                - apiVersion: v1
                  kind: Pod
                  metadata: {name: a}
                  spec:
                    containers:
                    - {name: web, image: nginx, args: [--default-certificate=default/fallback-tls]}
                    volumes: [{name: db, secret: {secretName: db}}]
                - apiVersion: networking.k8s.io/v1
                  kind: Ingress
                  metadata: {name: web}
                  spec: {tls: [{secretName: web-tls}]}
                """),
        ])

    private static let machineMade = [
        "kubernetes.io/service-account-token", "helm.sh/release.v1", "bootstrap.kubernetes.io/token",
    ]

    package static func evaluate(_ context: Context, _ findings: inout FindingCollector) {
        let secrets = context.inventory.resources(ofKind: "Secret").filter(isCandidate)
        if secrets.isEmpty { return }
        let used = NamesUsed(in: context.inventory, among: Set(secrets.map(\.name)))
        let namespaces = Set(context.inventory.workloads.map(\.namespace))
        for secret in secrets where !used.names.contains(secret.name) {
            guard namespaces.contains(secret.effectiveNamespace) else {
                findings.cannotEvaluate("no workloads of the namespace in the input")
                continue
            }
            findings.add(
                "nothing in the input refers to the Secret \"\(secret.name)\"", Subject(secret),
                Evidence(below: secret.node, "metadata", "name"),
                remediation: Remediation(
                    "revoke the credential and delete the Secret, if nothing else uses it", .review))
        }
    }

    package static func isConcerned(by alteration: Alteration) -> Bool { !alteration.keepsReferences }

    private static func isCandidate(_ secret: Resource) -> Bool {
        let type = secret.node["type"]?.scalarText ?? ""
        return secret.group.isEmpty && !secret.name.isEmpty && !machineMade.contains(type)
            && secret.metadata?["ownerReferences"] == nil
    }
}

/// Which of some names occur as a value anywhere, on their own or behind a slash, an equals sign or a colon. The text
/// is compared as it stands: a name needs no escapes.
private struct NamesUsed {
    private(set) var names: Set<String> = []
    /// The names by their last byte.
    private var byLast: [[(text: [UInt8], name: String)]] = Array(repeating: [], count: 256)

    init(in inventory: Inventory, among wanted: Set<String>) {
        for name in wanted.sorted() {
            let text = Array(name.utf8)
            if let last = text.last { byLast[Int(last)].append((text, name)) }
        }
        for resource in inventory.resources { search(resource) }
    }

    private mutating func search(_ resource: Resource) {
        let document = resource.node.document
        let own = resource.kind == "Secret" ? resource.metadata?["name"]?.index : nil
        document.bytes.withUnsafeBufferPointer { bytes in
            for index in resource.node.index..<resource.node.record.next where index != own {
                let record = document.records[Int(index)]
                guard record.kind == .scalar, record.type == .string, record.end > record.start else { continue }
                let isQuoted = record.style == .singleQuoted || record.style == .doubleQuoted
                let end = min(Int(record.end) - (isQuoted ? 1 : 0), bytes.count)
                let start = Int(record.start) + (isQuoted ? 1 : 0)
                guard start < end, end - start < 400, !byLast[Int(bytes[end - 1])].isEmpty else { continue }
                look(at: bytes, start..<end)
            }
        }
    }

    private mutating func look(at bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) {
        for (text, name) in byLast[Int(bytes[range.upperBound - 1])] where text.count <= range.count {
            let first = range.upperBound - text.count
            guard first == range.lowerBound || [0x2F, 0x3D, 0x3A].contains(bytes[first - 1]) else { continue }
            if text.elementsEqual(bytes[first..<range.upperBound]) { names.insert(name) }
        }
    }
}
