// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum DNSConfigRiskyCheck: ResourceCheck {
    package static let kinds = ["ConfigMap"]

    package static let description = CheckDescription(
        id: "dns-config-risky", title: "Cluster DNS sends names elsewhere", severity: .high, layer: .workload,
        rationale: """
            Every pod asks the cluster's DNS whom to talk to. A rewritten name or a foreign resolver for everything \
            lets its author stand between any two services.
            """,
        attack: """
            With write access to one ConfigMap an attacker points the name of an identity provider or a database at \
            a pod of theirs and collects the credentials that arrive.
            """,
        rule: """
            Fires for a line of CoreDNS' configuration in kube-system (`coredns`, `coredns-custom`, `node-local-dns`) \
            that rewrites names or answers them from a template, and (medium) forwards all names to a public \
            address instead of the node's resolver. Forwarding single domains is normal and does not count.
            """,
        fix: "Remove the rewrite, or write down who needs it and guard the ConfigMap with an admission policy.",
        mappings: Mappings(mitre: ["MS-TA9035"], owasp: ["K03"], peers: [.kubesplaining: ["KUBE-CONFIGMAP-002"]]),
        references: ["https://coredns.io/plugins/rewrite/"],
        examples: [
            .violating(
                "a rewritten name", at: ["data.Corefile"],
                """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: coredns, namespace: kube-system}
                data:
                  Corefile: |
                    .:53 {
                      rewrite name login.example.com proxy.dev.svc.cluster.local
                      forward . /etc/resolv.conf
                    }
                """),
            .compliant(
                "the usual configuration, and somebody's own DNS server",
                """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: coredns, namespace: kube-system}
                data:
                  Corefile: |
                    .:53 {
                      # rewrite name a b
                      forward . /etc/resolv.conf
                    }
                    corp.example.com:53 {
                      forward . 10.0.0.2
                    }
                ---
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: coredns, namespace: lab}
                data:
                  Corefile: |
                    .:53 {
                      rewrite name a b
                    }
                """),
        ])

    private static let names: Set<String> = [
        "coredns", "coredns-custom", "node-local-dns", "rke2-coredns-rke2-coredns",
    ]

    package static func evaluate(_ resource: Resource, _ context: Context, _ findings: inout FindingCollector) {
        guard resource.namespace == "kube-system", names.contains(resource.name), let data = resource.node["data"]
        else {
            return
        }
        for (key, value) in data.entries {
            for line in risks(value.scalarText) {
                findings.add(
                    "the entry \"\(key.scalarText)\" \(line.text)", Subject(resource), Evidence(value),
                    severity: line.severity,
                    remediation: Remediation("remove the directive, or guard the ConfigMap with a policy", .review))
            }
        }
    }

    private static func risks(_ text: String) -> [(text: String, severity: Severity)] {
        var risks: [(text: String, severity: Severity)] = []
        for line in text.split(whereSeparator: \.isNewline) {
            let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
            guard let first = words.first else { continue }
            switch first {
            case "rewrite": risks.append(("rewrites names: \"\(words.joined(separator: " "))\"", .high))
            case "template" where words.count > 1: risks.append(("answers names from a template", .high))
            case "forward" where words.count > 2 && words[1] == ".":
                if let address = words.dropFirst(2).first(where: isPublic) {
                    risks.append(("forwards all names to \"\(address)\"", .medium))
                }
            default: continue
            }
        }
        return risks
    }

    /// An IPv4 address outside of the private, shared, loopback and link-local ranges.
    private static func isPublic(_ text: String) -> Bool {
        let host = text.split(separator: "/").last.map(String.init) ?? text
        let parts = host.split(separator: ":").first?.split(separator: ".").compactMap { UInt8($0) } ?? []
        guard parts.count == 4 else { return false }
        switch (parts[0], parts[1]) {
        case (10, _), (127, _), (192, 168), (169, 254), (172, 16...31), (100, 64...127): return false
        default: return true
        }
    }
}
