// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum CronJobReviewCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "cronjob-review", title: "CronJobs to know about", severity: .info, layer: .admission,
        rationale: """
            A CronJob runs again and again with the rights of its service account, without anybody there. It is the \
            easiest way to stay in a cluster.
            """,
        attack: """
            A CronJob of the attacker's fetches a payload every hour; deleting the pod that was found does not help.
            """,
        rule: "Fires for every CronJob, with its schedule, service account and images.",
        fix: "Know for each one who needs it; suspend or delete the others.",
        mappings: Mappings(mitre: ["T1053.007", "MS-TA9014"], owasp: ["K04"], peers: [.kubescape: ["C-0026"]]),
        references: ["https://microsoft.github.io/Threat-Matrix-for-Kubernetes/techniques/Kubernetes%20CronJob/"],
        examples: [
            .violating(
                "one", at: ["spec.schedule"],
                """
                apiVersion: batch/v1
                kind: CronJob
                metadata: {name: a, namespace: shop}
                spec:
                  schedule: "0 * * * *"
                  jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: web, image: nginx}]}}}}
                """),
            .compliant(
                "a Deployment",
                """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: a, namespace: shop}
                spec:
                  selector: {matchLabels: {app: a}}
                  template:
                    metadata: {labels: {app: a}}
                    spec: {containers: [{name: web, image: nginx}]}
                """),
        ])

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        guard workload.kind == "CronJob", workload.resource.group == "batch" else { return }
        let schedule = Evidence(below: workload.resource.node, "spec", "schedule")
        let when = schedule.missing.isEmpty ? "at \"\(schedule.node.scalarText)\"" : "without a schedule"
        var images: [String] = []
        for container in workload.containers {
            if let image = container.image, !images.contains(image) { images.append(image) }
        }
        let message =
            "the CronJob \"\(workload.name)\" runs \(Wording.quoted(images)) \(when) as service account "
            + "\"\(workload.serviceAccountName)\""
        findings.add(
            message, Subject(workload), schedule)
    }
}
