// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

/// What the access commands show to people.
@Suite(.serialized)
struct AccessPageTests {
    private static let manifest = """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: {name: helper}
        rules:
        - {apiGroups: [""], resources: [pods], verbs: [create]}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata: {name: helper}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: helper}
        subjects:
        - {kind: ServiceAccount, name: helper, namespace: shop}
        - {kind: User, name: "<img src=x onerror=x()>|\\e[31mred"}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata: {name: debug, namespace: shop}
        rules:
        - {apiGroups: [""], resources: [pods/exec], verbs: [get]}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: debug, namespace: shop}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: debug}
        subjects:
        - {kind: ServiceAccount, name: debug, namespace: shop}

        """

    private func run(_ script: String) throws -> (output: String, errors: String, folder: TemporaryFolder) {
        let folder = TemporaryFolder()
        folder.write("in.yaml", Self.manifest)
        let result = try #require(BuiltProgram()).shell(script, in: folder)
        return (result.output, result.errors, folder)
    }

    @Test func `an exception for a check of another command is known`() throws {
        let script = """
            sed -i 's/name: helper}$/name: helper, annotations: {bulwark.dev\\/ignore: "cpu-limit=elsewhere; no-such=x"}}/' in.yaml
            $B access escalations in.yaml
            """
        let result = try run(script)
        #expect(result.errors.contains("unknown check \"no-such\""))
        #expect(!result.errors.contains("cpu-limit"))
    }

    @Test(arguments: [
        "list", "list -o markdown", "list -o html", "who-can create pods", "who-can create pods -o markdown",
        "who-can create pods -o html", "escalations", "escalations -o markdown", "escalations -o html",
    ])
    func `names do not steer the terminal`(question: String) throws {
        let result = try run("$B access \(question) in.yaml")
        #expect(result.output.contains("[31mred"))
        #expect(!result.output.utf8.contains(0x1B))
    }

    @Test(arguments: [
        "can create pods --as system:serviceaccount:shop:helper", "who-can create pods",
        "list --as system:serviceaccount:shop:helper", "list",
    ])
    func `every format tells the places of the binding and the role`(question: String) throws {
        for format in question == "list" ? ["html"] : ["table", "markdown", "html"] {
            let output = try run("$B access \(question) -o \(format) in.yaml").output
            #expect(output.contains("in.yaml:7"), "\(format)")
            #expect(output.contains("in.yaml:5"), "\(format)")
        }
    }

    @Test func `the version of the cluster is asked for where it matters`() throws {
        #expect(try run("$B access escalations in.yaml").errors.contains("1 subject could use exec-pods-with-get"))
        let known = try run("$B access escalations in.yaml --kubernetes-version v1.36")
        #expect(!known.errors.contains("--kubernetes-version"))
        let old = try run("$B access escalations in.yaml --kubernetes-version v1.34")
        #expect(old.output.contains("[exec-pods-with-get]"))
    }

    @Test(.enabled(if: Browser.path != nil)) func `a cell of the page of escalations opens the way`() throws {
        let chrome =
            "env HOME=$PWD \(try #require(Browser.path)) --headless --no-sandbox --disable-gpu "
            + "--user-data-dir=$PWD/profile --virtual-time-budget=8000 --window-size=1280,800"
        let result = try run(
            """
            $B access escalations in.yaml -o html --output page.html
            timeout 120 \(chrome) --dump-dom "file://$PWD/page.html#f0" 2>/dev/null
            """)
        #expect(result.output.contains("<section id=\"f0\">"))
        #expect(result.output.contains("Shortest way to cluster-admin"))
        #expect(result.output.contains("in.yaml:5:33"))
        #expect(result.output.contains("href=\"#f0\""))
        #expect(!result.output.contains("<img"))
    }
}
