// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum CredentialInConfigMapCheck: ResourceCheck {
    package static let kinds = ["ConfigMap"]

    package static let description = CheckDescription(
        id: "credential-in-configmap", title: "Credential in a ConfigMap", severity: .high, layer: .workload,
        rationale: """
            ConfigMaps are made for what may be known: they are readable to far more accounts than Secrets, never \
            encrypted at rest by default rules, and shown in full by every dashboard.
            """,
        attack: """
            Anybody with the `view` role reads ConfigMaps but no Secrets. A password there lifts them to whatever it \
            opens.
            """,
        rule: """
            Fires for an entry of `data` that has the form of a known credential, whose key announces a password, \
            token, key or secret and whose value is one, or, in a configuration file, for such a line. Scripts, \
            placeholders, references, file paths, addresses without a password and stand-ins do not count.
            """,
        fix: "Change the credential and move it into a Secret that the program reads beside its configuration.",
        mappings: Mappings(
            nsa: ["Secrets"], mitre: ["T1552", "MS-TA9027"], owasp: ["K03"],
            peers: [
                .kubescape: ["C-0012"], .trivy: ["KSV-0109", "KSV-01010"], .polaris: ["sensitiveConfigmapContent"],
                .kubesplaining: ["KUBE-CONFIGMAP-CREDS-001"],
            ]),
        references: ["https://kubernetes.io/docs/concepts/configuration/configmap/"],
        examples: [
            .violating(
                "a password, a key and a line of a file",
                at: ["data.DB_PASSWORD", "data[app.properties]", "data[key.pem]"],
                """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: a}
                data:
                  DB_PASSWORD: hunter2
                  app.properties: |
                    db.host=db
                    db.password=k33p0ut!
                  key.pem: |
                    -----BEGIN RSA PRIVATE KEY-----
                    MIIEowIBAAKCAQEAx7Rk2vTq8mZJ3fWc
                    -----END RSA PRIVATE KEY-----
                """),
            .compliant(
                "settings, references and a script",
                """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: a}
                data:
                  DB_PASSWORD_FILE: /run/secrets/db
                  TOKEN_TTL: 15m
                  app.properties: |
                    db.password=${DB_PASSWORD}
                    token.lifetime=3600
                  ca.crt: |
                    -----BEGIN CERTIFICATE-----
                    MIIEowIBAAKCAQEAx7Rk2vTq8mZJ3fWc
                    -----END CERTIFICATE-----
                  run.sh: |
                    #!/bin/sh
                    PASSWORD=$(cat /run/secrets/password)
                    token=abc12345XYZ
                """),
        ])

    package static func evaluate(_ resource: Resource, _ context: Context, _ findings: inout FindingCollector) {
        guard let data = resource.node["data"] else { return }
        for (key, value) in data.entries {
            guard value.isScalar, !value.isNull else { continue }
            let name = key.scalarText
            guard let what = credential(name, value) else { continue }
            findings.add(
                "the ConfigMap's entry \"\(name)\" holds \(what)", Subject(resource), .redacted(value),
                remediation: Remediation(
                    "move the entry into a Secret, and change the credential: it is known", .review))
        }
    }

    /// What the entry holds, with its article; nil when there is no credential in it.
    private static func credential(_ key: String, _ value: Node) -> String? {
        let signs = CredentialSigns(in: value)
        if let format = signs.format { return format.name }
        if value.range.count > 200_000 { return nil }
        // Most entries are files, and long: what does not even spell a credential's name needs no reading.
        let mayBeWritten = value.record.style == .doubleQuoted || signs.mayAnnounce
        guard mayBeWritten || CredentialName.kind(key) != nil else { return nil }
        let text = value.scalarText
        if text.utf8.dropLast().contains(0x0A) { return ConfigurationText.credential(in: text, of: key) }
        guard let kind = CredentialName.kind(key), CredentialValue.isLiteral(text, kind) else { return nil }
        return kind == .password ? "a literal password" : "a literal credential"
    }
}
