// SPDX-License-Identifier: Apache-2.0

import Cluster
import Documents
import Findings
import Foundation
import Synchronization
import Testing

/// Fires where a container's security context does not set `runAsNonRoot`.
private enum MissingUserCheck: WorkloadCheck {
    static let description = CheckDescription(
        id: "missing-user", title: "", severity: .medium, layer: .workload, rationale: "", attack: "", rule: "",
        fix: "", examples: [])

    static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        for container in workload.containers where workload.effective("runAsNonRoot", in: container) == nil {
            findings.add(
                "container \"\(container.name)\" has no user", Subject(workload, container),
                Evidence(below: container.node, "securityContext", "runAsNonRoot"),
                remediation: Remediation(
                    "set runAsNonRoot", .safe,
                    [.set(true, below: container.node, "securityContext", "runAsNonRoot")]))
        }
    }
}

/// Its repair does not help.
private enum StubbornCheck: WorkloadCheck {
    static let description = CheckDescription(
        id: "stubborn", title: "", severity: .low, layer: .workload, rationale: "", attack: "", rule: "", fix: "",
        examples: [])

    static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        findings.add(
            "always", Subject(workload), Evidence(workload.spec),
            remediation: Remediation("try", .safe, [.set("x", below: workload.spec, "schedulerName")]))
    }
}

/// Fires on the node's network.
private enum NodeNetworkCheck: WorkloadCheck {
    static let description = CheckDescription(
        id: "node-network", title: "", severity: .high, layer: .workload, rationale: "", attack: "", rule: "",
        fix: "", examples: [])

    static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        guard let field = workload.spec["hostNetwork"], field.bool == true else { return }
        findings.add(
            "node's network", Subject(workload), Evidence(field),
            remediation: Remediation("set false", .safe, [Edit(.set(false), at: Evidence(field))]))
    }
}

/// Fires off the node's network, where no user namespace is asked for.
private enum UserNamespaceCheck: WorkloadCheck {
    static let description = CheckDescription(
        id: "user-namespace", title: "", severity: .low, layer: .workload, rationale: "", attack: "", rule: "",
        fix: "", examples: [])

    static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        guard workload.spec["hostNetwork"]?.bool != true, workload.spec["hostUsers"] == nil else { return }
        findings.add(
            "no user namespace", Subject(workload), Evidence(below: workload.spec, "hostUsers"),
            remediation: Remediation("set false", .safe, [.set(false, below: workload.spec, "hostUsers")]))
    }
}

/// Fires off the node's network, and has no repair.
private enum LeftOverCheck: WorkloadCheck {
    static let description = CheckDescription(
        id: "left-over", title: "", severity: .low, layer: .workload, rationale: "", attack: "", rule: "",
        fix: "", examples: [])

    static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        guard workload.spec["hostNetwork"]?.bool != true else { return }
        findings.add("something lesser", Subject(workload), Evidence(below: workload.spec, "hostNetwork"))
    }
}

/// Counts how often it is asked.
private enum CountingCheck: WorkloadCheck {
    static let judged = Mutex(0)
    static let description = CheckDescription(
        id: "counting", title: "", severity: .low, layer: .workload, rationale: "", attack: "", rule: "",
        fix: "", examples: [])

    static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        judged.withLock { $0 += 1 }
        guard workload.spec["hostUsers"] == nil else { return }
        findings.add(
            "no user namespace", Subject(workload), Evidence(below: workload.spec, "hostUsers"),
            remediation: Remediation("set false", .safe, [.set(false, below: workload.spec, "hostUsers")]))
    }
}

/// Its repair adds an account beside the pod.
private enum AccountCheck: WorkloadCheck {
    static let description = CheckDescription(
        id: "account", title: "", severity: .low, layer: .identity, rationale: "", attack: "", rule: "", fix: "",
        examples: [])

    static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        guard workload.spec["serviceAccountName"] == nil else { return }
        let account: Value = [
            "apiVersion": "v1", "kind": "ServiceAccount",
            "metadata": ["name": .string(workload.name), "namespace": .string(workload.namespace)],
        ]
        findings.add(
            "no account", Subject(workload), Evidence(below: workload.spec, "serviceAccountName"),
            remediation: Remediation(
                "add one", .safe,
                [
                    .set(.string(workload.name), below: workload.spec, "serviceAccountName"),
                    Edit(.addObject(account), at: Evidence(workload.spec)),
                ]))
    }
}

