// SPDX-License-Identifier: Apache-2.0

import Cluster
import Documents
import Testing

struct PodTemplateTests {
    private func workloads(_ manifest: String) -> [Workload] {
        Inventory(documents: [Document.parse(manifest, name: "a.yaml")]).workloads
    }

    private func containers(_ manifest: String) -> [[String]] {
        workloads(manifest).map { $0.containers.map(\.name) }
    }

    private static let pod = "spec: {containers: [{name: web, image: nginx}]}"

    @Test(arguments: [
        ("batch/v1", "CronJob", "{jobTemplate: {spec: {template: {\(pod)}}}}"),
        ("argoproj.io/v1alpha1", "Rollout", "{template: {\(pod)}}"),
        ("serving.knative.dev/v1", "Service", "{template: {\(pod)}}"),
        ("apps.kruise.io/v1alpha1", "UnitedDeployment", "{template: {cloneSetTemplate: {spec: {template: {\(pod)}}}}}"),
        ("apps.kruise.io/v1alpha1", "SidecarSet", "{containers: [{name: web, image: nginx}]}"),
        ("tekton.dev/v1", "Task", "{steps: [{name: web, image: nginx}]}"),
        ("tekton.dev/v1", "Pipeline", "{tasks: [{name: a, taskSpec: {steps: [{name: web, image: nginx}]}}]}"),
        ("argoproj.io/v1alpha1", "Workflow", "{templates: [{name: a, container: {name: web, image: nginx}}]}"),
        ("argoproj.io/v1alpha1", "Workflow", "{templates: [{name: a, script: {name: web, image: nginx}}, {dag: {}}]}"),
        ("jobset.x-k8s.io/v1alpha2", "JobSet", "{replicatedJobs: [{template: {spec: {template: {\(pod)}}}}]}"),
        ("kubeflow.org/v1", "PyTorchJob", "{pytorchReplicaSpecs: {Master: {template: {\(pod)}}}}"),
        ("ray.io/v1", "RayCluster", "{headGroupSpec: {template: {\(pod)}}}"),
        ("batch.volcano.sh/v1alpha1", "Job", "{tasks: [{template: {\(pod)}}]}"),
        ("sparkoperator.k8s.io/v1beta2", "SparkApplication", "{driver: {template: {\(pod)}}}"),
        ("apps.openshift.io/v1", "DeploymentConfig", "{template: {\(pod)}}"),
        ("example.com/v1", "Unknown", "{deep: {inside: [{podTemplate: {\(pod)}}]}}"),
        ("example.com/v1", "Unknown", "{template: {spec: {containers: [{name: web}]}}}"),
        ("example.com/v1", "Unknown", "{deep: [{podSpec: {containers: [{name: web, image: nginx}]}}]}"),
    ])
    func `a pod template is found`(apiVersion: String, kind: String, spec: String) {
        let manifest = "apiVersion: \(apiVersion)\nkind: \(kind)\nmetadata: {name: a}\nspec: \(spec)\n"
        #expect(containers(manifest) == [["web"]])
    }

    @Test(arguments: [
        ("kyverno.io/v1", "ClusterPolicy", "{rules: [{validate: {pattern: {\(pod)}}}]}"),
        ("example.com/v1", "Unknown", "{spec: {containers: [web]}}"),
        ("v1", "ConfigMap", "{template: {\(pod)}}"),
        ("tekton.dev/v1", "TaskRun", "{taskRef: {name: a}}"),
    ])
    func `what is no pod template is left alone`(apiVersion: String, kind: String, spec: String) {
        let manifest = "apiVersion: \(apiVersion)\nkind: \(kind)\nmetadata: {name: a}\nspec: \(spec)\n"
        #expect(containers(manifest) == [])
    }

    @Test func `a pod of a deployment's replica set is owned`() {
        let manifest = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: a}
            spec: {template: {\(Self.pod)}}
            ---
            apiVersion: apps/v1
            kind: ReplicaSet
            metadata: {name: a-1, ownerReferences: [{apiVersion: apps/v1, kind: Deployment, name: a, uid: x}]}
            spec: {template: {\(Self.pod)}}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: a-1-2, ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: a-1, uid: x}]}
            \(Self.pod)
            """
        #expect(workloads(manifest).map(\.isOwned) == [false, true, true])
    }

    @Test(arguments: [
        "{apiVersion: apps/v1, kind: ReplicaSet, name: other}",
        "{apiVersion: apps.kruise.io/v1, kind: Deployment, name: a}", "{apiVersion: v1, kind: Node, name: a}",
    ])
    func `an owner that is not in the input or runs no pods does not count`(owner: String) {
        let manifest = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: a}
            spec: {template: {\(Self.pod)}}
            ---
            apiVersion: v1
            kind: Node
            metadata: {name: a}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: p, ownerReferences: [\(owner)]}
            \(Self.pod)
            """
        #expect(workloads(manifest).map(\.isOwned) == [false, false])
    }
}
