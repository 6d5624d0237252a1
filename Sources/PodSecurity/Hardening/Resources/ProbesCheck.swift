// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum ProbesCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "probes", title: "Probes missing", severity: .info, layer: .workload,
        rationale: """
            Without a readiness probe traffic reaches a container that cannot answer yet; without a liveness probe one \
            that hangs stays hanging.
            """,
        attack: "One request that makes the program hang is a lasting outage when nothing notices it.",
        rule: """
            Fires once per main container of a workload that is meant to run for ever (no Jobs, no pods that are not \
            restarted): for a missing liveness probe, and for a missing readiness probe when the container declares \
            ports.
            """,
        fix: "Add probes that ask the program itself; one that always succeeds is worse than none.",
        mappings: Mappings(
            owasp: ["K01"],
            peers: [
                .kubescape: ["C-0056", "C-0018"], .checkov: ["CKV_K8S_8", "CKV_K8S_9"],
                .kubeLinter: ["no-liveness-probe", "no-readiness-probe"], .kubeScore: ["pod-probes"],
                .polaris: ["livenessProbeMissing", "readinessProbeMissing"],
                .kics: ["Liveness Probe Is Not Defined", "Readiness Probe Is Not Configured"],
            ]),
        references: ["https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/"],
        examples: [
            .violating(
                "neither, and no readiness",
                at: [
                    "spec.template.spec.containers[0].livenessProbe", "spec.template.spec.containers[1].readinessProbe",
                ],
                """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: a}
                spec:
                  selector: {matchLabels: {app: a}}
                  template:
                    metadata: {labels: {app: a}}
                    spec:
                      containers:
                      - {name: worker, image: worker}
                      - {name: web, image: nginx, ports: [{containerPort: 80}], livenessProbe: {tcpSocket: {port: 80}}}
                """),
            .compliant(
                "a job, and a probed container",
                """
                apiVersion: batch/v1
                kind: Job
                metadata: {name: a}
                spec: {template: {spec: {restartPolicy: Never, containers: [{name: job, image: job}]}}}
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: b}
                spec:
                  initContainers: [{name: init, image: init}]
                  containers:
                  - name: web
                    image: nginx
                    ports: [{containerPort: 80}]
                    livenessProbe: {tcpSocket: {port: 80}}
                    readinessProbe: {httpGet: {port: 80}}
                """),
        ], ignoresConfinement: true)

    private static let runsToCompletion: Set<String> = [
        "Job", "CronJob", "Workflow", "WorkflowTemplate", "ClusterWorkflowTemplate", "CronWorkflow", "Task", "TaskRun",
        "ClusterTask", "Pipeline", "PipelineRun", "BroadcastJob", "AdvancedCronJob", "JobSet", "ScaledJob",
    ]

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        if runsToCompletion.contains(workload.kind) || workload.kind.hasSuffix("Job") { return }
        if let policy = workload.spec["restartPolicy"], !policy.equals("Always") { return }
        for container in workload.containers where container.role == .main {
            let lacksLiveness = container.node["livenessProbe"] == nil
            let lacksReadiness =
                container.node["readinessProbe"] == nil
                && container.node["ports"]?.elements.contains { _ in true } == true
            guard lacksLiveness || lacksReadiness else { continue }
            let what = lacksLiveness ? (lacksReadiness ? "liveness and readiness" : "liveness") : "readiness"
            findings.add(
                "container \"\(container.name)\" has no \(what) probe", Subject(workload, container),
                Evidence(below: container.node, lacksLiveness ? "livenessProbe" : "readinessProbe"), reason: .missing,
                remediation: Remediation("add a \(what) probe that asks the program itself", .review))
        }
    }
}
