// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum NakedPodCheck: ResourceCheck {
    package static let kinds = ["Pod"]

    package static let description = CheckDescription(
        id: "naked-pod", title: "Pod without a controller", severity: .low, layer: .admission,
        rationale: """
            A pod that no controller owns is not started again when its node fails, and is not replaced when its image \
            or its security settings change: it tends to stay as it once was.
            """,
        attack: """
            Pods created by hand are how intruders and forgotten experiments look; among many naked pods of one's own \
            theirs do not stand out.
            """,
        rule: """
            Fires for a Pod without owner references. Static pods (their mirror annotation, `tier: control-plane`), \
            Helm hooks and pods that run once (`restartPolicy: Never` or `OnFailure`) are left alone.
            """,
        fix: "Write a Deployment, a StatefulSet, a DaemonSet or a Job with the pod as its template.",
        mappings: Mappings(owasp: ["K04"], peers: [.kubescape: ["C-0073"]]),
        references: ["https://kubernetes.io/docs/concepts/workloads/pods/#pods-and-controllers"],
        examples: [
            .violating(
                "one", at: ["kind"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a, namespace: shop}
                spec: {containers: [{name: web, image: nginx}]}
                """),
            .compliant(
                "runs once",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a, namespace: shop}
                spec: {restartPolicy: Never, containers: [{name: web, image: nginx}]}
                """),
            .compliant(
                "owned",
                """
                apiVersion: v1
                kind: Pod
                metadata:
                  name: a
                  namespace: shop
                  ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: a, uid: b}]
                spec: {containers: [{name: web, image: nginx}]}
                """),
        ])

    package static func evaluate(_ resource: Resource, _ context: Context, _ findings: inout FindingCollector) {
        guard resource.group.isEmpty, let kind = resource.node["kind"], !isManaged(resource) else { return }
        findings.add(
            "the Pod \"\(resource.name)\" has no controller that would replace it", Subject(resource), Evidence(kind),
            remediation: Remediation("make it the template of a Deployment, StatefulSet, DaemonSet or Job", .review))
    }

    private static func isManaged(_ resource: Resource) -> Bool {
        if resource.metadata?["ownerReferences"]?.elements.contains(where: { _ in true }) == true { return true }
        if resource.labels?["tier"]?.equals("control-plane") == true { return true }
        let annotations = resource.annotations
        if annotations?["kubernetes.io/config.mirror"] != nil || annotations?["helm.sh/hook"] != nil { return true }
        let policy = resource.spec?["restartPolicy"]
        return policy?.equals("Never") == true || policy?.equals("OnFailure") == true
    }
}
