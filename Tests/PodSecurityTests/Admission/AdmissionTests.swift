// SPDX-License-Identifier: Apache-2.0

import Cluster
import Documents
import Findings
import PodSecurity
import Testing

struct AdmissionTests {
    private func findings(_ check: any Check.Type, _ stream: String, minor: Int = 37) -> [Finding] {
        var settings = Settings()
        settings.kubernetesVersion = KubernetesVersion(minor: minor)
        let inventory = Inventory(documents: [Document.parse(stream, name: "a.yaml")])
        return Runner(checks: [check]).run(Context(inventory: inventory, settings: settings)).findings
    }

    private static let host = """
        {apiVersion: v1, kind: Namespace, metadata: {name: shop}}
        ---
        {apiVersion: v1, kind: Pod, metadata: {name: a, namespace: shop}, spec: {hostPID: true, containers: [{name: a}]}}
        """

    @Test func `the level to set is the one that everything meets, pinned to the cluster's version`() throws {
        let stream = Self.host.replacing("hostPID: true", with: "hostPID: false")
        let finding = try #require(findings(PSANotEnforcedCheck.self, stream, minor: 30).first)
        let remediation = try #require(finding.remediation)
        #expect(remediation.confidence == .safe)
        let values = remediation.edits.map { edit -> Value? in
            guard case .set(let value) = edit.operation else { return nil }
            return value
        }
        #expect(values == ["baseline", "v1.30"])
    }

    @Test func `where baseline is out of reach, nothing is set`() throws {
        let finding = try #require(findings(PSANotEnforcedCheck.self, Self.host).first)
        #expect(finding.remediation?.edits.isEmpty == true)
    }

    @Test func `a used namespace that is not in the input is not evaluated`() {
        let pod = "{apiVersion: v1, kind: Pod, metadata: {name: a, namespace: x}, spec: {containers: [{name: a}]}}"
        let inventory = Inventory(documents: [Document.parse(pod, name: "a.yaml")])
        for check in [PSANotEnforcedCheck.self, PSAWouldRejectCheck.self] as [any Check.Type] {
            let result = Runner(checks: [check]).run(Context(inventory: inventory))
            #expect(result.findings.isEmpty)
            #expect(result.notEvaluated.values.reduce(0, +) == 1)
        }
    }

    @Test(arguments: [
        ("Ignore", "apps", "deployments", true), ("Ignore", "networking.k8s.io", "ingresses", false),
        ("Fail", "", "pods", false), ("Ignore", "\"*\"", "\"*\"", true),
    ])
    func `only a webhook that guards the cluster has to fail closed`(
        policy: String, group: String, resource: String, expected: Bool
    ) {
        let stream = """
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingWebhookConfiguration
            metadata: {name: a}
            webhooks:
            - name: a.example.com
              failurePolicy: \(policy)
              clientConfig: {service: {namespace: a, name: a}}
              rules: [{apiGroups: [\(group.isEmpty ? "\"\"" : group)], resources: [\(resource)]}]
            """
        #expect(findings(WebhookFailOpenCheck.self, stream).isEmpty != expected)
    }

    @Test func `a version that is gone weighs more than one that is deprecated`() {
        let stream = "{apiVersion: batch/v1beta1, kind: CronJob, metadata: {name: a}}"
        #expect(findings(RemovedAPICheck.self, stream, minor: 20).isEmpty)
        #expect(findings(RemovedAPICheck.self, stream, minor: 21).map(\.severity) == [.low])
        #expect(findings(RemovedAPICheck.self, stream, minor: 25).map(\.severity) == [.medium])
    }
}
