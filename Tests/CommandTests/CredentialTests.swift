// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

struct CredentialTests {
    private static let manifests = """
        apiVersion: v1
        kind: Pod
        metadata: {name: a}
        spec:
          containers:
          - name: web
            image: nginx
            env:
            - name: DB_PASSWORD
              value: tR0ub4dor-and-3
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: b}
        data:
          password: dFIwdWI0ZG9yLWFuZC0z

        """

    @Test(arguments: ["table", "json", "ndjson", "sarif", "junit", "markdown", "github", "gitlab", "policyreport"])
    func `no report shows a credential`(format: String) throws {
        let folder = TemporaryFolder()
        folder.write("a.yaml", Self.manifests)
        let program = try #require(BuiltProgram())
        let result = program.shell("$B scan a.yaml -o \(format) --excerpt", in: folder)
        #expect(result.output.contains("credential-in-env"))
        #expect(!result.output.contains("tR0ub4dor") && !result.output.contains("dFIwdWI0"))
        #expect(!result.errors.contains("tR0ub4dor"))
    }
}
