// SPDX-License-Identifier: Apache-2.0

import Cluster
import Documents
import Testing

struct SchemaTests {
    private func problems(_ manifest: String) -> [Problem] {
        Inventory(documents: [Document.parse(manifest, name: "a.yaml")]).problems
    }

    private func pod(_ container: String, _ spec: String = "{}") -> String {
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: a}
        spec:
          containers:
          - name: web
            image: nginx
            \(container)
          overhead: \(spec)
        """
    }

    private func deployment(_ spec: String) -> String {
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: \(spec)\n"
    }

    @Test func `a field in the wrong case is found at its key`() {
        let problems = problems(pod("securityContext: {runAsNonroot: true}"))
        #expect(
            problems.map(\.description) == [
                "a.yaml:8:23: unknown field \"runAsNonroot\", did you mean \"runAsNonRoot\"?"
            ])
        #expect(problems.map(\.gravity) == [.warning])
        #expect(problems.map(\.code) == ["unknown-field"])
    }

    @Test(arguments: [
        ("apps/v1", "Deploymnt", "unknown kind \"Deploymnt\" in apps/v1, did you mean \"Deployment\"?"),
        ("apps/v1", "deployment", "unknown kind \"deployment\" in apps/v1, did you mean \"Deployment\"?"),
        ("v1", "Secrets", "unknown kind \"Secrets\" in v1, did you mean \"Secret\"?"),
        ("v1", "Deployment", "there is no kind \"Deployment\" in v1, expected apps/v1"),
        ("apps/v1", "Pod", "there is no kind \"Pod\" in apps/v1, expected v1"),
        ("apps/v1", "Ingress", "there is no kind \"Ingress\" in apps/v1, expected networking.k8s.io/v1"),
    ])
    func `a kind that its API version does not have is told with the right one`(
        apiVersion: String, kind: String, message: String
    ) {
        let problems = problems("apiVersion: \(apiVersion)\nkind: \(kind)\nmetadata: {name: a}\n")
        #expect(problems.map(\.description) == ["a.yaml:2:7: " + message])
        #expect(problems.map(\.gravity) == [.warning])
    }

    @Test(arguments: [
        ("v1", "Config"), ("v1", "Template"), ("v1", "DeploymentConfig"), ("example.com/v1", "Deploymnt"),
        ("serving.knative.dev/v1", "Service"), ("extensions/v1beta1", "Deployment"), ("batch/v1beta1", "CronJob"),
        ("policy/v1", "Eviction"), ("networking.k8s.io/v1beta1", "Ingress"),
    ])
    func `a kind of somebody else's, or of an older version, is no mistake`(apiVersion: String, kind: String) {
        #expect(problems("apiVersion: \(apiVersion)\nkind: \(kind)\nmetadata: {name: a}\n").isEmpty)
    }

    @Test func `a misspelt field is told its nearest name`() {
        let message = problems(pod("imagePullPolice: Always")).first?.message
        #expect(message == "unknown field \"imagePullPolice\", did you mean \"imagePullPolicy\"?")
    }

    @Test func `a field one level too high is told where it belongs`() {
        let message = problems(pod("privileged: true")).first?.message
        #expect(message == "unknown field \"privileged\", it belongs in \"securityContext\"")
    }

    @Test func `a field one level too deep is told where it belongs`() {
        let message = problems(pod("hostNetwork: true")).first?.message
        #expect(message == "unknown field \"hostNetwork\", it belongs in \"spec\"")
    }

    @Test func `a container's field at the pod's level is told where it belongs`() {
        let message = problems(
            deployment("{template: {spec: {securityContext: {privileged: true}, containers: []}}}")
        ).first?.message
        #expect(message == "unknown field \"privileged\", it belongs in a container's \"securityContext\"")
    }

    @Test func `a name like no other gets no suggestion`() {
        #expect(problems(pod("wobble: true")).map(\.message) == ["unknown field \"wobble\""])
    }

    @Test(arguments: [
        ("securityContext: {privileged: \"true\"}", "found the string \"true\", expected a boolean"),
        ("securityContext: {runAsUser: \"1000\"}", "found the string \"1000\", expected an integer"),
        ("env: {A: b}", "found a mapping, expected a list"),
        ("env: [{name: A, value: 8080}]", "found an integer, expected a string (put it in quotes)"),
        ("env: [{name: A, value: true}]", "found the boolean \"true\", expected a string (put it in quotes)"),
        ("command: sh", "found a string, expected a list"),
        ("resources: {limits: [cpu]}", "found a list, expected a mapping"),
        ("resources: {limits: {cpu: true}}", "found the boolean \"true\", expected a quantity"),
        ("livenessProbe: {httpGet: {port: 1.5}}", "found the number \"1.5\", expected an integer or a string"),
        ("securityContext: {runAsUser: 10.5}", "found the number \"10.5\", expected an integer"),
    ])
    func `a value of the wrong type is an error`(container: String, message: String) {
        let problems = problems(pod(container))
        #expect(problems.map(\.message) == [message + "; the API server rejects this"])
        #expect(problems.map(\.gravity) == [.error])
        #expect(problems.map(\.code) == ["wrong-type"])
    }

    @Test(arguments: [
        "resources: {limits: {cpu: 1, memory: 1Gi, example.com/gpu: \"1\"}}",
        "livenessProbe: {httpGet: {port: http}}", "readinessProbe: {httpGet: {port: 8080}}",
        "securityContext: {runAsUser: 1000.0}", "env: null", "\"imagePullPolicy\": Always", "args: []",
        "wobble: null", "$patch: delete",
    ])
    func `what the API server accepts is no problem`(container: String) {
        #expect(problems(pod(container)) == [])
    }

    @Test func `a placeholder is a warning`() {
        let problems = problems(deployment("{replicas: \"${REPLICAS}\"}"))
        #expect(problems.map(\.gravity) == [.warning])
    }

    @Test func `a value in a string's place is not shown`() {
        let manifest = "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData: {password: 20071969}\n"
        #expect(problems(manifest).map { $0.message.contains("20071969") } == [false])
    }

    @Test func `a shared mistake is told once`() {
        let manifest = """
            apiVersion: v1
            kind: Pod
            metadata: {name: a}
            spec:
              containers:
              - {name: a, image: a, securityContext: &s {privilegd: true}}
              - {name: b, image: b, securityContext: *s}
            """
        #expect(problems(manifest).count == 1)
    }

    @Test func `custom resources and schemas in definitions are left alone`() {
        let manifest = """
            apiVersion: example.com/v1
            kind: Thing
            metadata: {name: a}
            spec: {anything: {goes: here}}
            ---
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: things.example.com}
            spec:
              group: example.com
              versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {x-mine: {type: 1}}}}]
            """
        #expect(problems(manifest) == [])
    }

    @Test func `the pod template of a custom resource is judged`() {
        let manifest = """
            apiVersion: argoproj.io/v1alpha1
            kind: Rollout
            metadata: {name: a}
            spec:
              strategy: {canary: {unknown: 1}}
              template:
                spec:
                  containers: [{name: a, image: a, securtyContext: {}}]
            """
        #expect(
            problems(manifest).map(\.message) == [
                "unknown field \"securtyContext\", did you mean \"securityContext\"?"
            ])
    }

    @Test func `a pod template in a former version of a kind is judged`() {
        let manifest = """
            apiVersion: extensions/v1beta1
            kind: Deployment
            metadata: {name: a}
            spec: {rollbackTo: {}, template: {spec: {hostnetwork: true, containers: []}}}
            """
        #expect(problems(manifest).map(\.message) == ["unknown field \"hostnetwork\", did you mean \"hostNetwork\"?"])
    }
}
