// SPDX-License-Identifier: Apache-2.0

import Cluster
import Documents
import Findings
import Testing

/// Finds every privileged container and every host network.
private enum PrivilegedProbe: WorkloadCheck {
    static let description = CheckDescription(
        id: "privileged-probe", title: "Privileged", severity: .high, layer: .workload, rationale: "", attack: "",
        rule: "", fix: "",
        mappings: Mappings(peers: [
            .trivy: ["KSV-0017"], .checkov: ["CKV_K8S_16"], .kubescape: ["C-0057"],
            .kubeLinter: ["privileged-container"],
            .kubeScore: ["container-security-context-privileged"], .polaris: ["runAsPrivileged"],
            .kubeaudit: ["PrivilegedTrue"],
        ]), examples: [])

    static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        for container in workload.containers {
            guard let field = container.securityContext?["privileged"], field.bool == true else { continue }
            findings.add("privileged", Subject(workload, container), Evidence(field))
        }
    }
}

private enum HostProbe: WorkloadCheck {
    static let description = CheckDescription(
        id: "host-probe", title: "Host", severity: .high, layer: .workload, rationale: "", attack: "", rule: "",
        fix: "", mappings: Mappings(peers: [.kubeLinter: ["host-network"]]), examples: [])

    static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        guard let field = workload.spec["hostNetwork"], field.bool == true else { return }
        findings.add("host", Subject(workload), Evidence(field))
    }
}

private let checks: [any Check.Type] = [PrivilegedProbe.self, HostProbe.self]
private let catalogue = CheckCatalogue(checks.map { $0.description })

private func judge(_ text: String, _ change: (inout Assessment) -> Void = { _ in }) -> Report {
    var assessment = Assessment(version: "0", checks: checks)
    assessment.settings.now = 1_800_000_000
    change(&assessment)
    var loaded = LoadedFiles()
    loaded.add(Document.parse(text, name: "deploy/web.yaml"))
    return assessment.report(on: loaded)
}

private func pod(annotations: String = "", labels: String = "") -> String {
    """
    apiVersion: v1
    kind: Pod
    metadata:
      name: web
      namespace: shop
      annotations: {\(annotations)}
      labels: {\(labels)}
    spec:
      hostNetwork: true
      containers:
      - name: a
        securityContext: {privileged: true}
      - name: b
        securityContext:
          privileged: true
    """
}

/// What is suppressed, as `check` or `check[container]`, sorted.
private func suppressed(_ report: Report) -> [String] {
    report.suppressed.map { $0.finding.check.id + ($0.finding.subject.container.map { "[\($0)]" } ?? "") }.sorted()
}

private func messages(_ report: Report) -> [String] { report.problems.map { "\($0.gravity.rawValue) \($0)" } }

private let bothContainers = ["privileged-probe[a]", "privileged-probe[b]"]

