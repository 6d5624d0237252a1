// SPDX-License-Identifier: Apache-2.0

package import Cluster
package import Findings

package enum CpuLimitCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "cpu-limit", title: "CPU limit missing", severity: .low, layer: .workload,
        rationale: """
            A container without a limit may use every processor of the node. Requests already share the processor fairly, so \
            that a limit matters mostly against abuse, and costs throttling: many leave it out on purpose.
            """,
        attack: """
            A coin miner in the container uses the whole node, and the bill or the neighbours pay.
            """,
        rule: """
            Fires for every initial and main container without `resources.limits.cpu`, unless the pod's \
            own `resources` say it or a LimitRange of the namespace in the input fills it in.
            """,
        fix: """
            Set a limit well above the normal use, or accept the finding where requests are enough.
            """,
        mappings: Mappings(
            nsa: ["Kubernetes Pod security: resource policies"], mitre: ["T1499", "MS-TA9040"], owasp: ["K01"],
            peers: [
                .kubescape: ["C-0270"], .trivy: ["KSV-0011"], .checkov: ["CKV_K8S_11"],
                .kubeLinter: ["unset-cpu-requirements"], .kubeScore: ["container-resources"],
                .polaris: ["cpuLimitsMissing"], .kubesec: ["LimitsCPU"], .kics: ["CPU Limits Not Set"],
                .kubeaudit: ["LimitsCPUNotSet"],
            ]),
        references: ["https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/"],
        examples: [
            .violating(
                "only a request", at: ["spec.containers[0].resources.limits.cpu"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - name: web
                    image: nginx
                    resources: {requests: {cpu: 500m}}
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
                    resources: {limits: {cpu: "1"}}
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
                spec: {limits: [{type: Container, default: {cpu: 500m}}]}
                """),
            .compliant(
                "said for the whole pod",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  resources: {limits: {cpu: 500m}}
                  containers: [{name: web, image: nginx}]
                """),
        ], ignoresConfinement: true)

    private static let bound = ContainerBound(resource: "cpu", bound: .limit)

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        bound.judge(workload, context, &findings)
    }
}
