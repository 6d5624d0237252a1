// SPDX-License-Identifier: Apache-2.0

/// What the loader knows about a kind.
package struct KindDescription: Sendable {
    package let kind: String
    package let group: String
    package let isNamespaced: Bool
    /// Where its pod templates are; empty for a kind that runs no pods.
    package let templates: [TemplatePath]

    package init(
        _ kind: String, _ group: String, namespaced: Bool = true, templates: [TemplatePath] = []
    ) {
        self.kind = kind
        self.group = group
        isNamespaced = namespaced
        self.templates = templates
    }
}

/// The place of a pod template inside an object.
package struct TemplatePath: Sendable, ExpressibleByStringLiteral {
    /// The keys from the root down; `*` stands for every element of a list and every value of a mapping. None: the
    /// object itself.
    package let keys: [String]
    package let shape: PodShape
    /// The API's own type: a field that it does not have is a mistake. False where a custom resource adds fields.
    package let isExact: Bool

    /// Keys separated by full stops.
    package init(_ path: String, _ shape: PodShape = .template, exact: Bool = true) {
        keys = path.split(separator: ".").map(String.init)
        self.shape = shape
        isExact = exact && shape == .template
    }

    package init(stringLiteral path: String) { self.init(path) }
}

/// How a pod is written down.
package enum PodShape: Sendable, Hashable {
    /// `metadata` and `spec`.
    case template
    /// The pod's spec without a template around it.
    case podSpec
    /// A Tekton task: `steps` and `sidecars`.
    case steps
    /// A template of an Argo workflow: `container`, `script`, `containerSet`, `initContainers`, `sidecars`.
    case workflow
}

