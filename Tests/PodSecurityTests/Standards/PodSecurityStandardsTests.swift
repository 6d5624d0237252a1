// SPDX-License-Identifier: Apache-2.0

import Cluster
import Documents
import Findings
import PodSecurity
import Testing

struct PodSecurityStandardsTests {
    private static let worst = """
        {metadata: {annotations: {container.apparmor.security.beta.kubernetes.io/a: unconfined, \
        seccomp.security.alpha.kubernetes.io/pod: unconfined}}, \
        spec: {hostPID: true, volumes: [{name: h, hostPath: {path: /}}], \
        securityContext: {sysctls: [{name: x, value: y}], seLinuxOptions: {user: u}, runAsUser: 0, \
        seccompProfile: {type: Unconfined}, windowsOptions: {hostProcess: true}}, \
        containers: [{name: a, ports: [{hostPort: 1}], livenessProbe: {httpGet: {host: h}}, \
        securityContext: {privileged: true, procMount: Unmasked, capabilities: {add: [ALL]}}}]}}
        """

    private func violated(_ level: PodSecurityStandards.Level, _ minor: Int?) throws -> [String] {
        let root = try #require(Document.parse(Array(Self.worst.utf8), name: "a.yaml").roots.first)
        let spec = try #require(root["spec"])
        let policy = PodSecurityStandards.Policy(level, minor.map { KubernetesVersion(minor: $0) })
        return PodSecurityStandards.evaluate(metadata: root["metadata"], spec: spec, policy, .raw).violations
            .map(\.control)
    }

    private static let baseline = [
        "appArmorProfile", "capabilities_baseline", "hostNamespaces", "hostPathVolumes", "hostPorts", "privileged",
        "procMount", "seLinuxOptions", "seccompProfile_baseline", "sysctls", "windowsHostProcess",
    ]

    @Test func `the privileged level forbids nothing`() throws { #expect(try violated(.privileged, nil).isEmpty) }

    @Test func `baseline controls come sorted, and one more since v1.34`() throws {
        #expect(try violated(.baseline, 0) == Self.baseline)
        #expect(try violated(.baseline, 33) == Self.baseline)
        #expect(try violated(.baseline, 34) == (Self.baseline + ["hostProbesAndHostLifecycle"]).sorted())
    }

    @Test func `restricted controls follow and replace baseline ones in their versions`() throws {
        func baseline(without replaced: String...) -> [String] {
            Self.baseline.filter { !replaced.contains($0) }
        }
        #expect(
            try violated(.restricted, 0) == baseline(without: "hostPathVolumes") + [
                "restrictedVolumes", "runAsNonRoot",
            ])
        #expect(
            try violated(.restricted, 19)
                == baseline(without: "hostPathVolumes", "seccompProfile_baseline")
                + ["allowPrivilegeEscalation", "restrictedVolumes", "runAsNonRoot", "seccompProfile_restricted"])
        let latest =
            baseline(without: "hostPathVolumes", "seccompProfile_baseline", "capabilities_baseline", "procMount")
            + ["hostProbesAndHostLifecycle"]
        #expect(
            try violated(.restricted, nil)
                == latest.sorted() + [
                    "allowPrivilegeEscalation", "capabilities_restricted", "procMount_restricted", "restrictedVolumes",
                    "runAsNonRoot", "runAsUser", "seccompProfile_restricted",
                ])
    }

    @Test func `versions to come are judged by the newest known`() throws {
        #expect(try violated(.restricted, 99) == violated(.restricted, 37))
        #expect(PodSecurityStandards.Policy(.baseline, KubernetesVersion(minor: 99)).description == "baseline:v1.99")
        #expect(PodSecurityStandards.Policy(.baseline).description == "baseline:latest")
    }

    @Test func `the strictest level is that of the first policy which allows the pod`() throws {
        let pods = [
            Self.worst, "{spec: {containers: [{name: a}]}}", "{spec: {os: {name: windows}, containers: [{name: a}]}}",
            "{spec: {os: {name: windows}, securityContext: {runAsNonRoot: true}, containers: [{name: a, "
                + "securityContext: {capabilities: {add: [SYS_ADMIN]}}}]}}",
            "{spec: {securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}, containers: "
                + "[{name: a, securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}}]}}",
        ]
        for pod in pods {
            let text = "{apiVersion: v1, kind: Pod, " + pod.dropFirst()
            let inventory = Inventory(documents: [Document.parse(Array(text.utf8), name: "a.yaml")])
            let workload = try #require(inventory.workloads.first)
            for version in [nil, 0, 22, 24, 25, 33].map({ $0.map { KubernetesVersion(minor: $0) } }) {
                let allowed = PodSecurityStandards.Level.allCases.filter {
                    PodSecurityStandards.evaluate(workload, .init($0, version)).isAllowed
                }
                #expect(PodSecurityStandards.strictestLevel(workload, version) == allowed.max())
                let limited = PodSecurityStandards.strictestLevel(workload, version, atMost: .baseline)
                #expect(limited == min(.baseline, allowed.max() ?? .privileged))
            }
        }
    }

    @Test func `evidence names the field, or what exists above a missing one`() throws {
        let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n  - name: a\n    image: b\n"
        let inventory = Inventory(documents: [Document.parse(pod, name: "a.yaml")])
        let workload = try #require(inventory.workloads.first)
        let evaluation = PodSecurityStandards.evaluate(workload, .init(.restricted))
        let paths = evaluation.violations.flatMap(\.evidence).map {
            "\($0.location.line) \($0.path(from: workload.resource.node))"
        }
        #expect(
            paths == [
                "6 spec.containers[0].securityContext.allowPrivilegeEscalation",
                "6 spec.containers[0].securityContext.capabilities.drop",
                "6 spec.containers[0].securityContext.runAsNonRoot",
                "6 spec.containers[0].securityContext.seccompProfile",
            ])
    }

    @Test func `values of wrong types count as not set`() throws {
        let pod = """
            {spec: {hostPID: 7, volumes: {a: b}, securityContext: [1], containers: [a, {name: [x], securityContext: 3, \
            ports: [{hostPort: many}], livenessProbe: 5}], initContainers: no, os: windows}}
            """
        let root = try #require(Document.parse(Array(pod.utf8), name: "a.yaml").roots.first)
        let spec = try #require(root["spec"])
        for mode in [PodSecurityStandards.Mode.raw, .admitted] {
            let evaluation = PodSecurityStandards.evaluate(metadata: spec, spec: spec, .init(.baseline), mode)
            #expect(evaluation.isAllowed, "\(evaluation.detail)")
        }
    }

    @Test func `the standing of a namespace is that of its weakest workload`() {
        let stream = """
            {apiVersion: v1, kind: Pod, metadata: {name: a, namespace: x}, spec: {containers: [{name: a, image: b}]}}
            ---
            {apiVersion: v1, kind: Pod, metadata: {name: b, namespace: x}, spec: {hostPID: true, containers: [{name: a, image: b}]}}
            ---
            {apiVersion: v1, kind: Pod, metadata: {name: c}, spec: {containers: [{name: a, image: b}]}}
            """
        let standings = NamespaceStanding.all(in: Inventory(documents: [Document.parse(stream, name: "a.yaml")]))
        #expect(standings.map(\.namespace) == ["default", "x"])
        #expect(standings.map(\.level) == [.baseline, .privileged])
        #expect(standings.last?.blockers(of: .baseline).map { $0.workload.name } == ["b"])
        #expect(standings.last?.blockers(of: .restricted).map { $0.workload.name } == ["a", "b"])
    }
}
