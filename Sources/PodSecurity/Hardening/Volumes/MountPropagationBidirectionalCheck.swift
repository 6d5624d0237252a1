// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

/// Judges whether mounts made in a container appear on its node.
package enum MountPropagationBidirectionalCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "mount-propagation-bidirectional", title: "Mounts that reach the node", severity: .high,
        layer: .workload,
        rationale: """
            With `mountPropagation: Bidirectional` whatever the container mounts below the volume is mounted on the \
            node too, and in every pod that sees the folder.
            """,
        attack: "An intruder covers a folder that the node trusts with one of his own, and programs there follow him.",
        rule: """
            Fires for each `volumeMounts` entry with `mountPropagation: Bidirectional`, which only privileged \
            containers may have; the default is None. Silent on Windows.
            """,
        fix: """
            Use HostToContainer, which still shows new mounts of the node. Only drivers that mount for other pods, \
            such as CSI node plug-ins, need Bidirectional.
            """,
        mappings: Mappings(mitre: ["T1611"], owasp: ["K01"]),
        references: ["https://kubernetes.io/docs/concepts/storage/volumes/#mount-propagation"],
        examples: [
            .violating(
                "both directions", at: ["spec.containers[0].volumeMounts[0].mountPropagation"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - name: agent
                    image: agent
                    securityContext: {privileged: true}
                    volumeMounts:
                    - name: pods
                      mountPath: /pods
                      mountPropagation: Bidirectional
                  volumes:
                  - name: pods
                    hostPath: {path: /srv/pods}
                """),
            .compliant(
                "one direction",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - name: agent
                    image: agent
                    volumeMounts:
                    - name: pods
                      mountPath: /pods
                      readOnly: true
                      mountPropagation: HostToContainer
                  volumes:
                  - name: pods
                    hostPath: {path: /srv/pods}
                """),
        ])

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        for container in workload.linuxContainers {
            for mount in container.node["volumeMounts"]?.elements ?? Node.Elements.none {
                guard let field = mount["mountPropagation"], field.equals("Bidirectional") else { continue }
                let path = mount["mountPath"]?.scalarText ?? ""
                findings.add(
                    "container \"\(container.name)\" makes mounts on the node: mountPropagation of \"\(path)\" is"
                        + " Bidirectional",
                    Subject(workload, container), Evidence(field),
                    remediation: Remediation(
                        "set mountPropagation: HostToContainer unless the container mounts for other pods", .review,
                        [Edit(.set("HostToContainer"), at: Evidence(field))]))
            }
        }
    }
}
