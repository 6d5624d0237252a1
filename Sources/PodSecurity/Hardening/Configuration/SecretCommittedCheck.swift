// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum SecretCommittedCheck: ResourceCheck {
    package static let kinds = ["Secret"]

    package static let description = CheckDescription(
        id: "secret-committed", title: "Secret with its content in a file", severity: .high, layer: .workload,
        rationale: """
            The content of a Secret is base64, which is no encryption. In a file it is known to everybody who can read \
            the repository, its copies, its history and the build logs, for ever.
            """,
        attack: "A look into the repository's history gives a working credential, long after the file was deleted.",
        rule: """
            Fires for a Secret read from a file whose `data` (decoded) or `stringData` holds a credential. Objects \
            encrypted with SOPS, entries that are empty, placeholders or obvious stand-ins, public certificates, \
            numbers, addresses and names (`username`, `host`, `port` …) do not count, nor do Secrets that were read \
            from a cluster.
            """,
        fix: """
            Change the credential. Keep Secrets in a secret store (External Secrets, CSI driver) or encrypted in the \
            repository (SOPS, Sealed Secrets).
            """,
        mappings: Mappings(nsa: ["Secrets"], mitre: ["T1552"], owasp: ["K03"]),
        references: ["https://kubernetes.io/docs/concepts/security/secrets-good-practices/"],
        examples: [
            .violating(
                "data and plain text", at: ["data.password"],
                """
                apiVersion: v1
                kind: Secret
                metadata: {name: db}
                data:
                  username: YWRtaW4=
                  password: aHVudGVyMg==
                stringData:
                  token: f3a91bc0d7e24518
                """),
            .compliant(
                "placeholders, public parts and nothing",
                """
                apiVersion: v1
                kind: Secret
                metadata: {name: db}
                data:
                  username: YWRtaW4=
                  password: Y2hhbmdlbWU=
                  empty: ""
                stringData:
                  token: ${TOKEN}
                  host: db.shop.svc
                """),
            .compliant(
                "encrypted with SOPS",
                """
                apiVersion: v1
                kind: Secret
                metadata: {name: db}
                stringData:
                  password: "ENC[AES256_GCM,data:abc123,iv:x,tag:y,type:str]"
                """),
            .compliant(
                "read from a cluster",
                """
                apiVersion: v1
                kind: Secret
                metadata: {name: db, uid: 1b2c, resourceVersion: "1"}
                data: {password: aHVudGVyMg==}
                """),
        ])

    package static func evaluate(_ resource: Resource, _ context: Context, _ findings: inout FindingCollector) {
        guard resource.group.isEmpty, resource.node["sops"] == nil, !resource.isFromCluster else { return }
        let real = SecretContent(resource).entries.filter(isReal)
        guard let first = real.first else { return }
        let rest = real.count > 1 ? " and \(real.count - 1) more" : ""
        findings.add(
            "the Secret's entry \"\(first.key)\"\(rest) is readable in the file", Subject(resource),
            .redacted(first.node),
            remediation: Remediation(
                "change the credential and keep the Secret encrypted (SOPS, Sealed Secrets) or in a secret store",
                .review))
    }

    private static let harmless: Set<String> = [
        "username", "user", "login", "host", "hostname", "port", "database", "dbname", "db", "url", "uri", "endpoint",
        "region", "bucket", "email", "type", "project", "namespace", "name", "issuer", "realm", "schema", "server",
        "tls.crt", "ca.crt", "ca.pem", "cert.pem", "ca-cert.pem", "ca", "cert", "admin-user", "clientid", "client-id",
        "client_id", "known_hosts", "tenant_id", "tenant-id", "subscription_id",
    ]

    private static func isReal(_ entry: SecretContent.Entry) -> Bool {
        if entry.bytes.isEmpty { return false }
        if CredentialFormat.find(in: entry.bytes) != nil { return true }
        let key = entry.key.lowercased()
        if harmless.contains(key) || key.hasSuffix(".crt") || key.hasSuffix(".pub") { return false }
        if CredentialName.isAbout(entry.key) { return false }
        let text = entry.text
        if text.hasPrefix("-----BEGIN CERTIFICATE") || text.hasPrefix("-----BEGIN PUBLIC") { return false }
        if key.hasPrefix(".dockerc") { return text.contains("\"auth\"") || text.contains("\"password\"") }
        if entry.bytes.dropLast().contains(0x0A) { return ConfigurationText.credential(in: text, of: entry.key) != nil }
        if CredentialName.kind(entry.key) == .password { return CredentialValue.isLiteral(text, .password) }
        return CredentialValue.isLiteral(text, .password) && text.utf8.count >= 6
    }
}
