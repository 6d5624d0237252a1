// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

struct PSACommandTests {
    private static let pods = """
        apiVersion: v1
        kind: Pod
        metadata: {name: a, namespace: shop}
        spec:
          hostPID: true
          containers:
          - {name: c, image: nginx}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: b}
        spec:
          containers:
          - {name: c, image: nginx}

        """

    private func run(_ arguments: String) throws -> BuiltProgram.Result {
        let folder = TemporaryFolder()
        folder.write("pods.yaml", Self.pods)
        folder.write("broken.yaml", "{a: [")
        return try #require(BuiltProgram()).run("psa \(arguments)", in: folder)
    }

    @Test func `one result for each pod, with controls, words and places`() throws {
        let result = try run("check pods.yaml --level baseline --version v1.30 -o ndjson")
        #expect(result.status == 1)
        #expect(
            result.output == """
                {"subject":{"apiVersion":"v1","kind":"Pod","namespace":"shop","name":"a"},"file":"pods.yaml","line":1,\
                "level":"baseline","version":"v1.30","allowed":false,"reason":"host namespaces",\
                "detail":"host namespaces (hostPID=true)","violations":[{"control":"hostNamespaces",\
                "reason":"host namespaces","detail":"hostPID=true","evidence":[{"path":"spec.hostPID",\
                "file":"pods.yaml","line":5,"column":12,"value":true}]}]}
                {"subject":{"apiVersion":"v1","kind":"Pod","name":"b"},"file":"pods.yaml","line":9,\
                "level":"baseline","version":"v1.30","allowed":true,"reason":"","detail":"","violations":[]}

                """)
    }

    @Test func `exit statuses tell rejection, wrong usage and unreadable input apart`() throws {
        #expect(try run("check pods.yaml").status == 1)
        #expect(try run("check pods.yaml --level privileged").status == 0)
        #expect(try run("check pods.yaml --level strict").status == 2)
        #expect(try run("check pods.yaml --version 2.0").status == 2)
        #expect(try run("check broken.yaml -o json").status == 3)
        #expect(try run("check pods.yaml missing.yaml --level privileged").status == 3)
    }

    @Test func `a namespace is recommended what all its workloads meet`() throws {
        let result = try run("recommend pods.yaml")
        #expect(result.status == 0)
        #expect(result.output.contains("default: baseline (1 workload)"))
        #expect(result.output.contains("kubectl label --overwrite namespace default"))
        #expect(result.output.contains("shop: privileged (1 workload)"))
        #expect(result.output.contains("pods.yaml:5:12: spec.hostPID"))
    }

    @Test func `a namespace that a shell would take apart is quoted`() throws {
        let folder = TemporaryFolder()
        let metadata = "{name: a, namespace: \"$(id); it's\"}"
        folder.write(
            "pod.yaml", "{apiVersion: v1, kind: Pod, metadata: \(metadata), spec: {containers: [{name: a}]}}")
        let result = try #require(BuiltProgram()).run("psa recommend pod.yaml", in: folder)
        #expect(result.output.contains("kubectl label --overwrite namespace '$(id); it'\\''s' pod-security"))
    }
}
