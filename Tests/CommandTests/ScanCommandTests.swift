// SPDX-License-Identifier: Apache-2.0

import Documents
import TestSupport
import Testing

private let privileged = """
    apiVersion: v1
    kind: Pod
    metadata: {name: web, namespace: shop}
    spec:
      containers:
      - name: web
        image: nginx
        securityContext: {privileged: true}

    """

private let harmless = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: shop}\n"

/// A folder with one harmful and one harmless manifest, and the program.
private struct Fixture {
    let folder = TemporaryFolder()
    let program: BuiltProgram

    init() throws {
        program = try #require(BuiltProgram())
        folder.write("pod.yaml", privileged)
        folder.write("config.yaml", harmless)
    }

    func run(_ arguments: String) -> BuiltProgram.Result { program.run(arguments, in: folder) }
    func shell(_ line: String) -> BuiltProgram.Result { program.shell(line, in: folder) }
}

struct RepeatedObjectTests {
    private func objects(_ text: String) -> [Node] { Document.parse(text).roots.flatMap { Array($0.elements) } }

    @Test func `gitlab's entries for an object in two files differ in their fingerprint`() throws {
        let fixture = try Fixture()
        fixture.folder.write("copy.yaml", privileged)
        let report = fixture.run("scan . --only privileged-container -o gitlab").output
        let fingerprints = objects(report).compactMap { $0["fingerprint"]?.string }
        #expect(fingerprints.count == 2)
        #expect(fingerprints.last == fingerprints.first.map { $0 + "-2" })
    }

    @Test func `policy reports have names of their own`() throws {
        let fixture = try Fixture()
        let pods = ["web-2", "web", "web"].map { privileged.replacing("name: web, ", with: "name: \($0), ") }
        fixture.folder.write("pod.yaml", pods.joined(separator: "---\n"))
        let report = fixture.run("scan pod.yaml --only privileged-container -o policyreport").output
        let items = Document.parse(report).roots.first?["items"]
        let names = items?.elements.compactMap { $0["metadata"]?["name"]?.string }
        #expect(names == ["bulwark-pod-web-2", "bulwark-pod-web", "bulwark-pod-web-3"])
    }
}

struct ExitStatusTests {
    @Test func `findings at the threshold are status 1, below it 0`() throws {
        let fixture = try Fixture()
        let only = "--only privileged-container"
        #expect(fixture.run("scan pod.yaml \(only)").status == 1)
        #expect(fixture.run("scan pod.yaml \(only) --fail-on never").status == 0)
        #expect(fixture.run("scan pod.yaml \(only) --fail-on critical").status == 1)
        #expect(fixture.run("scan config.yaml \(only)").status == 0)
        #expect(fixture.run("scan pod.yaml --only CKV_K8S_16 --namespace other").status == 0)
        #expect(fixture.run("scan pod.yaml --only KSV017 --layer workload --namespace other").status == 0)
    }

    @Test(arguments: [
        "--bogus", "frobnicate", "scan --format nothing pod.yaml", "scan --only privilged-container pod.yaml",
        "scan --fail-on often pod.yaml", "scan --layer cake pod.yaml", "scan --config missing.yaml pod.yaml",
        "scan --kubernetes-version 2 pod.yaml", "completion tcsh", "scan --baseline missing.json pod.yaml",
        "scan pod.yaml --output missing/report.json", "scan pod.yaml --only KSV017 --layer network",
        "scan pod.yaml --only host-pid --skip host-pid,host-ipc",
    ])
    func `wrong usage is status 2`(arguments: String) throws {
        let result = try Fixture().run(arguments)
        #expect(result.status == 2)
        #expect(!result.errors.isEmpty)
    }

    @Test func `findings that were not asked for are counted, and their checks are not passed`() throws {
        let fixture = try Fixture()
        let arguments = "scan pod.yaml --only privileged-container,mutable-tag --severity critical"
        #expect(fixture.run(arguments).output.contains("1 other finding was"))
        let cases = fixture.run(arguments + " -o junit").output
        #expect(cases.contains("<testcase name=\"not told\" classname=\"mutable-tag\">"))
        let empty = fixture.run("scan pod.yaml --only mutable-tag --severity critical").output
        #expect(empty.hasPrefix("Nothing found of what was asked for."))
    }

