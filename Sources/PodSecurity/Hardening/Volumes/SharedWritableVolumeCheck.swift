// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents
package import Findings

/// Judges storage through which pods of different trust reach each other.
package enum SharedWritableVolumeCheck: InventoryCheck {
    package static let description = CheckDescription(
        id: "shared-writable-volume", title: "Storage shared across a border", severity: .medium, layer: .workload,
        rationale: """
            Pods of different namespaces, or a privileged pod and an ordinary one, use the same storage, and one of \
            them writes. Namespaces and network policies do not separate what storage joins.
            """,
        attack: """
            An intruder in the less guarded pod changes files that the other one reads: a plug-in, a script, a \
            configuration, a pickled object.
            """,
        rule: """
            Fires once per workload that can write to a hostPath folder, an NFS path (of a volume, or of a persistent \
            volume behind a claim) or a claim which a workload of another namespace uses too; and per workload without \
            privileged containers whose storage a workload with one uses too. Paths are compared as a whole. \
            Sensitive paths of the node and single files have checks of their own and do not count.
            """,
        fix: "Give each side storage of its own, or mount it read-only on all sides but one.",
        mappings: Mappings(mitre: ["T1080"], owasp: ["K01"]),
        references: ["https://kubernetes.io/docs/concepts/security/multi-tenancy/#storage-isolation"],
        examples: [
            .violating(
                "a folder of the node across namespaces", at: ["spec.volumes[0].hostPath"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: upload, namespace: shop}
                spec:
                  containers: [{name: web, image: web, volumeMounts: [{name: data, mountPath: /data}]}]
                  volumes:
                  - {name: data, hostPath: {path: /srv/exchange}}
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: import, namespace: billing}
                spec:
                  containers: [{name: job, image: job, volumeMounts: [{name: in, mountPath: /in, readOnly: true}]}]
                  volumes:
                  - {name: in, hostPath: {path: /srv/exchange/}}
                """),
            .violating(
                "a claim shared with a privileged pod", at: ["spec.volumes[0].persistentVolumeClaim"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, namespace: shop}
                spec:
                  containers: [{name: web, image: web, volumeMounts: [{name: d, mountPath: /d}]}]
                  volumes: [{name: d, persistentVolumeClaim: {claimName: plugins}}]
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: agent, namespace: shop}
                spec:
                  containers:
                  - name: agent
                    image: agent
                    securityContext: {privileged: true}
                    volumeMounts: [{name: d, mountPath: /plugins, readOnly: true}]
                  volumes: [{name: d, persistentVolumeClaim: {claimName: plugins}}]
                """),
            .compliant(
                "nobody writes",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, namespace: shop}
                spec:
                  containers: [{name: web, image: web, volumeMounts: [{name: d, mountPath: /d, readOnly: true}]}]
                  volumes: [{name: d, nfs: {server: files, path: /site}}]
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: web, namespace: blog}
                spec:
                  containers: [{name: web, image: web, volumeMounts: [{name: d, mountPath: /d, readOnly: true}]}]
                  volumes: [{name: d, nfs: {server: files, path: /site}}]
                """),
            .compliant(
                "claims of the same name in two namespaces are two claims",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, namespace: shop}
                spec:
                  containers: [{name: web, image: web, volumeMounts: [{name: d, mountPath: /d}]}]
                  volumes: [{name: d, persistentVolumeClaim: {claimName: data}}]
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: web, namespace: blog}
                spec:
                  containers: [{name: web, image: web, volumeMounts: [{name: d, mountPath: /d}]}]
                  volumes: [{name: d, persistentVolumeClaim: {claimName: data}}]
                """),
        ])

    /// One workload's use of a piece of storage.
    private struct Use {
        let workload: Workload
        let volume: Node
        let source: Node
        let isWriting: Bool
        let isPrivileged: Bool
    }

    /// Who may write to a volume depends on how its pods are confined.
    package static func isConcerned(by alteration: Alteration) -> Bool { true }

    package static func evaluate(_ context: Context, _ findings: inout FindingCollector) {
        let volumes = PersistentVolumes(context.inventory)
        var storage: [String] = []
        var uses: [String: [Use]] = [:]
        for workload in context.inventory.workloads where !workload.isOwned {
            for volume in workload.volumes {
                guard let (key, source) = identity(of: volume, workload, volumes, context) else { continue }
                if uses[key] == nil { storage.append(key) }
                uses[key, default: []].append(use(volume, source, workload))
            }
        }
        for key in storage { report(uses[key] ?? [], &findings) }
    }

    private static func use(_ volume: Node, _ source: Node, _ workload: Workload) -> Use {
        let mounts = workload.mounts(ofVolume: volume["name"]?.scalarText ?? "")
        let isReadOnly = source["readOnly"]?.bool == true
        return Use(
            workload: workload, volume: volume, source: source,
            isWriting: !isReadOnly && mounts.contains { HostPathVolume.isWritable($0.node) },
            isPrivileged: mounts.contains { $0.container.isPrivileged })
    }

    /// What storage a volume is, so that two volumes that are the same have the same answer.
    private static func identity(
        of volume: Node, _ workload: Workload, _ volumes: PersistentVolumes, _ context: Context
    ) -> (key: String, source: Node)? {
        if let source = volume["hostPath"], let path = source["path"]?.scalarText {
            if source["type"]?.scalarText.hasPrefix("File") == true { return nil }
            return HostPathClass(path) == .ordinary ? ("node " + HostPaths.normalised(path), source) : nil
        }
        if let source = volume["nfs"] { return (server(source), source) }
        guard let source = volume["persistentVolumeClaim"], let name = source["claimName"]?.scalarText else {
            return nil
        }
        let claim = context.inventory.resource(
            kind: "PersistentVolumeClaim", namespace: workload.namespace, name: name)
        if let claim, let shared = volumes.binding(of: claim)?.volume.spec?["nfs"] { return (server(shared), source) }
        return ("claim \(workload.namespace)/\(name)", source)
    }

    private static func server(_ nfs: Node) -> String {
        "nfs \(nfs["server"]?.scalarText ?? "") \(HostPaths.normalised(nfs["path"]?.scalarText ?? ""))"
    }

    private static func report(_ uses: [Use], _ findings: inout FindingCollector) {
        guard uses.count > 1 else { return }
        var reported: Set<Workload> = []
        for use in uses where use.isWriting && !reported.contains(use.workload) {
            let other = uses.first {
                $0.workload.namespace != use.workload.namespace
                    || ($0.isPrivileged && !use.isPrivileged && $0.workload != use.workload)
            }
            guard let other else { continue }
            reported.insert(use.workload)
            let name = use.volume["name"]?.scalarText ?? ""
            let peer = "\(other.workload.namespace)/\(other.workload.name)"
            findings.add(
                "workload writes to volume \"\(name)\", which \(other.isPrivileged ? "privileged " : "")\(peer) uses too",
                Subject(use.workload), Evidence(use.source), Evidence(other.source),
                remediation: Remediation(
                    "give \(use.workload.namespace)/\(use.workload.name) and \(peer) storage of their own, or mount"
                        + " it read-only here",
                    .review))
        }
    }
}
