// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

private let shop = """
    apiVersion: v1
    kind: Pod
    metadata: {name: web, namespace: shop, labels: {app: web}}
    spec: {containers: [{name: web, image: web, securityContext: {privileged: true}}]}
    ---
    # The front.
    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: web, namespace: shop}
    spec:
      podSelector: {}
      policyTypes: [Ingress, Egress]
      egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0}}]}]

    """

private struct Fixture {
    let folder = TemporaryFolder()
    let program: BuiltProgram

    init() throws {
        program = try #require(BuiltProgram())
        folder.write("shop.yaml", shop)
    }

    func run(_ arguments: String) -> BuiltProgram.Result { program.run(arguments, in: folder) }
}

struct NetworkLintCommandTests {
    @Test func `lint tells findings of the network layer alone`() throws {
        let result = try Fixture().run("network lint shop.yaml -o ndjson")
        #expect(result.status == 1)
        #expect(result.output.contains("imds-reachable"))
        #expect(!result.output.contains("privileged-container"))
    }

    @Test func `lint has scan's options`() throws {
        let fixture = try Fixture()
        #expect(fixture.run("network lint shop.yaml --only dangling-policy").status == 0)
        #expect(fixture.run("network lint shop.yaml --fail-on never").status == 0)
        #expect(fixture.run("network lint shop.yaml --only no-such-check").status == 2)
        #expect(fixture.run("network lint shop.yaml --write-baseline base.json").status == 0)
        #expect(fixture.run("network lint shop.yaml --baseline base.json").status == 0)
    }

    @Test func `a policy that the API server rejects is a problem`() throws {
        let fixture = try Fixture()
        fixture.folder.write(
            "bad.yaml",
            """
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: bad, namespace: shop}
            spec: {podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/33}}]}]}

            """)
        let result = fixture.run("network lint bad.yaml")
        #expect(result.status == 3)
        #expect(result.errors.contains("bad.yaml:4:60: "))
    }
}

struct NetworkDocumentCommandTests {
    @Test func `the document says since when a policy is in git`() throws {
        let fixture = try Fixture()
        let commit =
            "git init -q . && git add shop.yaml && GIT_AUTHOR_DATE=2024-02-03T04:05:06Z git -c user.name=a "
            + "-c user.email=a@example.com commit -qm first"
        let result = fixture.program.shell("\(commit) && $B network document shop.yaml", in: fixture.folder)
        #expect(result.status == 0)
        #expect(result.output.contains("in git since 2024-02-03\n"))
        #expect(!fixture.run("network document --no-history shop.yaml").output.contains("in git"))
    }

    @Test func `without git the document is the same but for that`() throws {
        let result = try Fixture().run("network document shop.yaml")
        #expect(result.status == 0)
        #expect(result.output.contains("### NetworkPolicy web\n\nThe front.\n"))
        #expect(!result.output.contains("in git"))
    }

    @Test func `a file whose name says so is a page`() throws {
        let fixture = try Fixture()
        #expect(fixture.run("network document shop.yaml --output policies.html").status == 0)
        #expect(fixture.folder.text("policies.html").hasPrefix("<!doctype html>"))
    }
}