    @Test func `wrong names are met with the nearest right one`() throws {
        let result = try Fixture().run("scan --only privilged-container pod.yaml")
        #expect(result.errors.contains("did you mean \"privileged-container\"?"))
    }

    @Test func `unreadable input is status 3 and the rest is judged`() throws {
        let fixture = try Fixture()
        let result = fixture.run("scan missing.yaml config.yaml --only privileged-container")
        #expect(result.status == 3)
        #expect(result.errors.contains("missing.yaml: no such file or folder\n"))
        #expect(fixture.run("scan missing.yaml pod.yaml --only privileged-container").status == 1)
    }

    @Test func `a full disk is status 4`() throws {
        #expect(try Fixture().shell("$B scan pod.yaml >/dev/full").status == 4)
    }

    @Test(arguments: ["", "--help", "--version", "scan --help", "completion bash", "completion zsh", "completion fish"])
    func `what is asked for is printed with status 0`(arguments: String) throws {
        let result = try Fixture().run(arguments)
        #expect(result.status == 0)
        #expect(result.errors.isEmpty)
        #expect(!result.output.isEmpty)
    }

    @Test func `kubectl finds it as a plug-in`() throws {
        let result = try Fixture().shell("ln -s $B kubectl-bulwark && ./kubectl-bulwark --help")
        #expect(result.output.contains("kubectl bulwark <subcommand>"))
    }
}

struct InputTests {
    @Test func `manifests are piped in`() throws {
        let fixture = try Fixture()
        for line in ["cat pod.yaml | $B scan -", "$B scan <pod.yaml", "$B scan /dev/stdin <pod.yaml"] {
            let result = fixture.shell(line + " --only privileged-container")
            #expect(result.status == 1)
            #expect(result.output.contains("privileged-container"))
        }
    }

    @Test func `empty input and a closed standard input are told`() throws {
        let fixture = try Fixture()
        let empty = fixture.run("scan -")
        #expect(empty.status == 3)
        #expect(empty.errors == "-: the input is empty, expected Kubernetes manifests\n")
        let closed = fixture.shell("$B scan - <&-")
        #expect(closed.status == 3)
        #expect(closed.errors == "-: standard input is closed\n")
    }

    @Test func `a reader that goes away is no failure`() throws {
        let result = try Fixture().shell("{ $B scan pod.yaml --only privileged-container; echo $? >&2; } | true")
        #expect(result.errors == "1\n")
    }

    @Test(arguments: [
        "printf 'a: [b' >bad.yaml", "head -c 4096 /dev/urandom >bad.yaml", "printf '\\0\\0\\0\\1\\0' >bad.yaml",
        "ln -s bad.yaml bad.yaml", "ln -s nowhere bad.yaml", "mkfifo bad.yaml", ": >bad.yaml",
        "printf '\\377\\376\\0' >bad.yaml", "printf '{\"a\": ' >bad.json",
        "printf 'apiVersion: v1\\nkind: Pod\\n  bad: 1\\n' >bad.yaml",
    ])
    func `bad input gets a clear line and never a crash`(prepare: String) throws {
        let result = try Fixture().shell(
            "\(prepare); $B scan bad.* pod.yaml --only privileged-container --fail-on never")
        #expect(result.status == 3)
        #expect(result.errors.hasPrefix("bad."))
        #expect(result.output.contains("privileged-container"))
    }

    @Test func `deep nesting and long lines end`() throws {
        let fixture = try Fixture()
        for make in ["head -c 200000 /dev/zero | tr '\\0' '['", "head -c 20000000 /dev/zero | tr '\\0' 'a'"] {
            let result = fixture.shell("\(make) >big.yaml; $B scan big.yaml")
            #expect(result.status == 3 || result.status == 0)
            #expect(!result.errors.isEmpty)
        }
    }
}