struct AnnotationExceptionTests {
    @Test func `an annotation names checks, containers and reasons`() {
        let report = judge(
            pod(annotations: #"bulwark.dev/ignore: "host-probe=needs; the node; privileged-probe[b]=driver""#))
        #expect(suppressed(report) == ["host-probe", "privileged-probe[b]"])
        #expect(report.findings.count == 1)
        #expect(report.suppressed.map(\.suppression.reason).sorted() == ["driver", "needs; the node"])
        #expect(report.suppressed.allSatisfy { $0.suppression.origin == .annotation })
        #expect(report.problems.isEmpty)
    }

    @Test func `an annotation may use the ids of other tools`() {
        #expect(suppressed(judge(pod(annotations: "bulwark.dev/ignore: KSV017=ok"))) == bothContainers)
    }

    @Test func `an annotation of the pod template covers the workload`() {
        let report = judge(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: a}
            spec:
              template:
                metadata: {annotations: {bulwark.dev/ignore: host-probe=ok}}
                spec: {hostNetwork: true}
            """)
        #expect(suppressed(report) == ["host-probe"])
    }

    @Test func `expired, unused, unknown and unexplained exceptions are told`() {
        let text = "host-probe=old expires=2026-01-31; privileged-probe[c]=none; hots-probe=x; privileged-probe[a]"
        let report = judge(pod(annotations: #"bulwark.dev/ignore: "\#(text)""#))
        #expect(suppressed(report) == ["privileged-probe[a]"])
        let place = "warning deploy/web.yaml:6:17: "
        #expect(
            Set(messages(report)) == [
                place + "the exception for host-probe expired on 2026-01-31",
                place + "the exception for privileged-probe matches nothing",
                place + "unknown check \"hots-probe\" in an exception, did you mean \"host-probe\"?",
                place + "the exception for privileged-probe has no reason",
            ])
    }

    @Test func `strict checks cannot be suppressed`() {
        let report = judge(pod(annotations: "bulwark.dev/ignore: host-probe=ok")) {
            $0.exceptions.strict = ["host-probe"]
        }
        #expect(report.suppressed.isEmpty)
        #expect(report.problems.map(\.message) == ["the exception for host-probe does not count: the check is strict"])
    }

    @Test(arguments: [
        "checkov.io/skip1: CKV_K8S_16=needed", "bridgecrew.io/skip2: CKV_K8S_16",
        "ignore-check.kube-linter.io/privileged-container: needed",
        "kube-score/ignore: 'x, container-security-context-privileged'",
        "kube-score/container-security-context-privileged: disable",
        "polaris.fairwinds.com/runAsPrivileged-exempt: 'true'", "kubescape.io/skip-controls: 'C-0016, C-0057'",
    ])
    func `suppressions of other tools are honoured`(annotation: String) {
        let report = judge(pod(annotations: annotation))
        #expect(suppressed(report) == bothContainers)
        #expect(report.suppressed.allSatisfy { $0.suppression.origin == .foreign })
    }

    @Test(arguments: [
        "kube-linter.io/ignore-all: x", "polaris.fairwinds.com/exempt: 'true'", "kube-score/skip: 'true'",
    ])
    func `other tools can be told to ignore an object`(annotation: String) {
        #expect(suppressed(judge(pod(annotations: annotation))) == ["host-probe"] + bothContainers)
    }

    @Test func `labels of kubeaudit are honoured`() {
        #expect(suppressed(judge(pod(labels: "kubeaudit.io/allow-privileged: why"))) == bothContainers)
        #expect(
            suppressed(judge(pod(labels: "container.audit.kubernetes.io/b.allow-privileged: why")))
                == ["privileged-probe[b]"])
    }

    @Test func `what is not meant as a suppression is none`() {
        for annotation in [
            "polaris.fairwinds.com/exempt: 'false'", "checkov.io/skip1: CKV_K8S_17=x", "kube-score/ignore: x",
            "kubescape.io/skip-controls: C-0016",
        ] {
            #expect(judge(pod(annotations: annotation)).suppressed.isEmpty)
        }
    }
}

struct CommentExceptionTests {
    private func judgeComments(object: String = "", list: String = "", item: String = "", field: String = "") -> Report
    {
        judge(
            """
            \(object)
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              hostNetwork: true \(field)
              containers:
              \(list)
              - name: a
                securityContext: {privileged: true}
              \(item)
              - name: b
                securityContext:
                  privileged: true
            """)
    }

    @Test func `a comment behind a field covers it`() {
        let report = judgeComments(field: "# bulwark:ignore host-probe it serves the node's DNS")
        #expect(suppressed(report) == ["host-probe"])
        #expect(report.suppressed.first?.suppression.reason == "it serves the node's DNS")
        #expect(report.suppressed.first?.suppression.origin == .comment)
    }

    @Test func `a comment above a list element covers that element`() {
        #expect(suppressed(judgeComments(list: "# bulwark:ignore privileged-probe a")) == ["privileged-probe[a]"])
        #expect(suppressed(judgeComments(item: "# bulwark:ignore privileged-probe b")) == ["privileged-probe[b]"])
    }

    @Test func `a comment above an object covers it all`() {
        #expect(suppressed(judgeComments(object: "# bulwark:ignore privileged-probe all")) == bothContainers)
        #expect(suppressed(judgeComments(object: "# bulwark:ignore * all\n---")) == ["host-probe"] + bothContainers)
    }

    @Test func `comments of other tools are honoured`() {
        #expect(suppressed(judgeComments(field: "#checkov:skip=CKV_K8S_16:reason")) == bothContainers)
        #expect(suppressed(judgeComments(item: "#trivy:ignore:AVD-KSV-0017")) == ["privileged-probe[b]"])
        #expect(suppressed(judgeComments(item: "# trivy:ignore:KSV017:exp:2099-01-01")) == ["privileged-probe[b]"])
        let expired = judgeComments(item: "#trivy:ignore:KSV017:exp:2020-01-01")
        #expect(suppressed(expired) == [])
        #expect(expired.problems.map(\.message) == ["the exception for KSV017 expired on 2020-01-01"])
    }

    @Test func `text that only looks like a comment is none`() {
        let report = judge(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: a}
            data:
              a: |
                # bulwark:ignore host-probe x
              b: "# bulwark:ignore host-probe x"
            """)
        #expect(report.problems.isEmpty)
    }

    @Test func `a comment that covers nothing is told`() {
        #expect(judge("apiVersion: v1\nkind: Pod\n# bulwark:ignore host-probe x\n").problems.count == 1)
    }
}

struct ExceptionFileTests {
    private func configuration(_ text: String) -> Configuration {
        Configuration(Document.parse(text, name: ".bulwark.yaml"), catalogue: catalogue)
    }