/// Fires on a selector that takes everything in, the whole rule or its one entry.
private enum WideSelectorCheck: WorkloadCheck {
    static let description = CheckDescription(
        id: "wide-selector", title: "", severity: .low, layer: .workload, rationale: "", attack: "", rule: "", fix: "",
        examples: [])

    static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        guard let field = workload.spec["nodeSelector"] else { return }
        findings.add("wide", Subject(workload), Evidence(field["all"] ?? field))
    }
}

/// Its repair narrows what the other one finds.
private enum NarrowingCheck: WorkloadCheck {
    static let description = CheckDescription(
        id: "narrowing", title: "", severity: .low, layer: .workload, rationale: "", attack: "", rule: "", fix: "",
        examples: [])

    static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        guard let field = workload.spec["nodeSelector"], field["all"] == nil else { return }
        findings.add(
            "wider", Subject(workload), Evidence(field),
            remediation: Remediation("narrow it", .safe, [.set("yes", below: field, "all")]))
    }
}

struct RepairTests {
    private static let pod = """
        apiVersion: v1
        kind: Pod
        metadata: {name: a}
        spec:
          containers:
          - name: web # first
            image: nginx
          - name: log
            image: busybox

        """

    private func repair(_ text: String, _ checks: [any Check.Type]) -> Repair {
        let inventory = Inventory(documents: [Document.parse(text, name: "a.yaml")])
        let assessment = Assessment(version: "0", checks: checks)
        return Repairer(assessment, selection: RepairSelection()).repair(assessment.judgement(of: inventory))
    }

    private func text(_ repair: Repair) -> String? {
        repair.files.first.map { String(decoding: $0.after.bytes, as: UTF8.self) }
    }

    @Test func `what all containers agree on is set once for the pod`() {
        let repair = repair(Self.pod, [MissingUserCheck.self])
        #expect(text(repair) == Self.pod + "  securityContext:\n    runAsNonRoot: true\n")
        #expect(repair.repaired.count == 2)
        #expect(repair.remainders.isEmpty)
    }

    @Test func `what one container has differently stays with the containers`() {
        let mixed = Self.pod.replacingOccurrences(
            of: "image: busybox", with: "image: busybox\n    securityContext: {runAsNonRoot: false}")
        let expected = mixed.replacingOccurrences(
            of: "image: nginx\n", with: "image: nginx\n    securityContext:\n      runAsNonRoot: true\n")
        #expect(text(repair(mixed, [MissingUserCheck.self])) == expected)
    }

    @Test func `a change that does not repair its finding is left out`() {
        let repair = repair(Self.pod, [MissingUserCheck.self, StubbornCheck.self])
        #expect(text(repair)?.contains("schedulerName") == false)
        #expect(repair.remainders.map(\.reason) == ["the change did not repair it"])
        #expect(repair.repaired.count == 2)
    }

    /// Two objects of one name, of which one lacks what the other one's repair uncovers.
    @Test func `objects of one name are repaired each for itself`() throws {
        let pod = """
            apiVersion: v1
            kind: Pod
            metadata: {name: a}
            spec:
              containers:
              - name: web
                image: nginx

            """
        let once = repair(pod + "---\n" + pod, [MissingUserCheck.self])
        let first = try #require(text(once))
        #expect(first.split(separator: "\n").count { $0.contains("runAsNonRoot: true") } == 2)
        #expect(once.repaired.count == 2)
        #expect(repair(first, [MissingUserCheck.self]).files.isEmpty)
    }

    @Test func `containers of one name are repaired each for itself`() throws {
        let pod = """
            apiVersion: v1
            kind: Pod
            metadata: {name: a}
            spec:
              containers:
              - name: web
                image: nginx
              - name: web
                image: nginx
                securityContext: {runAsNonRoot: false}

            """
        let first = try #require(text(repair(pod, [MissingUserCheck.self])))
        #expect(repair(first, [MissingUserCheck.self]).files.isEmpty)
        #expect(first.contains("image: nginx\n    securityContext:\n      runAsNonRoot: true"))
    }

