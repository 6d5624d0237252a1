// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents
package import Findings

/// Judges folders of the node that reach a pod through a claim, where Pod Security admission does not look.
package enum PVHostPathBypassCheck: InventoryCheck {
    package static let description = CheckDescription(
        id: "pv-hostpath-bypass", title: "Node's folder behind a claim", severity: .high, layer: .workload,
        rationale: """
            The pod mounts a claim, which looks harmless, but the volume behind it is a sensitive folder of the node. \
            Pod Security admission judges pods alone and never sees it.
            """,
        attack: """
            Who may create persistent volumes, or finds one, gets the node's files into a namespace that enforces the \
            restricted standard.
            """,
        rule: """
            Fires for each volume of a workload whose `persistentVolumeClaim` is bound to a PersistentVolume with a \
            `hostPath` or `local` path that `runtime-socket`, `cloud-credential-mount` or `sensitive-hostpath` would \
            report. The binding is read from `volumeName` or `claimRef`; without them a volume of the same class that \
            fits counts as possible (medium). A claim that is not in the input is reported as not evaluated, when the \
            input has persistent volumes at all.
            """,
        fix: """
            Delete the PersistentVolume or point it at a folder made for data, and let nobody but administrators and \
            provisioners create persistent volumes.
            """,
        mappings: Mappings(
            mitre: ["T1611"], owasp: ["K01"], peers: [.kubesplaining: ["KUBE-PV-HOSTPATH-001"]]),
        references: ["https://kubernetes.io/docs/concepts/storage/persistent-volumes/#binding"],
        examples: [
            .violating(
                "the kubelet's folder behind a claim", at: ["spec.volumes[0].persistentVolumeClaim.claimName"],
                """
                apiVersion: v1
                kind: PersistentVolume
                metadata: {name: kubelet}
                spec:
                  accessModes: [ReadWriteOnce]
                  hostPath: {path: /var/lib/kubelet}
                ---
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: data, namespace: shop}
                spec:
                  accessModes: [ReadWriteOnce]
                  volumeName: kubelet
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: a, namespace: shop}
                spec:
                  containers:
                  - name: web
                    image: nginx
                    volumeMounts:
                    - {name: data, mountPath: /data}
                  volumes:
                  - name: data
                    persistentVolumeClaim: {claimName: data}
                """),
            .compliant(
                "a folder made for data",
                """
                apiVersion: v1
                kind: PersistentVolume
                metadata: {name: data}
                spec:
                  accessModes: [ReadWriteOnce]
                  claimRef: {namespace: shop, name: data}
                  local: {path: /srv/data}
                ---
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: data, namespace: shop}
                spec:
                  accessModes: [ReadWriteOnce]
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: a, namespace: shop}
                spec:
                  containers:
                  - {name: web, image: nginx, volumeMounts: [{name: data, mountPath: /data}]}
                  volumes:
                  - {name: data, persistentVolumeClaim: {claimName: data}}
                """),
        ])

    package static func evaluate(_ context: Context, _ findings: inout FindingCollector) {
        let volumes = PersistentVolumes(context.inventory)
        if volumes.isEmpty { return }
        for workload in context.inventory.workloads where !workload.isOwned {
            for volume in workload.volumes {
                guard let name = volume["persistentVolumeClaim"]?["claimName"] else { continue }
                let claim = context.inventory.resource(
                    kind: "PersistentVolumeClaim", namespace: workload.namespace, name: name.scalarText)
                guard let claim else {
                    findings.cannotEvaluate("persistent volume claim not in the input")
                    continue
                }
                guard let binding = volumes.binding(of: claim) else { continue }
                report(name, binding, workload, &findings)
            }
        }
    }

    private static func report(
        _ claim: Node, _ binding: PersistentVolumes.Binding, _ workload: Workload, _ findings: inout FindingCollector
    ) {
        guard let path = PersistentVolumes.nodePath(binding.volume) else { return }
        let text = path.scalarText
        if HostPathClass(text) == .ordinary { return }
        let verb = binding.isCertain ? "is" : "can be bound to"
        findings.add(
            "claim \"\(claim.scalarText)\" \(verb) persistent volume \"\(binding.volume.name)\", which is \"\(text)\""
                + " of the node",
            Subject(workload), Evidence(claim), Evidence(path), severity: binding.isCertain ? nil : .medium,
            remediation: Remediation(
                "point persistent volume \"\(binding.volume.name)\" at a folder made for data, or delete it", .review))
    }
}
