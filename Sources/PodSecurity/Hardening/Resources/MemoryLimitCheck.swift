// SPDX-License-Identifier: Apache-2.0

package import Cluster
package import Findings

package enum MemoryLimitCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "memory-limit", title: "Memory limit missing", severity: .medium, layer: .workload,
        rationale: """
            Memory cannot be taken back like processor time: a container without a limit grows until the node runs out and \
            the kernel kills processes, also those of other pods.
            """,
        attack: """
            One request that makes the program allocate without end takes the node and everything on it down.
            """,
        rule: """
            Fires for every initial and main container without `resources.limits.memory`, unless the pod's \
            own `resources` say it or a LimitRange of the namespace in the input fills it in.
            """,
        fix: """
            Set a limit above the largest normal use; the container alone is killed when it goes beyond.
            """,
        mappings: Mappings(
            nsa: ["Kubernetes Pod security: resource policies"], mitre: ["T1499", "MS-TA9040"], owasp: ["K01"],
            peers: [
                .kubescape: ["C-0271"], .trivy: ["KSV-0018"], .checkov: ["CKV_K8S_13"],
                .kubeLinter: ["unset-memory-requirements"], .kubeScore: ["container-resources"],
                .polaris: ["memoryLimitsMissing"], .kubesec: ["LimitsMemory"], .kics: ["Memory Limits Not Defined"],
                .kubeaudit: ["LimitsMemoryNotSet"],
            ]),
        references: ["https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/"],
        examples: [
            .violating(
                "only a request", at: ["spec.containers[0].resources.limits.memory"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - name: web
                    image: nginx
                    resources: {requests: {memory: 64Mi}}
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
                    resources: {limits: {memory: 64Mi}}
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
                spec: {limits: [{type: Container, default: {memory: 256Mi}}]}
                """),
            .compliant(
                "said for the whole pod",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  resources: {limits: {memory: 256Mi}}
                  containers: [{name: web, image: nginx}]
                """),
        ], ignoresConfinement: true)

    private static let bound = ContainerBound(resource: "memory", bound: .limit)

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        bound.judge(workload, context, &findings)
    }
}