    @Test func `a configuration selects by kind, namespace, name, container and path`() {
        for selector in [
            "kind: Pod", "namespace: sh*", "name: 'w?b'", "path: deploy/**", "path: '*.yaml'", "path: web.yaml",
        ] {
            let exceptions = configuration(
                "exceptions:\n- {check: privileged-probe, container: b, reason: why, \(selector)}"
            ).exceptions
            let report = judge(pod()) { $0.exceptions.exceptions = exceptions }
            #expect(suppressed(report) == ["privileged-probe[b]"], "\(selector)")
        }
        for selector in ["kind: Job", "namespace: x", "name: w", "path: x/**", "path: '*.json'"] {
            let exceptions = configuration("exceptions:\n- {check: CKV_K8S_16, reason: why, \(selector)}").exceptions
            let report = judge(pod()) { $0.exceptions.exceptions = exceptions }
            #expect(report.suppressed.isEmpty, "\(selector)")
            #expect(messages(report) == ["warning .bulwark.yaml:2:3: the exception for CKV_K8S_16 matches nothing"])
        }
    }

    @Test func `settings are read in either spelling`() {
        let settings = configuration("fail-on: low\nkubernetesVersion: v1.30\nskip: [a, b]\nallowed_registries: r.io\n")
        #expect(settings.failOn == "low")
        #expect(settings.kubernetesVersion?.minor == 30)
        #expect(settings.skip == ["a", "b"])
        #expect(settings.allowedRegistries == ["r.io"])
        #expect(settings.problems.isEmpty)
    }

    @Test func `what is malformed is told with its place and does not count`() {
        let settings = configuration(
            """
            failon: 7
            exeptions: []
            exceptions:
            - check: host-probe
            - {check: host-probe, reason: x, nmae: y}
            - {check: nothing-here, reason: x}
            - {check: host-probe, reason: x, expires: soon}
            - text
            """)
        #expect(settings.exceptions.isEmpty)
        #expect(
            settings.problems.map(\.description) == [
                ".bulwark.yaml:1:9: found \"7\", expected info, low, medium, high, critical or never",
                ".bulwark.yaml:2:1: unknown key \"exeptions\" in the configuration, did you mean \"exceptions\"?",
                ".bulwark.yaml:4:3: an exception has no \"reason\": it does not count",
                ".bulwark.yaml:5:34: unknown key \"nmae\" in the configuration, did you mean \"name\"?",
                ".bulwark.yaml:6:3: unknown check \"nothing-here\" in an exception",
                ".bulwark.yaml:7:3: \"soon\" is no date, expected for example 2027-01-31",
                ".bulwark.yaml:8:3: found \"text\", expected an exception with \"check\" and \"reason\"",
            ])
    }

    @Test func `ignore files of trivy are honoured`() {
        var files = ExceptionFiles(catalogue: catalogue)
        files.readTrivyIgnore("# accepted\nAVD-KSV-0017 exp:2099-01-01\n\nCVE-2024-1\n", file: ".trivyignore")
        var report = judge(pod()) { $0.exceptions.exceptions = files.exceptions }
        #expect(suppressed(report) == bothContainers)
        #expect(report.suppressed.first?.suppression.reason == "accepted")
        files = ExceptionFiles(catalogue: catalogue)
        files.readTrivyIgnore(
            Document.parse("misconfigurations:\n- id: KSV-0017\n  paths: [\"deploy/*.yaml\"]\n  statement: ok\n"))
        report = judge(pod()) { $0.exceptions.exceptions = files.exceptions }
        #expect(suppressed(report) == bothContainers)
    }

    @Test func `exceptions of kubescape are honoured`() {
        var files = ExceptionFiles(catalogue: catalogue)
        files.readKubescape(
            Document.parse(
                """
                [{"name": "n", "policyType": "postureExceptionPolicy", "posturePolicies": [{"controlID": "C-0057"}],
                  "resources": [{"designatorType": "Attributes", "attributes": {"kind": "P.*", "name": "^web$"}}]}]
                """))
        let report = judge(pod()) { $0.exceptions.exceptions = files.exceptions }
        #expect(suppressed(report) == bothContainers)
    }

