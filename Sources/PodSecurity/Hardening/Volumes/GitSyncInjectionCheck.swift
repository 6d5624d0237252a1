// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

/// Judges settings of git-sync that make it run or send what a manifest says.
package enum GitSyncInjectionCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "git-sync-injection", title: "git-sync runs what it is told", severity: .high, layer: .workload,
        rationale: """
            git-sync takes the program that it calls git, and the file that it sends as a password, from its arguments \
            and environment. Who may change one value of the manifest runs a program with git-sync's rights.
            """,
        attack: """
            A changed value names a script of the repository as the git program, or the service account's token as \
            the password, which then goes to the intruder's server.
            """,
        rule: """
            Fires once per container with an image named git-sync that sets `--git` or `GITSYNC_GIT`, or whose \
            `--password-file` or `GITSYNC_PASSWORD_FILE` is a service account token.
            """,
        fix: "Remove the setting, mount no service account token, and let policies watch who changes such pods.",
        mappings: Mappings(mitre: ["T1059", "T1528"], owasp: ["K01"], peers: [.checkov: ["CKV_K8S_159"]]),
        references: ["https://github.com/kubernetes/git-sync"],
        examples: [
            .violating(
                "another program as git", at: ["spec.containers[0].args[1]"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - name: sync
                    image: registry.k8s.io/git-sync/git-sync:v4.2.3
                    args:
                    - --repo=https://git.example.com/site.git
                    - --git=/git/site/run.sh
                """),
            .violating(
                "the token as a password", at: ["spec.initContainers[0].env[0].value"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  initContainers:
                  - name: sync
                    image: git-sync
                    env:
                    - name: GITSYNC_PASSWORD_FILE
                      value: /var/run/secrets/kubernetes.io/serviceaccount/token
                  containers: [{name: web, image: nginx}]
                """),
            .compliant(
                "ordinary settings",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - name: sync
                    image: registry.k8s.io/git-sync/git-sync:v4.2.3
                    args: [--repo=https://git.example.com/site.git, --git-config=a:b]
                    env: [{name: GITSYNC_PASSWORD_FILE, value: /secrets/git}]
                """),
        ])

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        for container in workload.containers where isGitSync(container) {
            guard let field = argument(container) ?? variable(container) else { continue }
            findings.add(
                "container \"\(container.name)\" gives git-sync \"\(field.scalarText)\" to run or to send",
                Subject(workload, container), Evidence(field),
                remediation: Remediation("remove the setting \"\(field.scalarText)\" of git-sync", .review))
        }
    }

    private static func isGitSync(_ container: Container) -> Bool {
        guard let image = container.image?.utf8 else { return false }
        let start = image.lastIndex(of: 0x2F).map { image.index(after: $0) } ?? image.startIndex
        return image[start...].starts(with: "git-sync".utf8)
    }

    private static func argument(_ container: Container) -> Node? {
        for field in [container.node["command"], container.node["args"]] {
            var option = ""
            for entry in field?.elements ?? Node.Elements.none {
                let text = entry.scalarText
                let parts = text.split(separator: "=", maxSplits: 1)
                let name = parts.first.map { $0.drop { $0 == "-" } } ?? ""
                if text.hasPrefix("-"), name == "git" { return entry }
                let file = parts.count == 2 && text.hasPrefix("-") ? String(parts[1]) : text
                let isPassword = option == "password-file" || name == "password-file"
                if isPassword, isToken(file) { return entry }
                option = text.hasPrefix("-") ? String(name) : ""
            }
        }
        return nil
    }

    private static func variable(_ container: Container) -> Node? {
        for entry in container.node["env"]?.elements ?? Node.Elements.none {
            guard let name = entry["name"], let value = entry["value"] else { continue }
            if name.equals("GITSYNC_GIT") || name.equals("GIT_SYNC_GIT") { return value }
            let isPassword = name.equals("GITSYNC_PASSWORD_FILE") || name.equals("GIT_SYNC_PASSWORD_FILE")
            if isPassword, isToken(value.scalarText) { return value }
        }
        return nil
    }

    private static func isToken(_ path: String) -> Bool { path.contains("/secrets/kubernetes.io/serviceaccount") }
}
