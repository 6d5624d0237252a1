// SPDX-License-Identifier: Apache-2.0

package import Cluster
package import Findings

package enum EphemeralStorageLimitCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "ephemeral-storage-limit", title: "Limit on local storage missing", severity: .info, layer: .workload,
        rationale: """
            What a container writes to its own file system, to emptyDir volumes and to its log lies on the node's disk. \
            Without a limit it can fill that disk, and the kubelet evicts pods at random.
            """,
        attack: """
            A flood of log lines or uploads fills the disk of the node and stops its pods.
            """,
        rule: """
            Fires for every initial and main container without `resources.limits.ephemeral-storage`, unless the pod's \
            own `resources` say it or a LimitRange of the namespace in the input fills it in.
            """,
        fix: """
            Set a limit above the largest normal use, logs included.
            """,
        mappings: Mappings(
            nsa: ["Kubernetes Pod security: resource policies"], mitre: ["T1499", "MS-TA9040"], owasp: ["K01"],
            peers: [
                .kubeScore: ["container-ephemeral-storage-request-and-limit"]
            ]),
        references: ["https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/"],
        examples: [
            .violating(
                "only memory", at: ["spec.containers[0].resources.limits.ephemeral-storage"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - name: web
                    image: nginx
                    resources: {limits: {memory: 64Mi}}
                """),
            .compliant(
                "a limit",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - name: web
                    image: nginx
                    resources: {limits: {ephemeral-storage: 1Gi}}
                """),
            .compliant(
                "filled in by a LimitRange",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec: {containers: [{name: web, image: nginx}]}
                ---
                apiVersion: v1
                kind: LimitRange
                metadata: {name: limits}
                spec: {limits: [{type: Container, default: {ephemeral-storage: 256Mi}}]}
                """),
            .compliant(
                "said for the whole pod",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  resources: {limits: {ephemeral-storage: 256Mi}}
                  containers: [{name: web, image: nginx}]
                """),
        ], ignoresConfinement: true)

    private static let bound = ContainerBound(resource: "ephemeral-storage", bound: .limit)

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        bound.judge(workload, context, &findings)
    }
}