/// The kind table: one line per kind that carries a pod template or is cluster-scoped.
package enum Kinds {
    package static let all: [KindDescription] = builtInWorkloads + builtInClusterScoped + workloads + clusterScoped

    private static let builtInWorkloads: [KindDescription] = [
        KindDescription("Pod", "", templates: [""]),
        KindDescription("PodTemplate", "", templates: ["template"]),
        KindDescription("ReplicationController", "", templates: ["spec.template"]),
        KindDescription("Deployment", "apps", templates: ["spec.template"]),
        KindDescription("ReplicaSet", "apps", templates: ["spec.template"]),
        KindDescription("StatefulSet", "apps", templates: ["spec.template"]),
        KindDescription("DaemonSet", "apps", templates: ["spec.template"]),
        KindDescription("Deployment", "extensions", templates: ["spec.template"]),
        KindDescription("ReplicaSet", "extensions", templates: ["spec.template"]),
        KindDescription("DaemonSet", "extensions", templates: ["spec.template"]),
        KindDescription("Job", "batch", templates: ["spec.template"]),
        KindDescription("CronJob", "batch", templates: ["spec.jobTemplate.spec.template"]),
    ]

    private static let builtInClusterScoped: [KindDescription] =
        names("ComponentStatus Namespace Node PersistentVolume", in: "")
        + names("ClusterRole ClusterRoleBinding", in: "rbac.authorization.k8s.io")
        + names(
            "CSIDriver CSINode StorageClass VolumeAttachment VolumeAttributesClass", in: "storage.k8s.io")
        + names("PriorityClass", in: "scheduling.k8s.io")
        + names("CustomResourceDefinition", in: "apiextensions.k8s.io")
        + names("APIService", in: "apiregistration.k8s.io")
        + names(
            "ValidatingWebhookConfiguration MutatingWebhookConfiguration ValidatingAdmissionPolicy "
                + "ValidatingAdmissionPolicyBinding MutatingAdmissionPolicy MutatingAdmissionPolicyBinding",
            in: "admissionregistration.k8s.io")
        + names("CertificateSigningRequest ClusterTrustBundle", in: "certificates.k8s.io")
        + names("FlowSchema PriorityLevelConfiguration", in: "flowcontrol.apiserver.k8s.io")
        + names("IngressClass IPAddress ServiceCIDR ClusterCIDR", in: "networking.k8s.io")
        + names("RuntimeClass", in: "node.k8s.io")
        + names("PodSecurityPolicy", in: "policy") + names("PodSecurityPolicy", in: "extensions")
        + names("DeviceClass ResourceSlice DeviceTaintRule", in: "resource.k8s.io")
        + names("SelfSubjectReview TokenReview", in: "authentication.k8s.io")
        + names("SelfSubjectAccessReview SelfSubjectRulesReview SubjectAccessReview", in: "authorization.k8s.io")
        + names("StorageVersionMigration", in: "storagemigration.k8s.io")

    /// Custom resources that run pods.
    private static let workloads: [KindDescription] = [
        KindDescription("DeploymentConfig", "apps.openshift.io", templates: ["spec.template"]),
        KindDescription("Rollout", "argoproj.io", templates: ["spec.template"]),
        KindDescription("Workflow", "argoproj.io", templates: [TemplatePath("spec.templates.*", .workflow)]),
        KindDescription("WorkflowTemplate", "argoproj.io", templates: [TemplatePath("spec.templates.*", .workflow)]),
        KindDescription(
            "ClusterWorkflowTemplate", "argoproj.io", namespaced: false,
            templates: [TemplatePath("spec.templates.*", .workflow)]),
        KindDescription(
            "CronWorkflow", "argoproj.io", templates: [TemplatePath("spec.workflowSpec.templates.*", .workflow)]),
        KindDescription("Service", "serving.knative.dev", templates: [TemplatePath("spec.template", exact: false)]),
        KindDescription(
            "Configuration", "serving.knative.dev", templates: [TemplatePath("spec.template", exact: false)]),
        KindDescription("Revision", "serving.knative.dev", templates: [TemplatePath("", exact: false)]),
        KindDescription("CloneSet", "apps.kruise.io", templates: ["spec.template"]),
        KindDescription("StatefulSet", "apps.kruise.io", templates: ["spec.template"]),
        KindDescription("DaemonSet", "apps.kruise.io", templates: ["spec.template"]),
        KindDescription("BroadcastJob", "apps.kruise.io", templates: ["spec.template"]),
        KindDescription("AdvancedCronJob", "apps.kruise.io", templates: ["spec.template.*.spec.template"]),
        KindDescription("UnitedDeployment", "apps.kruise.io", templates: ["spec.template.*.spec.template"]),
        KindDescription("SidecarSet", "apps.kruise.io", templates: [TemplatePath("spec", .podSpec)]),
        KindDescription("Task", "tekton.dev", templates: [TemplatePath("spec", .steps)]),
        KindDescription("ClusterTask", "tekton.dev", namespaced: false, templates: [TemplatePath("spec", .steps)]),
        KindDescription("TaskRun", "tekton.dev", templates: [TemplatePath("spec.taskSpec", .steps)]),
        KindDescription(
            "Pipeline", "tekton.dev",
            templates: [
                TemplatePath("spec.tasks.*.taskSpec", .steps), TemplatePath("spec.finally.*.taskSpec", .steps),
            ]),
        KindDescription(
            "PipelineRun", "tekton.dev",
            templates: [
                TemplatePath("spec.pipelineSpec.tasks.*.taskSpec", .steps),
                TemplatePath("spec.pipelineSpec.finally.*.taskSpec", .steps),
            ]),
        KindDescription(
            "SparkApplication", "sparkoperator.k8s.io", templates: ["spec.driver.template", "spec.executor.template"]),
        KindDescription(
            "ScheduledSparkApplication", "sparkoperator.k8s.io",
            templates: ["spec.template.driver.template", "spec.template.executor.template"]),
        KindDescription("JobSet", "jobset.x-k8s.io", templates: ["spec.replicatedJobs.*.template.spec.template"]),
        KindDescription(
            "LeaderWorkerSet", "leaderworkerset.x-k8s.io",
            templates: ["spec.leaderWorkerTemplate.leaderTemplate", "spec.leaderWorkerTemplate.workerTemplate"]),
        KindDescription("PyTorchJob", "kubeflow.org", templates: ["spec.pytorchReplicaSpecs.*.template"]),
        KindDescription("TFJob", "kubeflow.org", templates: ["spec.tfReplicaSpecs.*.template"]),
        KindDescription("MPIJob", "kubeflow.org", templates: ["spec.mpiReplicaSpecs.*.template"]),
        KindDescription("XGBoostJob", "kubeflow.org", templates: ["spec.xgbReplicaSpecs.*.template"]),
        KindDescription("PaddleJob", "kubeflow.org", templates: ["spec.paddleReplicaSpecs.*.template"]),
        KindDescription("JAXJob", "kubeflow.org", templates: ["spec.jaxReplicaSpecs.*.template"]),
        KindDescription("Notebook", "kubeflow.org", templates: [TemplatePath("spec.template", exact: false)]),
        KindDescription(
            "RayCluster", "ray.io", templates: ["spec.headGroupSpec.template", "spec.workerGroupSpecs.*.template"]),
        KindDescription(
            "RayJob", "ray.io",
            templates: [
                "spec.rayClusterSpec.headGroupSpec.template", "spec.rayClusterSpec.workerGroupSpecs.*.template",
                "spec.submitterPodTemplate",
            ]),
        KindDescription(
            "RayService", "ray.io",
            templates: [
                "spec.rayClusterConfig.headGroupSpec.template", "spec.rayClusterConfig.workerGroupSpecs.*.template",
            ]),
        KindDescription("Job", "batch.volcano.sh", templates: ["spec.tasks.*.template"]),
        KindDescription(
            "InferenceService", "serving.kserve.io",
            templates: [
                TemplatePath("spec.predictor", .podSpec), TemplatePath("spec.transformer", .podSpec),
                TemplatePath("spec.explainer", .podSpec),
            ]),
        KindDescription("ServingRuntime", "serving.kserve.io", templates: [TemplatePath("spec", .podSpec)]),
        KindDescription(
            "ClusterServingRuntime", "serving.kserve.io", namespaced: false,
            templates: [TemplatePath("spec", .podSpec)]),
        KindDescription(
            "FlinkDeployment", "flink.apache.org",
            templates: [
                TemplatePath("spec.podTemplate", exact: false),
                TemplatePath("spec.jobManager.podTemplate", exact: false),
                TemplatePath("spec.taskManager.podTemplate", exact: false),
            ]),
        KindDescription("Jenkins", "jenkins.io", templates: [TemplatePath("spec.master", .podSpec)]),
        KindDescription("AutoscalingRunnerSet", "actions.github.com", templates: ["spec.template"]),
        KindDescription("ScaledJob", "keda.sh", templates: ["spec.jobTargetRef.template"]),
        KindDescription("GameServer", "agones.dev", templates: ["spec.template"]),
        KindDescription("GameServerSet", "agones.dev", templates: ["spec.template.spec.template"]),
        KindDescription("Fleet", "agones.dev", templates: ["spec.template.spec.template"]),
    ]

    /// Custom resources outside of namespaces that matter to a pod's security.
    private static let clusterScoped: [KindDescription] =
        names("ClusterPolicy ClusterCleanupPolicy", in: "kyverno.io")
        + names("ValidatingPolicy MutatingPolicy GeneratingPolicy ImageValidatingPolicy", in: "policies.kyverno.io")
        + names("ConstraintTemplate", in: "templates.gatekeeper.sh")
        + names("AdminNetworkPolicy BaselineAdminNetworkPolicy ClusterNetworkPolicy", in: "policy.networking.k8s.io")
        + names("GlobalNetworkPolicy GlobalNetworkSet Tier IPPool HostEndpoint", in: "crd.projectcalico.org")
        + names("GlobalNetworkPolicy GlobalNetworkSet Tier IPPool HostEndpoint", in: "projectcalico.org")
        + names("CiliumClusterwideNetworkPolicy", in: "cilium.io")
        + names("SecurityContextConstraints", in: "security.openshift.io")
        + names("Project", in: "project.openshift.io")
        + names("ClusterIssuer", in: "cert-manager.io")
        + names("ClusterSecretStore ClusterExternalSecret", in: "external-secrets.io")
        + names("GatewayClass", in: "gateway.networking.k8s.io")

    private static func names(_ names: String, in group: String) -> [KindDescription] {
        names.split(separator: " ").map { KindDescription(String($0), group, namespaced: false) }
    }

    private static let byKind: [String: [KindDescription]] = Dictionary(grouping: all, by: \.kind)

    package static func description(kind: String, group: String) -> KindDescription? {
        byKind[kind]?.first { $0.group == group }
    }
}
