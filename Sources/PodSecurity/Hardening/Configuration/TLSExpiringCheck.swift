// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum TLSExpiringCheck: ResourceCheck {
    package static let kinds = ["Secret"]

    /// Valid until 2026-11-25T02:49:55Z.
    private static let manifest = """
        apiVersion: v1
        kind: Secret
        metadata: {name: web-tls}
        type: kubernetes.io/tls
        stringData:
          tls.crt: |
            -----BEGIN CERTIFICATE-----
            MIIBcTCCARegAwIBAgIUDKOCu9E7iJPAKH5VyruNH03PZeAwCgYIKoZIzj0EAwIw
            DjEMMAoGA1UEAwwDd2ViMB4XDTI2MTEyNDAyNDk1NVoXDTI2MTEyNTAyNDk1NVow
            DjEMMAoGA1UEAwwDd2ViMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEqX5EyMkW
            4eRwnhtZEivHYazGFu/dSzgVYnbGgAqOFUdon4MuG+KknriF2Fulga0nmqHRwuGk
            yBYZ/FsMmkstd6NTMFEwHQYDVR0OBBYEFDulIUm0mfupIrWja5TugOOedhyGMB8G
            A1UdIwQYMBaAFDulIUm0mfupIrWja5TugOOedhyGMA8GA1UdEwEB/wQFMAMBAf8w
            CgYIKoZIzj0EAwIDSAAwRQIhALqJhHwMJNZdsC1zhsBcCZ1sfKrLM2+/CWUe3mWj
            S9juAiAvFwdIegReSGiQBlkNCnjmoL/5HxRnw0I24HUbIz/Xrw==
            -----END CERTIFICATE-----
        """

    package static let description = CheckDescription(
        id: "tls-expiring", title: "TLS certificate expired or about to", severity: .medium, layer: .workload,
        rationale: """
            A certificate that has expired stops clients that check it and trains people to click warnings away or to \
            switch the check off.
            """,
        attack:
            "Once checking is switched off \"until the renewal\", anybody on the path can read and change the traffic.",
        rule: """
            Reads the first certificate of `tls.crt` in every Secret of type `kubernetes.io/tls` and fires when its \
            `notAfter` has passed, or (low) comes within 30 days.
            """,
        fix: "Renew the certificate, and let a controller such as cert-manager do it from now on.",
        mappings: Mappings(owasp: ["K03"], peers: [.kubesplaining: ["KUBE-SECRETS-TLS-EXPIRY-001"]]),
        references: ["https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.5"],
        examples: [
            Example.violating("expired", at: ["stringData[tls.crt]"], manifest).under { $0.now = 1_800_000_000 },
            Example.violating("in a week", at: ["stringData[tls.crt]"], manifest).under { $0.now = 1_795_000_000 },
            Example.compliant("in half a year", manifest).under { $0.now = 1_780_000_000 },
        ])

    package static func evaluate(_ resource: Resource, _ context: Context, _ findings: inout FindingCollector) {
        guard resource.node["type"]?.equals("kubernetes.io/tls") == true, resource.node["sops"] == nil,
            let entry = SecretContent(resource).entries.first(where: { $0.key == "tls.crt" }), !entry.bytes.isEmpty
        else { return }
        guard context.settings.now > 0 else { return findings.cannotEvaluate("the date is not known") }
        guard let certificate = Certificate(pem: entry.bytes) else {
            if entry.text.contains("BEGIN CERTIFICATE") { findings.cannotEvaluate("a certificate cannot be read") }
            return
        }
        let remaining = certificate.notAfter - context.settings.now
        if remaining > 30 * 86_400 { return }
        let days = abs(remaining) / 86_400
        let unit = days == 1 ? "day" : "days"
        findings.add(
            remaining < 0
                ? "the certificate expired \(days) \(unit) ago" : "the certificate expires in \(days) \(unit)",
            Subject(resource), .redacted(entry.node), severity: remaining < 0 ? .medium : .low,
            remediation: Remediation("renew the certificate, best by a controller", .review))
    }
}
