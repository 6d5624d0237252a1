// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum DuplicateEnvCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "duplicate-env", title: "Environment variable set twice", severity: .low, layer: .workload,
        rationale: """
            The last entry of a name wins and the first has no effect. Somebody who reads or changes the first one, \
            perhaps to switch a safeguard on, is deceived.
            """,
        attack: "A second entry far down the list quietly undoes a setting that a reviewer has seen further up.",
        rule: "Fires for every entry of a container's `env` whose name occurs again further down the list.",
        fix: "Remove the entry that has no effect.",
        mappings: Mappings(
            owasp: ["K03"],
            peers: [
                .kubescape: ["C-0295"], .kubeLinter: ["duplicate-env-vars"],
                .kubeScore: ["container-environment-variable-key-duplication"],
            ]),
        references: [
            "https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#environment-variables"
        ],
        examples: [
            .violating(
                "the first is shadowed", at: ["spec.containers[0].env[0]"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - name: web
                    image: nginx
                    env:
                    - {name: TLS, value: "on"}
                    - {name: LOG, value: info}
                    - {name: TLS, value: "off"}
                """),
            .compliant(
                "the same name in two containers",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - {name: web, image: nginx, env: [{name: TLS, value: "on"}]}
                  - {name: log, image: fluent-bit, env: [{name: TLS, value: "on"}]}
                """),
        ], ignoresConfinement: true)

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        for container in workload.containers {
            guard let env = container.node["env"], mayRepeat(env) else { continue }
            var last: [String: Node] = [:]
            for entry in env.elements {
                guard let name = entry["name"]?.scalarText, !name.isEmpty else { continue }
                if let shadowed = last[name] { report(name, shadowed, env, container, workload, &findings) }
                last[name] = entry
            }
        }
    }

    /// Whether two names have the same length and end; of few entries hardly ever.
    private static func mayRepeat(_ env: Node) -> Bool {
        var seen: UInt64 = 0
        for entry in env.elements {
            guard let name = entry["name"] else { continue }
            let sign = name.withText { text in (text.last ?? 0) &+ UInt8(truncatingIfNeeded: text.count) &* 5 } & 63
            if seen >> UInt64(sign) & 1 != 0 { return true }
            seen |= 1 << UInt64(sign)
        }
        return false
    }

    private static func report(
        _ name: String, _ shadowed: Node, _ env: Node, _ container: Container, _ workload: Workload,
        _ findings: inout FindingCollector
    ) {
        // Entries in between may expand $(NAME) with the value that is removed.
        let isUsed = env.elements.contains { $0["value"]?.scalarText.contains("$(\(name))") == true }
        findings.add(
            "container \"\(container.name)\" sets the environment variable \"\(name)\" twice: the first has no effect",
            Subject(workload, container), Evidence(shadowed),
            remediation: Remediation(
                "remove the entry that has no effect", isUsed ? .review : .safe, [.remove(shadowed)]))
    }
}