    @Test func `what comes to light behind a repair is repaired, of every object`() throws {
        let pods = """
            apiVersion: v1
            kind: Pod
            metadata: {name: a}
            spec: {hostNetwork: true, containers: [{name: web, image: nginx}]}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: a}
            spec: {containers: [{name: web, image: nginx}]}

            """
        let once = repair(pods, [NodeNetworkCheck.self, UserNamespaceCheck.self])
        let first = try #require(text(once))
        #expect(first.split(separator: "\n").count { $0.contains("hostUsers: false") } == 2)
        #expect(repair(first, [NodeNetworkCheck.self, UserNamespaceCheck.self]).files.isEmpty)
    }

    @Test func `a lesser finding that takes the place of a repaired one is told`() {
        let pod =
            "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {hostNetwork: true, containers: [{name: a, image: b}]}\n"
        let repair = repair(pod, [NodeNetworkCheck.self, LeftOverCheck.self])
        #expect(repair.repaired.map(\.check.id) == ["node-network"])
        #expect(repair.uncovered.map(\.check.id) == ["left-over"])
    }

    @Test func `a finding that another one's repair narrows is still there`() {
        let pod = Self.pod + "  nodeSelector: {}\n"
        let repair = repair(pod, [WideSelectorCheck.self, NarrowingCheck.self])
        #expect(repair.repaired.map(\.check.id) == ["narrowing"])
        #expect(repair.remainders.map(\.finding.check.id) == ["wide-selector"])
        #expect(repair.uncovered.isEmpty)
    }

    @Test func `an added object leaves the namespace open where its neighbour does`() throws {
        let added = "---\napiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: a\n"
        let open = try #require(text(repair(Self.pod, [AccountCheck.self])))
        #expect(open.hasSuffix(added))
        let named = Self.pod.replacingOccurrences(of: "{name: a}", with: "{name: a, namespace: default}")
        #expect(try #require(text(repair(named, [AccountCheck.self]))).hasSuffix(added + "  namespace: default\n"))
    }

    @Test func `a JSON text stays one object`() {
        let pod = #"{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}, "spec": {"containers": []}}"#
        let repair = repair(pod, [AccountCheck.self])
        #expect(repair.files.isEmpty)
        #expect(
            repair.remainders.map(\.reason) == ["a JSON text holds one object: a List around it could hold another"])
    }

    @Test func `containers written as a map are repaired once`() throws {
        let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: {name: a, image: b}}\n"
        let first = try #require(text(repair(pod, [MissingUserCheck.self])))
        #expect(repair(first, [MissingUserCheck.self]).files.isEmpty)
    }

    /// What a repair costs must not grow faster than the input: the work is counted, not timed.
    @Test func `every object is judged twice, however long the stream`() {
        for count in [20, 200] {
            let pods = (0..<count).map {
                "apiVersion: v1\nkind: Pod\nmetadata: {name: p\($0)}\nspec: {containers: [{name: a, image: b}]}\n"
            }
            CountingCheck.judged.withLock { $0 = 0 }
            let repair = repair(pods.joined(separator: "---\n"), [CountingCheck.self])
            #expect(repair.repaired.count == count)
            #expect(CountingCheck.judged.withLock { $0 } == 2 * count)
        }
    }

    @Test func `a problem that only moves with the lines above it is no new one`() {
        let twice = "---\napiVersion: v1\nkind: Namespace\nmetadata:\nmetadata: {name: shop}\n"
        let repair = repair(Self.pod + twice, [MissingUserCheck.self])
        #expect(text(repair) == Self.pod + "  securityContext:\n    runAsNonRoot: true\n" + twice)
        #expect(repair.result.problems.map(\.location.line) == [16])
    }

    @Test func `a generated file is named and left alone`() {
        let repair = repair("# Code generated by a tool. DO NOT EDIT.\n" + Self.pod, [MissingUserCheck.self])
        #expect(repair.files.isEmpty)
        #expect(repair.remainders.allSatisfy { $0.reason.hasPrefix("generated (") })
    }

    @Test func `a rendered chart points at its template`() {
        let repair = repair("---\n# Source: shop/templates/web.yaml\n" + Self.pod, [MissingUserCheck.self])
        #expect(repair.files.isEmpty)
        #expect(repair.remainders.first?.reason.contains("shop/templates/web.yaml") == true)
    }
}
