// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

/// Judges volumes that the kubelet fills by git.
package enum GitRepoVolumeCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "gitrepo-volume", title: "gitRepo volume", severity: .high, layer: .workload,
        rationale: """
            For a gitRepo volume the kubelet itself runs git on the node, as root, against any address that the pod \
            names. The type is deprecated since v1.11 and off by default since v1.33.
            """,
        attack: "A prepared repository makes git on the node run a program: root on the node (CVE-2024-10220).",
        rule: "Fires for each volume of type gitRepo, whatever the version.",
        fix: """
            Use an emptyDir and an initial container that clones the repository into it, at a commit, not a branch.
            """,
        mappings: Mappings(
            pss: "restricted", nsa: ["Kubernetes Pod security: Pod security enforcement"], mitre: ["T1611"],
            owasp: ["K01"], peers: [.trivy: ["KSV-0028"]]),
        references: ["CVE-2024-10220", "https://kubernetes.io/docs/concepts/storage/volumes/#gitrepo", "KEP-5040"],
        examples: [
            .violating(
                "cloned by the kubelet", at: ["spec.volumes[0].gitRepo"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - name: web
                    image: nginx
                    volumeMounts:
                    - {name: site, mountPath: /site}
                  volumes:
                  - name: site
                    gitRepo: {repository: "https://git.example.com/site.git"}
                """),
            .compliant(
                "cloned by an initial container",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  initContainers:
                  - name: clone
                    image: git
                    command: [git, clone, "https://git.example.com/site.git", /site]
                    volumeMounts:
                    - {name: site, mountPath: /site}
                  containers:
                  - name: web
                    image: nginx
                    volumeMounts:
                    - {name: site, mountPath: /site, readOnly: true}
                  volumes:
                  - name: site
                    emptyDir: {}
                """),
        ])

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        for volume in workload.volumes {
            guard let field = volume["gitRepo"], field.isMapping else { continue }
            let name = volume["name"]?.scalarText ?? ""
            let repository = field["repository"]?.scalarText ?? ""
            findings.add(
                "volume \"\(name)\" makes the kubelet clone \"\(repository)\" as root", Subject(workload),
                Evidence(field),
                remediation: Remediation(
                    "make volume \"\(name)\" an emptyDir and clone \"\(repository)\" into it by an initial container",
                    .review))
        }
    }
}
