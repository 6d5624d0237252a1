// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

/// Judges debug containers that stay in a pod.
package enum EphemeralContainerLeftCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "ephemeral-container-left", title: "Debug container left in a pod", severity: .medium, layer: .workload,
        rationale: """
            An ephemeral container was added to a running pod, usually for debugging. It cannot be removed, nobody \
            reviewed its image, and it shares the pod's network and volumes for as long as the pod lives.
            """,
        attack: """
            It is also how an intruder with the right `ephemeralcontainers` enters a pod; with a target he reads the \
            memory and files of the program.
            """,
        rule: """
            Fires for each entry of `ephemeralContainers` that is privileged or has a `targetContainerName`, and with \
            severity low for any other, unless the pod's status says that it has terminated.
            """,
        fix: "Delete the pod and let its controller make a new one.",
        mappings: Mappings(mitre: ["T1609", "MS-TA9006"], owasp: ["K01"]),
        references: ["https://kubernetes.io/docs/concepts/workloads/pods/ephemeral-containers/"],
        examples: [
            .violating(
                "a debugger of the program", at: ["spec.ephemeralContainers[0].targetContainerName"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - name: web
                    image: nginx
                  ephemeralContainers:
                  - name: debugger-x7k2p
                    image: busybox
                    targetContainerName: web
                """),
            .violating(
                "no target", at: ["spec.ephemeralContainers[0].name"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers: [{name: web, image: nginx}]
                  ephemeralContainers: [{name: debugger, image: busybox}]
                """),
            .compliant(
                "it has ended",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - name: web
                    image: nginx
                  ephemeralContainers:
                  - name: debugger-x7k2p
                    image: busybox
                    targetContainerName: web
                status:
                  ephemeralContainerStatuses:
                  - name: debugger-x7k2p
                    state: {terminated: {exitCode: 0}}
                """),
            .compliant(
                "an initial container is part of the plan",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  initContainers: [{name: setup, image: busybox}]
                  containers: [{name: web, image: nginx}]
                """),
        ])

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        for container in workload.containers where container.role == .ephemeral {
            if hasEnded(container, workload) { continue }
            let target = container.node["targetContainerName"]
            var what = "is still in the pod"
            if let target { what += " and looks into container \"\(target.scalarText)\"" }
            if container.isPrivileged { what += target == nil ? " and is privileged" : ", privileged" }
            let isMinor = target == nil && !container.isPrivileged
            let field = target ?? container.securityContext?["privileged"] ?? container.node["name"] ?? container.node
            let message =
                "ephemeral container \"\(container.name)\" \(what)"
            findings.add(
                message, Subject(workload, container), Evidence(field),
                severity: isMinor ? .low : nil,
                remediation: Remediation("delete the pod, so that its controller makes one without it", .review))
        }
    }

    private static func hasEnded(_ container: Container, _ workload: Workload) -> Bool {
        for status in workload.resource.node["status"]?["ephemeralContainerStatuses"]?.elements ?? Node.Elements.none {
            guard status["name"]?.scalarText == container.name else { continue }
            return status["state"]?["terminated"] != nil
        }
        return false
    }
}
