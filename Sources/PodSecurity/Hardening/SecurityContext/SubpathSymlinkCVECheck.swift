// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

/// Judges mounts that a kubelet of the version resolves unsafely.
package enum SubpathSymlinkCVECheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "subpath-symlink-cve", title: "subPath mount on a vulnerable kubelet", severity: .medium,
        layer: .workload,
        rationale: """
            Kubelets before 1.19.15, 1.20.11, 1.21.5 and 1.22.2 can be tricked into mounting a folder of the node when \
            a container uses `subPath` (CVE-2021-25741).
            """,
        attack: """
            A process that can write to the volume swaps the folder for a symbolic link while the kubelet mounts it, \
            and gets the node's file system.
            """,
        rule: """
            Fires once per container with a `volumeMounts[*].subPath` or `subPathExpr` on a volume that pods can write \
            to (not configMap, secret, downwardAPI or projected), when the chosen version is v1.22 or older; of v1.19 \
            to v1.22 the latest patch releases are fixed.
            """,
        fix: "Upgrade the kubelets. Until then mount the volume without `subPath`.",
        mappings: Mappings(mitre: ["T1611"], owasp: ["K01"], peers: [.kubescape: ["C-0058"]]),
        references: ["CVE-2021-25741"],
        examples: [
            .violating(
                "an old version", at: ["spec.containers[0].volumeMounts[0].subPath"], kubernetesVersion: "v1.21",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - name: web
                    image: nginx
                    volumeMounts:
                    - {name: cache, mountPath: /cache, subPath: web}
                  volumes:
                  - {name: cache, emptyDir: {}}
                """),
            .compliant(
                "a fixed version",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - name: web
                    image: nginx
                    volumeMounts:
                    - {name: cache, mountPath: /cache, subPath: web}
                  volumes:
                  - {name: cache, emptyDir: {}}
                """),
            .compliant(
                "nothing that a pod can write to", kubernetesVersion: "v1.21",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - name: web
                    image: nginx
                    volumeMounts: [{name: conf, mountPath: /etc/web.conf, subPath: web.conf}]
                  volumes: [{name: conf, configMap: {name: web}}]
                """),
        ])

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        guard context.settings.kubernetesVersion <= KubernetesVersion(minor: 22) else { return }
        for container in workload.containers {
            var fields: [Node] = []
            for mount in container.node["volumeMounts"]?.elements ?? Node.Elements.none {
                guard let field = mount["subPath"] ?? mount["subPathExpr"], !field.scalarText.isEmpty else { continue }
                if let name = mount["name"], isReadOnlyContent(name, workload) { continue }
                fields.append(field)
            }
            guard !fields.isEmpty else { continue }
            let message =
                "container \"\(container.name)\" mounts subPath \(Wording.quoted(fields.map(\.scalarText))) on a kubelet"
                + " that may have CVE-2021-25741"
            findings.add(
                message, Subject(workload, container), fields.map { Evidence($0) },
                remediation: Remediation(
                    "upgrade kubelets to v1.19.15, v1.20.11, v1.21.5, v1.22.2 or newer", .review))
        }
    }

    private static func isReadOnlyContent(_ name: Node, _ workload: Workload) -> Bool {
        let name = name.scalarText
        guard let volume = workload.volumes.first(where: { $0["name"]?.scalarText == name }) else { return false }
        return volume["configMap"] != nil || volume["secret"] != nil || volume["downwardAPI"] != nil
            || volume["projected"] != nil
    }
}
