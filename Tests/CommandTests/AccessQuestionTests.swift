// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

/// What is told about questions that were not meant as they stand.
struct AccessQuestionTests {
    private static let manifest = """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: {name: helper}
        rules:
        - {apiGroups: [""], resources: [pods], verbs: [get]}
        - {apiGroups: [example.com], resources: [widgets/scale], verbs: [turn]}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata: {name: helper}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: helper}
        subjects: [{kind: User, name: ann}]
        ---
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: gadgets.example.com}
        spec: {group: example.com, scope: Namespaced, names: {plural: gadgets, kind: Gadget, shortNames: [gd]}}

        """

    private func run(_ arguments: String) throws -> BuiltProgram.Result {
        let folder = TemporaryFolder()
        folder.write("in.yaml", Self.manifest)
        return try #require(BuiltProgram()).run("access \(arguments) in.yaml", in: folder)
    }

    @Test(arguments: [
        ("gett pods", "unknown verb \"gett\", did you mean \"get\"?\n"),
        ("GET pods", "unknown verb \"GET\", did you mean \"get\"?\n"),
        ("frobnicate pods", "unknown verb \"frobnicate\"\n"),
        ("gett /metrics", "unknown verb \"gett\", did you mean \"get\"?\n"),
        ("get podz", "unknown resource \"podz\", did you mean \"pods\"?\n"),
        ("get deploymnets", "unknown resource \"deploymnets\", did you mean \"deployments.apps\"?\n"),
        ("get widgets", "unknown resource \"widgets\", did you mean \"widgets.example.com\"?\n"),
        (
            "get gadgetz.example.com",
            "unknown resource \"gadgetz.example.com\", did you mean \"gadgets.example.com\"?\n"
        ),
    ])
    func `a word that nobody knows is told, whatever the answer`(question: String, remark: String) throws {
        let result = try run("can \(question) --as ann")
        #expect(result.status == 1)
        #expect(result.errors == remark)
        #expect(try run("who-can \(question)").errors == remark)
        #expect(try run("can \(question) --as ann --quiet").errors.isEmpty)
    }

    @Test(arguments: [
        "get pods", "get po", "list deploy", "turn widgets.example.com/scale", "get gd", "get gadgets.example.com",
        "impersonate users", "sign signers", "'*' '*'", "get /metrics", "impersonate:user-info users",
    ])
    func `a word that Kubernetes or the input knows needs no remark`(question: String) throws {
        #expect(try run("who-can \(question)").errors.isEmpty)
    }

    @Test(arguments: [
        ("list --as ''", "--as is empty"), ("can get pods --as ''", "--as is empty"),
        ("list --as-group ''", "--as-group is empty"), ("can get pods --as ann --as-group ''", "--as-group is empty"),
    ])
    func `an empty name is nobody's`(arguments: String, message: String) throws {
        let result = try run(arguments)
        #expect(result.status == 2)
        #expect(result.errors.contains(message))
        #expect(result.output.isEmpty)
    }

    @Test func `one subject is told in the singular`() throws {
        let folder = TemporaryFolder()
        folder.write("in.yaml", Self.manifest.replacing("resources: [pods]", with: "resources: [secrets]"))
        let result = try #require(BuiltProgram()).run("access escalations -o html in.yaml", in: folder)
        #expect(result.output.contains("<p>1 subject, 1 power, 1 finding; "))
        #expect(!result.output.contains("1 subjects"))
    }
}
