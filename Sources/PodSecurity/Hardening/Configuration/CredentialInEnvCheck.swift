// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum CredentialInEnvCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "credential-in-env", title: "Credential in an environment variable", severity: .high, layer: .workload,
        rationale: """
            A password or token written into a manifest is known to everybody who may read the repository, the object \
            or its history, and cannot be changed without changing the manifest.
            """,
        attack: """
            Read access to pods or Deployments, which many roles and every monitoring tool have, is enough to read the \
            credential and to use it elsewhere.
            """,
        rule: """
            Fires for a literal `env[].value` that has the form of a known credential (cloud and code hosting keys, \
            private keys, signed tokens, addresses with a password), or whose variable's name announces a password, \
            token, key or secret. Placeholders, references such as `$(VAR)`, file paths, addresses without a \
            password, booleans, numbers and obvious stand-ins (`changeme`) do not count.
            """,
        fix: "Change the credential, keep the new one in a Secret and refer to it, best as a mounted file.",
        mappings: Mappings(
            nsa: ["Secrets"], mitre: ["T1552", "MS-TA9027"], owasp: ["K03"],
            peers: [
                .kubescape: ["C-0012", "C-0259"], .kubeLinter: ["env-var-secret"],
                .polaris: ["sensitiveContainerEnvVar"],
            ]),
        references: ["https://kubernetes.io/docs/concepts/configuration/secret/"],
        examples: [
            .violating(
                "by name and by form",
                at: ["spec.containers[0].env[0].value", "spec.containers[0].env[1].value"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - name: web
                    image: nginx
                    env:
                    - {name: DB_PASSWORD, value: hunter2}
                    - {name: DATABASE_URL, value: "postgres://app:s3cr3t@db:5432/shop"}
                """),
            .compliant(
                "references, stand-ins and settings",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - name: web
                    image: nginx
                    env:
                    - {name: DB_PASSWORD, valueFrom: {secretKeyRef: {name: db, key: password}}}
                    - {name: DB_PASSWORD_FILE, value: /run/secrets/db}
                    - {name: DATABASE_URL, value: "postgres://app:$(DB_PASSWORD)@db:5432/shop"}
                    - {name: API_TOKEN, value: "<your token>"}
                    - {name: TOKEN_TTL, value: 15m}
                    - {name: TLS_SECRET, value: web-tls}
                    - {name: ALLOW_EMPTY_PASSWORD, value: "yes"}
                    - {name: PASSWORD, value: changeme}
                """),
        ], ignoresConfinement: true)

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        for container in workload.containers {
            for entry in container.node["env"]?.elements ?? Node.Elements.none {
                guard let value = entry["value"], value.isScalar, !value.isNull else { continue }
                let name = entry["name"]?.scalarText ?? ""
                guard let what = credential(name, value) else { continue }
                findings.add(
                    "container \"\(container.name)\" has \(what) in the environment variable \"\(name)\"",
                    Subject(workload, container), .redacted(value),
                    remediation: Remediation(
                        "refer to a Secret, and change the credential: it is known", .review,
                        edits(entry, value, name, workload)))
            }
        }
    }

    /// What the value is, with its article; nil when it is no credential.
    private static func credential(_ name: String, _ value: Node) -> String? {
        if let format = CredentialFormat.find(in: value) { return format.name }
        guard let kind = CredentialName.kind(name), CredentialValue.isLiteral(value.scalarText, kind) else {
            return nil
        }
        return kind == .password ? "a literal password" : "a literal credential"
    }

    /// The value becomes a reference. The Secret itself is not written: its content does not belong into the file.
    private static func edits(_ entry: Node, _ value: Node, _ name: String, _ workload: Workload) -> [Edit] {
        let key = CredentialName.words(name).joined(separator: "-")
        guard !key.isEmpty, entry["valueFrom"] == nil else { return [] }
        let reference: Value = [
            "secretKeyRef": ["name": .string(workload.name + "-credentials"), "key": .string(key)]
        ]
        return [.remove(value), .set(reference, below: entry, "valueFrom")]
    }
}