    @Test(arguments: [
        ("kind: pod", true), ("name: 'web|api'", true), ("name: '(we|ap)[a-c]'", true), ("name: we", false),
        ("namespace: 'sh.p'", true), ("namespace: 'kube-.*'", false), ("cluster: prod", false), ("cluster: '.*'", true),
        ("app: web", true), ("app: other", false), ("name: '(?=x)'", false),
    ])
    func `kubescape's attributes are regular expressions, and other names are labels`(
        attributes: String, isSuppressed: Bool
    ) {
        var files = ExceptionFiles(catalogue: catalogue)
        let document = Document.parse(
            "[{resources: [{attributes: {\(attributes)}}], posturePolicies: [{controlID: c-00.7}]}]")
        files.readKubescape(document)
        let report = judge(pod(labels: "app: web")) { $0.exceptions.exceptions = files.exceptions }
        #expect(suppressed(report) == (isSuppressed ? bothContainers : []))
    }

    @Test func `what is not understood in kubescape's exceptions is told`() {
        var files = ExceptionFiles(catalogue: catalogue)
        files.readKubescape(
            Document.parse(
                "- posturePolicies: [{frameworkName: NSA}]\n  resources: [{attributes: {name: '['}}]\n", name: "k"))
        files.readKubescape(Document.parse("a: 1", name: "k"))
        #expect(
            files.problems.map(\.description) == [
                "k:2:35: \"[\" is no regular expression that is understood: it selects nothing",
                "k:1:21: an exception names no \"controlID\": it does not count",
                "k:1:1: found no list, expected Kubescape's list of exceptions",
            ])
    }

    @Test(arguments: [
        ("a.c", "abc", true), ("a.c", "ac", false), ("a*", "aaa", true), ("a+b?", "aab", true),
        ("(ab|c)+", "abcab", true),
        ("[^a-c]x", "dx", true), ("[^a-c]x", "ax", false), ("^a$", "a", true), ("a{2,3}", "aaaa", false),
        ("a{2,}", "aaaa", true), ("a{0}b", "b", true), ("\\d+\\.x", "12.x", true), ("(?:a|)*b", "aab", true),
        ("(a*)*c", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", false), ("(a{0,1000}){1000}", "aaa", true), ("", "", true),
        ("a|", "", true), ("x{", "x{", true),
    ])
    func `regular expressions match the whole text`(expression: String, text: String, expected: Bool) throws {
        #expect(try #require(RegularExpression(expression)).matches(text) == expected)
    }

    @Test(arguments: ["(", "a)", "*", "[a", "a**b(", "\\", "(?=a)", "\\k", "[b-a]"])
    func `what is no regular expression is refused`(text: String) { #expect(RegularExpression(text) == nil) }

    @Test func `a baseline covers what it was written from`() throws {
        let first = judge(pod())
        let text = Baseline.write(first.findings)
        let baseline = try Baseline(Document.parse(text, name: "base.json"))
        #expect(baseline.count == 3)
        let second = judge("# a new line\n" + pod()) { $0.exceptions.baseline = baseline }
        #expect(second.findings.isEmpty)
        #expect(second.suppressed.map(\.suppression.origin) == [.baseline, .baseline, .baseline])
        let third = judge("apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n") { $0.exceptions.baseline = baseline }
        #expect(
            third.problems.map(\.description) == [
                "base.json: 3 of 3 entries match nothing any more: write the baseline anew"
            ])
        #expect(throws: Problem.self) { try Baseline(Document.parse("a: 1")) }
    }

    @Test(arguments: [
        ("*.yaml", "a.yaml", true), ("*.yaml", "a/b.yaml", false), ("**/b.yaml", "a/b.yaml", true),
        ("a/**", "a/b/c", true), ("a?c", "abc", true), ("a?c", "a/c", false), ("*", "", true), ("", "a", false),
        ("**.yaml", "a/b.yaml", true), ("a*b*c", "aXbXbXc", true),
    ])
    func `patterns match as people expect`(pattern: String, text: String, expected: Bool) {
        #expect(Glob(pattern).matches(text) == expected)
    }

    @Test func `a last day ends with the day`() {
        #expect(Day("1970-01-01")?.end == 86_400)
        #expect(Day("2027-01-31")?.end == 1_801_440_000)
        #expect(Day("2026-12-31T23:59:59Z")?.end == 1_798_761_600)
        #expect(Day("2026-13-01") == nil)
        #expect(Day("soon") == nil)
    }
}

struct CheckCatalogueTests {
    @Test(arguments: ["KSV-0017", "KSV017", "ksv17", "AVD-KSV-0017", "CKV_K8S_16", "C-0057", "runAsPrivileged"])
    func `ids of other tools are found in any spelling`(id: String) {
        #expect(catalogue.checks(named: id).map { $0.id } == ["privileged-probe"])
    }

    @Test func `a misspelt id has a nearest one`() {
        #expect(catalogue.nearestID(to: "privleged-probe") == "privileged-probe")
        #expect(catalogue.nearestID(to: "something-else") == nil)
    }
}
