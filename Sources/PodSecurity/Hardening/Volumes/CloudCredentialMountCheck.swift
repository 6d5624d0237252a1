// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

/// Judges folders of the node that hold keys for the cloud.
package enum CloudCredentialMountCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "cloud-credential-mount", title: "Cloud credentials of the node", severity: .high, layer: .workload,
        rationale: """
            The volume holds credentials with which the node, or a person on it, speaks to the cloud: an SDK's \
            profile, the cloud provider's configuration, the data of the first boot.
            """,
        attack: "An intruder copies them and acts in the cloud account from anywhere, past everything in the cluster.",
        rule: """
            Fires for each hostPath volume with a folder .aws, .azure, .oci or gcloud in its path, and at or below \
            /etc/kubernetes/azure.json, /etc/kubernetes/cloud.conf, /etc/openstack, /var/lib/cloud, /var/lib/waagent \
            and similar files, read-only or not.
            """,
        fix: "Give the service account a cloud identity of its own (workload identity), with only the rights it needs.",
        mappings: Mappings(
            pss: "baseline", mitre: ["T1552.001", "MS-TA9026"], owasp: ["K01"], peers: [.kubescape: ["C-0020"]]),
        references: ["https://microsoft.github.io/Threat-Matrix-for-Kubernetes/"],
        examples: [
            .violating(
                "the provider's configuration", at: ["spec.volumes[0].hostPath.path"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - name: agent
                    image: agent
                    volumeMounts:
                    - {name: cloud, mountPath: /etc/cloud.json, readOnly: true}
                  volumes:
                  - name: cloud
                    hostPath:
                      path: /etc/kubernetes/azure.json
                """),
            .violating(
                "a person's profile", at: ["spec.volumes[0].hostPath.path"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers: [{name: sync, image: sync, volumeMounts: [{name: aws, mountPath: /root/.aws}]}]
                  volumes: [{name: aws, hostPath: {path: /home/admin/.aws/credentials}}]
                """),
            .compliant(
                "an identity of its own",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  serviceAccountName: sync
                  containers:
                  - name: sync
                    image: sync
                """),
        ])

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        for volume in workload.hostPathVolumes where volume.pathClass == .cloudCredential {
            findings.add(
                "volume \"\(volume.name)\" holds cloud credentials of the node, \"\(volume.path.scalarText)\", "
                    + volume.place,
                Subject(workload), Evidence(volume.path),
                remediation: Remediation("use workload identity instead of the node's credentials", .review))
        }
    }
}