struct OutputTests {
    @Test func `a report appears under its name only when it is complete`() throws {
        let fixture = try Fixture()
        let result = fixture.run("scan pod.yaml --output report.txt --only privileged-container")
        #expect(result.status == 1)
        #expect(result.output.isEmpty)
        #expect(fixture.folder.text("report.txt").contains("privileged-container"))
        #expect(fixture.folder.names.filter { $0.hasPrefix("report") } == ["report.txt"])
    }

    @Test func `the same input gives the same output`() throws {
        let fixture = try Fixture()
        let first = fixture.run("scan . --fail-on never")
        #expect(fixture.run("scan . --fail-on never").output == first.output)
    }
}

struct ExceptionOptionTests {
    @Test func `a baseline accepts what is there and fails on what is new`() throws {
        let fixture = try Fixture()
        #expect(fixture.run("scan . --write-baseline base.json").status == 0)
        #expect(fixture.run("scan . --baseline base.json").status == 0)
        fixture.folder.write("new.yaml", privileged.replacing("name: web, ", "name: new, "))
        #expect(fixture.run("scan . --baseline base.json").status == 1)
        #expect(fixture.run("scan . --baseline base.json --write-baseline base.json").status == 0)
        #expect(fixture.run("scan . --baseline base.json").status == 0)
    }

    @Test func `the configuration is found above and its mistakes are told`() throws {
        let fixture = try Fixture()
        fixture.folder.write(".bulwark.yaml", "failOn: never\nonly: [privileged-container]\nexeptions: []\n")
        let result = fixture.shell("mkdir sub && cd sub && $B scan ../pod.yaml")
        #expect(result.status == 0)
        #expect(result.errors.contains(".bulwark.yaml:3:1: unknown key \"exeptions\""))
    }

    @Test func `ignore files of trivy are found beside the input`() throws {
        let fixture = try Fixture()
        fixture.folder.write("k8s/pod.yaml", privileged)
        fixture.folder.write("k8s/.trivyignore", "AVD-KSV-0017\n")
        #expect(fixture.run("scan k8s --only privileged-container").status == 0)
    }
}

extension String {
    fileprivate func replacing(_ text: String, _ other: String) -> String {
        guard let range = firstRange(of: text) else { return self }
        return replacingSubrange(range, with: other)
    }

    private func replacingSubrange(_ range: Range<Index>, with other: String) -> String {
        String(self[..<range.lowerBound]) + other + String(self[range.upperBound...])
    }

    @Test func `objects that are added together are one action, whoever asks for them`() throws {
        let fixture = try Fixture()
        fixture.folder.write(
            "open.yaml", "{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: [{name: a, image: b}]}}")
        let page = fixture.run("scan open.yaml --only imds-reachable,namespace-no-policy").output
        #expect(page.contains("remove 2 of 2 findings"))
        #expect(page.split(separator: "add a default deny for both directions and allow DNS").count == 3)
    }

    @Test func `what is true of several containers is said in the plural`() throws {
        let fixture = try Fixture()
        let containers = "[{name: a, image: b}, {name: b, image: b}]"
        fixture.folder.write(
            "two.yaml", "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: \(containers)}}")
        let page = fixture.run("scan two.yaml --only cpu-limit,seccomp-missing").output
        #expect(page.contains("containers \"a\", \"b\" have no cpu limit"))
        #expect(page.contains("containers \"a\", \"b\" run without a seccomp profile"))
    }

    @Test(arguments: [
        ("5.2.2", "privileged-container"), ("cis 5.2.2", "privileged-container"), ("T1611", "runtime-socket"),
        ("ms-ta9018", "privileged-container"), ("k05", "pod-not-isolated"), ("procMount_restricted", "proc-mount"),
    ])
    func `explain knows controls and the entries of frameworks`(name: String, check: String) throws {
        let result = try Fixture().shell("$B explain '\(name)'")
        #expect(result.status == 0)
        #expect(result.output.contains(check))
    }
}
