// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum EmptyDirUnboundedCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "emptydir-unbounded", title: "emptyDir without a size limit", severity: .info, layer: .workload,
        rationale: """
            An emptyDir grows on the node's disk, or with `medium: Memory` in the node's memory, until something else \
            breaks.
            """,
        attack: "Uploads that land in the volume fill the node's disk or memory and drive other pods out.",
        rule: """
            Fires for every `emptyDir` volume without `sizeLimit`; as low when its medium is `Memory` and some \
            container of the pod has no memory limit, which would bound it.
            """,
        fix: "Set `sizeLimit` above the largest normal use.",
        mappings: Mappings(mitre: ["T1499"], owasp: ["K01"]),
        references: ["https://kubernetes.io/docs/concepts/storage/volumes/#emptydir"],
        examples: [
            .violating(
                "on disk and in memory",
                at: ["spec.volumes[0].emptyDir.sizeLimit", "spec.volumes[1].emptyDir.sizeLimit"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers: [{name: web, image: nginx}]
                  volumes:
                  - {name: cache, emptyDir: {}}
                  - {name: fast, emptyDir: {medium: Memory}}
                """),
            .compliant(
                "bounded",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers: [{name: web, image: nginx}]
                  volumes: [{name: cache, emptyDir: {sizeLimit: 1Gi}}]
                """),
        ])

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        for volume in workload.volumes {
            guard let directory = volume["emptyDir"] else { continue }
            if let limit = directory["sizeLimit"], !limit.isNull { continue }
            let isMemory = directory["medium"]?.equals("Memory") == true
            let isBounded = workload.containers.allSatisfy { $0.node["resources"]?["limits"]?["memory"] != nil }
            findings.add(
                "volume \"\(volume["name"]?.scalarText ?? "")\" is an emptyDir\(isMemory ? " in memory" : "") without "
                    + "a size limit",
                Subject(workload), Evidence(below: volume, "emptyDir", "sizeLimit"), reason: .missing,
                severity: isMemory && !isBounded ? .low : .info,
                remediation: remediation(volume, isMemory, workload))
        }
    }

    /// A pod is evicted when the volume outgrows its limit, and what it holds is lost: no limit is guessed for a folder
    /// in which a database keeps its data.
    private static func remediation(_ volume: Node, _ isMemory: Bool, _ workload: Workload) -> Remediation {
        if let image = workload.containers.first(where: { $0.keepsData(in: volume) })?.image {
            return Remediation(
                "\(image) keeps its data there, which go with the pod: mount a claim, or set sizeLimit above their size",
                .review)
        }
        return Remediation(
            "set sizeLimit above the largest normal use", .review,
            [.set(.string(isMemory ? "256Mi" : "2Gi"), below: volume, "emptyDir", "sizeLimit")])
    }
}
