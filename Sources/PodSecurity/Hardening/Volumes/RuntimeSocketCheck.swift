// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

/// Judges whether a container can command the container runtime.
package enum RuntimeSocketCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "runtime-socket", title: "Socket of the container runtime", severity: .critical, layer: .workload,
        rationale: """
            Whoever speaks to the runtime's socket starts any container on the node, with any user, any mount and no \
            rule of Kubernetes in between. Mounting the socket read-only does not change that.
            """,
        attack: "One request starts a privileged container with the node's root mounted: docker run -v /:/host.",
        rule: """
            Fires for each hostPath volume that is the socket of docker, containerd, CRI-O, podman, k3s, BuildKit or \
            cri-dockerd, or a folder that holds one, such as /run, /var/run or /run/containerd, and for their named \
            pipes on Windows.
            """,
        fix: """
            Build images with a tool that needs no runtime (BuildKit rootless, kaniko), read metrics from the kubelet, \
            and let node agents use the API server.
            """,
        mappings: Mappings(
            pss: "baseline", cis: ["5.2.11"], nsa: ["Kubernetes Pod security: Pod security enforcement"],
            mitre: ["T1611", "MS-TA9013"], owasp: ["K01"],
            peers: [
                .trivy: ["KSV-0006"], .checkov: ["CKV_K8S_27"], .kubescape: ["C-0074"], .kubeLinter: ["docker-sock"],
                .kubesec: ["DockerSock"], .kics: ["Docker Daemon Socket is Exposed to Containers"],
                .kubesplaining: ["KUBE-ESCAPE-005", "KUBE-CONTAINERD-SOCKET-001"],
            ]),
        references: ["https://docs.docker.com/engine/security/#docker-daemon-attack-surface"],
        examples: [
            .violating(
                "docker's socket, even read-only", at: ["spec.volumes[0].hostPath.path"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - name: build
                    image: builder
                    volumeMounts:
                    - {name: docker, mountPath: /var/run/docker.sock, readOnly: true}
                  volumes:
                  - name: docker
                    hostPath:
                      path: /var/run/docker.sock
                """),
            .violating(
                "the folder that holds it", at: ["spec.volumes[0].hostPath.path"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - {name: agent, image: agent, volumeMounts: [{name: run, mountPath: /run}]}
                  volumes:
                  - {name: run, hostPath: {path: /var/run/}}
                """),
            .compliant(
                "another socket",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - {name: app, image: app, volumeMounts: [{name: log, mountPath: /log.sock}]}
                  volumes:
                  - {name: log, hostPath: {path: /run/app/log.sock, type: Socket}}
                """),
        ])

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        for volume in workload.hostPathVolumes where volume.pathClass == .runtimeSocket {
            let path = volume.path.scalarText
            let what = path.hasSuffix(".sock") ? "the container runtime's socket" : "a folder with the runtime's socket"
            findings.add(
                "volume \"\(volume.name)\" is \(what), \"\(path)\", \(volume.place)",
                Subject(workload), Evidence(volume.path),
                remediation: Remediation(
                    "remove the volume; build or observe containers without the runtime's socket", .review))
        }
    }
}
