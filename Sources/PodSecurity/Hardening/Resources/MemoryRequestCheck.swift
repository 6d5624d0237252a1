// SPDX-License-Identifier: Apache-2.0

package import Cluster
package import Findings

package enum MemoryRequestCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "memory-request", title: "Memory request missing", severity: .low, layer: .workload,
        rationale: """
            Without a request the scheduler does not keep memory free for the container. When the node runs short, it is \
            among the first to be evicted.
            """,
        attack: """
            Filling the memory of a node with one pod drives the pods without requests out, such as an agent that watches it.
            """,
        rule: """
            Fires for every initial and main container without `resources.requests.memory` (a limit counts as the request), unless the pod's \
            own `resources` say it or a LimitRange of the namespace in the input fills it in.
            """,
        fix: """
            Set the request to what the container uses in normal operation.
            """,
        mappings: Mappings(
            nsa: ["Kubernetes Pod security: resource policies"], mitre: ["T1499", "MS-TA9040"], owasp: ["K01"],
            peers: [
                .kubescape: ["C-0269"], .trivy: ["KSV-0016"], .checkov: ["CKV_K8S_12"],
                .kubeLinter: ["unset-memory-requirements"], .kubeScore: ["container-resources"],
                .polaris: ["memoryRequestsMissing"], .kubesec: ["RequestsMemory"],
                .kics: ["Memory Requests Not Defined"],
            ]),
        references: ["https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/"],
        examples: [
            .violating(
                "only a processor", at: ["spec.containers[0].resources.requests.memory"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - name: web
                    image: nginx
                    resources: {requests: {cpu: 100m}}
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
                spec: {limits: [{type: Container, defaultRequest: {memory: 256Mi}}]}
                """),
            .compliant(
                "said for the whole pod",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  resources: {requests: {memory: 256Mi}}
                  containers: [{name: web, image: nginx}]
                """),
        ], ignoresConfinement: true)

    private static let bound = ContainerBound(resource: "memory", bound: .request)

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        bound.judge(workload, context, &findings)
    }
}
