// SPDX-License-Identifier: Apache-2.0

package import Cluster
package import Findings

package enum CpuRequestCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "cpu-request", title: "CPU request missing", severity: .low, layer: .workload,
        rationale: """
            Without a request the scheduler counts the container as nothing and may put it beside any number of others; under \
            load it is the first to starve.
            """,
        attack: """
            A neighbour with a busy loop takes the processor, and the container answers too late or not at all.
            """,
        rule: """
            Fires for every initial and main container without `resources.requests.cpu` (a limit counts as the request), unless the pod's \
            own `resources` say it or a LimitRange of the namespace in the input fills it in.
            """,
        fix: """
            Set the request to what the container uses in normal operation.
            """,
        mappings: Mappings(
            nsa: ["Kubernetes Pod security: resource policies"], mitre: ["T1499", "MS-TA9040"], owasp: ["K01"],
            peers: [
                .kubescape: ["C-0268"], .trivy: ["KSV-0015"], .checkov: ["CKV_K8S_10"],
                .kubeLinter: ["unset-cpu-requirements"], .kubeScore: ["container-resources"],
                .polaris: ["cpuRequestsMissing"], .kubesec: ["RequestsCPU"], .kics: ["CPU Requests Not Set"],
            ]),
        references: ["https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/"],
        examples: [
            .violating(
                "only memory", at: ["spec.containers[0].resources.requests.cpu"],
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
                "a limit is also the request",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - name: web
                    image: nginx
                    resources: {limits: {cpu: 500m}}
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
                spec: {limits: [{type: Container, defaultRequest: {cpu: 500m}}]}
                """),
            .compliant(
                "said for the whole pod",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  resources: {requests: {cpu: 500m}}
                  containers: [{name: web, image: nginx}]
                """),
        ], ignoresConfinement: true)

    private static let bound = ContainerBound(resource: "cpu", bound: .request)

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        bound.judge(workload, context, &findings)
    }
}
