// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum SecretAsEnvCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "secret-as-env", title: "Secret in the environment", severity: .low, layer: .workload,
        rationale: """
            The environment of a process is inherited by every program it starts, ends up in crash reports and debug \
            pages, and keeps the old value until the pod restarts. A mounted file has none of these weaknesses.
            """,
        attack: """
            A stack trace, a /debug/vars page, `kubectl describe` of a copied pod or /proc/1/environ gives the Secret \
            away to somebody who never had access to it.
            """,
        rule: """
            Fires once per container that takes Secrets through `env[].valueFrom.secretKeyRef` or \
            `envFrom[].secretRef`. Secrets mounted as volumes do not count.
            """,
        fix: "Mount the Secret as a read-only volume and let the program read the file.",
        mappings: Mappings(
            cis: ["5.4.1"], mitre: ["T1552"], owasp: ["K03"],
            peers: [
                .kubescape: ["C-0207"], .checkov: ["CKV_K8S_35"], .kubeLinter: ["read-secret-from-env-var"],
                .kics: ["Secrets As Environment Variables"],
            ]),
        references: ["https://kubernetes.io/docs/concepts/security/secrets-good-practices/"],
        examples: [
            .violating(
                "one key and a whole Secret", at: ["spec.containers[0].env[0].valueFrom.secretKeyRef"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - name: web
                    image: nginx
                    env:
                    - name: PASSWORD
                      valueFrom:
                        secretKeyRef: {name: db, key: password}
                    envFrom:
                    - secretRef: {name: other}
                """),
            .violating(
                "a whole Secret in an initial container", at: ["spec.initContainers[0].envFrom[0].secretRef"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  initContainers:
                  - name: migrate
                    image: app
                    envFrom: [{secretRef: {name: db}}]
                  containers: []
                """),
            .compliant(
                "a mounted Secret",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - name: web
                    image: nginx
                    envFrom: [{configMapRef: {name: settings}}]
                    volumeMounts: [{name: db, mountPath: /etc/db, readOnly: true}]
                  volumes: [{name: db, secret: {secretName: db}}]
                """),
        ], ignoresConfinement: true)

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        for container in workload.containers {
            let references = references(container)
            guard let first = references.first else { continue }
            let name = first["name"]?.scalarText ?? ""
            let rest = references.count > 1 ? " and \(references.count - 1) more" : ""
            findings.add(
                "container \"\(container.name)\" takes the Secret \"\(name)\"\(rest) as environment variables",
                Subject(workload, container), Evidence(first),
                remediation: Remediation("mount the Secret \"\(name)\" as a read-only volume instead", .review))
        }
    }

    private static func references(_ container: Container) -> [Node] {
        var references: [Node] = []
        for entry in container.node["env"]?.elements ?? Node.Elements.none {
            if let reference = entry["valueFrom"]?["secretKeyRef"] { references.append(reference) }
        }
        for entry in container.node["envFrom"]?.elements ?? Node.Elements.none {
            if let reference = entry["secretRef"] { references.append(reference) }
        }
        return references
    }
}
