// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

/// Judges whether a container can change its own programs.
package enum WritableRootFsCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "writable-root-fs", title: "Writable root file system", severity: .medium, layer: .workload,
        rationale: """
            The container's root file system can be written, so programs, libraries and configuration can be replaced \
            while it runs, and what runs is no longer what was built and scanned.
            """,
        attack: """
            An intruder drops tools, patches the application or leaves a web shell; with a read-only root there are \
            few places left to put them, and those are known.
            """,
        rule: """
            Fires for every container whose `securityContext.readOnlyRootFilesystem` is missing or false; the default \
            is false, and the pod has no such field. Silent on Windows, which does not support it.
            """,
        fix: """
            Set `readOnlyRootFilesystem: true` and mount an emptyDir at each path that the program writes, /tmp first.
            """,
        mappings: Mappings(
            nsa: ["Kubernetes Pod security: immutable container filesystems"], mitre: ["T1565"], owasp: ["K01"],
            peers: [
                .trivy: ["KSV-0014"], .checkov: ["CKV_K8S_22"], .kubescape: ["C-0017"],
                .kubeLinter: ["no-read-only-root-fs"],
                .kubeScore: ["container-security-context-readonlyrootfilesystem"],
                .polaris: ["notReadOnlyRootFilesystem"], .kubesec: ["ReadOnlyRootFilesystem"],
                .kics: ["Root Container Not Mounted As Read-only"],
                .kubeaudit: ["ReadOnlyRootFilesystemFalse", "ReadOnlyRootFilesystemNil"],
                .kubesplaining: ["KUBE-PODSEC-READONLY-001"],
            ]),
        references: ["https://kubernetes.io/docs/tasks/configure-pod-container/security-context/"],
        examples: [
            .violating(
                "the default is writable", at: ["spec.containers[0].securityContext.readOnlyRootFilesystem"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - name: web
                    image: nginx
                """),
            .violating(
                "a sidecar says false, /tmp is a volume already",
                at: ["spec.initContainers[0].securityContext.readOnlyRootFilesystem"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  initContainers:
                  - name: log
                    image: fluentd
                    restartPolicy: Always
                    securityContext: {readOnlyRootFilesystem: false}
                    volumeMounts: [{name: scratch, mountPath: /tmp}]
                  containers:
                  - {name: web, image: nginx, securityContext: {readOnlyRootFilesystem: true}}
                  volumes: [{name: scratch, emptyDir: {}}]
                """),
            .compliant(
                "read-only, with a place for temporary files",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - name: web
                    image: nginx
                    securityContext:
                      readOnlyRootFilesystem: true
                    volumeMounts:
                    - {name: tmp, mountPath: /tmp}
                  volumes:
                  - {name: tmp, emptyDir: {}}
                """),
            .compliant(
                "Windows",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  nodeSelector: {kubernetes.io/os: windows}
                  containers:
                  - {name: web, image: iis}
                """),
        ])

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        for container in workload.linuxContainers {
            let field = Evidence(below: container.node, "securityContext", "readOnlyRootFilesystem")
            let value = field.missing.isEmpty ? field.node.bool : nil
            if value == true { continue }
            let image = container.knownImage
            let paths = unmountedPaths(container, image)
            let edits = [Edit(.set(true), at: field)] + folders(paths, container, workload)
            findings.add(
                "container \"\(container.name)\" can write to its root file system: readOnlyRootFilesystem is "
                    + (value == nil ? "not set" : "false"),
                Subject(workload, container), field, reason: value == nil ? .missing : .explicit,
                remediation: Remediation(summary(image, paths), .review, edits))
        }
    }

    private static func summary(_ image: KnownImage?, _ paths: [String]) -> String {
        let summary = "set readOnlyRootFilesystem: true"
        guard let image, image.scratch != nil else {
            return summary + ", with an emptyDir at each path that the program writes"
        }
        if paths.isEmpty { return summary }
        let data = paths.filter(image.data.contains)
        let note =
            data.isEmpty ? "" : "; data in \(data.joined(separator: " and ")) last as long as the pod without a claim"
        return summary + ", with an emptyDir at " + paths.joined(separator: " and ") + note
    }

    /// The paths that the program writes, as far as the image is known, and that nothing is mounted at or above.
    private static func unmountedPaths(_ container: Container, _ image: KnownImage?) -> [String] {
        if container.role == .ephemeral { return [] }
        let mounts = container.node["volumeMounts"]?.elements ?? Node.Elements.none
        return (["/tmp"] + (image?.writablePaths ?? [])).filter { path in
            !mounts.contains { $0["mountPath"].map { isMounted(path, $0) } ?? false }
        }
    }

    /// Whether a volume at a mount path covers a path.
    private static func isMounted(_ path: String, _ mount: Node) -> Bool {
        mount.withText { mount in
            let folder = mount.last == 0x2F ? mount.dropLast() : mount[...]
            let path = path.utf8
            guard path.starts(with: folder) else { return false }
            return path.count == folder.count || path.dropFirst(folder.count).first == 0x2F
        }
    }

    private static let emptyDir = Value.Member("emptyDir", [:])

    /// An emptyDir of the container's own at each path.
    private static func folders(_ paths: [String], _ container: Container, _ workload: Workload) -> [Edit] {
        if paths.isEmpty { return [] }
        let volumes = Evidence(below: workload.spec, "volumes")
        let mounts = Evidence(below: container.node, "volumeMounts")
        var added: [String] = []
        var edits: [Edit] = []
        for path in paths {
            let part = path == "/tmp" ? "tmp" : part(path)
            let base = workload.containers.count == 1 ? part : "\(part)-\(container.name)"
            let name = freeName(base) { name in
                added.contains(name) || workload.volumes.contains { $0["name"]?.equals(text: name) == true }
            }
            added.append(name)
            let named = Value.Member("name", .string(name))
            edits.append(Edit(.append(.object([named, emptyDir])), at: volumes))
            edits.append(Edit(.append(.object([named, .init("mountPath", .string(path))])), at: mounts))
        }
        return edits
    }

    /// A path as part of a volume's name.
    private static func part(_ path: String) -> String {
        String(decoding: path.utf8.dropFirst().map { $0 == 0x2F ? 0x2D : $0 }, as: UTF8.self)
    }

    /// A name for a volume that no other has.
    private static func freeName(_ base: String, _ isTaken: (String) -> Bool) -> String {
        var name = base.utf8.count <= 63 ? base : String(base.prefix(63))
        var number = 1
        while isTaken(name) {
            number += 1
            name = "\(base.prefix(56))-\(number)"
        }
        return name
    }
}
