// SPDX-License-Identifier: Apache-2.0

import Cluster
import Documents
import Findings
import Reports
import Testing

/// Wants `runAsNonRoot` and a service account of the workload's own, and no image pull policy.
private enum HouseRuleCheck: WorkloadCheck {
    static let description = CheckDescription(
        id: "house-rule", title: "", severity: .medium, layer: .workload, rationale: "", attack: "", rule: "",
        fix: "", examples: [])

    static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        for container in workload.containers where container.node["imagePullPolicy"] != nil {
            let account: Value = ["apiVersion": "v1", "kind": "ServiceAccount", "metadata": ["name": "own"]]
            var edits = [Edit.set(true, below: container.node, "securityContext", "runAsNonRoot")]
            edits.append(Edit(.addObject(account), at: Evidence(workload.resource.node)))
            if let policy = container.node["imagePullPolicy"], policy.equals("Always") { edits.append(.remove(policy)) }
            if let policy = container.node["imagePullPolicy"], policy.equals("Never") {
                edits.append(Edit(.set("IfNotPresent"), at: Evidence(policy)))
            }
            guard container.securityContext == nil else { continue }
            findings.add(
                "rule", Subject(workload, container), Evidence(container.node),
                remediation: Remediation("follow the rule", .safe, edits))
        }
    }
}

/// Wants the present version of an API.
private enum PresentVersionCheck: ResourceCheck {
    static let kinds = ["DaemonSet"]
    static let description = CheckDescription(
        id: "present-version", title: "", severity: .medium, layer: .admission, rationale: "", attack: "", rule: "",
        fix: "", examples: [])

    static func evaluate(_ resource: Resource, _ context: Context, _ findings: inout FindingCollector) {
        guard let field = resource.node["apiVersion"], !field.equals("apps/v1") else { return }
        findings.add(
            "old", Subject(resource), Evidence(field),
            remediation: Remediation("set it", .safe, [Edit(.set("apps/v1"), at: Evidence(field))]))
    }
}

struct RepairFormatTests {
    private func text(_ format: RepairFormat, policy: String) -> String {
        let manifest = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, namespace: shop}
            spec:
              template:
                spec:
                  containers:
                  - name: a
                    image: nginx
                    imagePullPolicy: \(policy)

            """
        let inventory = Inventory(documents: [Document.parse(manifest, name: "web.yaml")])
        let assessment = Assessment(version: "0", checks: [HouseRuleCheck.self])
        let repair = Repairer(assessment, selection: RepairSelection()).repair(assessment.judgement(of: inventory))
        return String(decoding: format.text(repair, color: false), as: UTF8.self)
    }

    @Test func `a patch per object, new objects whole`() {
        let value = Document.parse(text(.jsonPatch, policy: "Always")).roots.first?.value
        guard case .array(let entries) = value else { return #expect(Bool(false), "no array") }
        #expect(entries.map { $0["kind"] } == ["Deployment", "ServiceAccount"])
        guard case .array(let operations) = entries.first?["patch"] else { return #expect(Bool(false), "no patch") }
        #expect(operations.compactMap { $0["op"] } == ["remove", "add"])
        #expect(entries.last?["object"]?["metadata"]?["name"] == "own")
    }

    @Test func `an overlay merges where nothing is removed`() {
        let overlay = text(.kustomize, policy: "Never")
        #expect(overlay.contains("- patch: |\n    apiVersion: apps/v1"))
        #expect(overlay.contains("          - name: a\n            imagePullPolicy: IfNotPresent"))
        #expect(overlay.contains("#   kind: ServiceAccount"))
    }

    @Test func `an overlay falls back to a JSON patch where something is removed`() {
        let overlay = text(.kustomize, policy: "Always")
        #expect(overlay.contains("    - op: remove\n      path: /spec/template/spec/containers/0/imagePullPolicy"))
        #expect(
            overlay.contains(
                "    group: apps\n    version: v1\n    kind: Deployment\n    name: web\n    namespace: shop"))
    }

    @Test func `an overlay names all containers, so that their order stays`() {
        let manifest = """
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              containers:
              - name: first
                image: nginx
              - name: second
                image: nginx
                imagePullPolicy: Never

            """
        let inventory = Inventory(documents: [Document.parse(manifest, name: "web.yaml")])
        let assessment = Assessment(version: "0", checks: [HouseRuleCheck.self])
        let repair = Repairer(assessment, selection: RepairSelection()).repair(assessment.judgement(of: inventory))
        let overlay = String(decoding: RepairFormat.kustomize.text(repair, color: false), as: UTF8.self)
        #expect(overlay.contains("      - name: first\n      - name: second\n        imagePullPolicy: IfNotPresent"))
    }

    @Test func `a change of version is a change of the same object`() {
        let manifest = "apiVersion: extensions/v1beta1\nkind: DaemonSet\nmetadata: {name: web}\nspec: {}\n"
        let inventory = Inventory(documents: [Document.parse(manifest, name: "web.yaml")])
        let assessment = Assessment(version: "0", checks: [PresentVersionCheck.self])
        let repair = Repairer(assessment, selection: RepairSelection()).repair(assessment.judgement(of: inventory))
        let patches = Document.parse(RepairFormat.jsonPatch.text(repair, color: false), name: "patch.json").roots.first?
            .value
        guard case .array(let entries) = patches else { return #expect(Bool(false), "no array") }
        #expect(entries.map { $0["apiVersion"] } == ["extensions/v1beta1"])
        let overlay = String(decoding: RepairFormat.kustomize.text(repair, color: false), as: UTF8.self)
        #expect(overlay.contains("path: /apiVersion"))
        #expect(RepairFormat.kubectl.text(repair, color: false).isEmpty)
    }

    @Test func `commands patch what is there and apply what is new`() {
        let commands = text(.kubectl, policy: "Always")
        #expect(commands.hasPrefix("kubectl patch deployment.v1.apps web --namespace shop --type json --patch '[{"))
        #expect(commands.contains("kubectl apply --filename - <<'YAML'\napiVersion: v1\nkind: ServiceAccount\n"))
    }

    @Test func `a patch is a bare diff, a diff names its reasons`() {
        #expect(text(.patch, policy: "Always").hasPrefix("--- a/web.yaml\n+++ b/web.yaml\n@@ "))
        #expect(
            text(.diff, policy: "Always").hasPrefix("web.yaml\n  medium house-rule: follow the rule\n--- a/web.yaml\n"))
    }
}
