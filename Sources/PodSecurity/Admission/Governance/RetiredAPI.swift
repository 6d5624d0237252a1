// SPDX-License-Identifier: Apache-2.0

internal import Cluster

/// A version of a built-in API that is deprecated or gone.
/// https://kubernetes.io/docs/reference/using-api/deprecation-guide/ and the lifecycle tags of the API types.
struct RetiredAPI: Sendable {
    /// What has to change besides the version.
    enum Conversion: Sendable, Hashable {
        /// Nothing: the fields are the same.
        case rename
        /// `spec.selector` is required.
        case selector
        /// Fields have other names or meanings.
        case byHand(String)
    }

    let apiVersion: String
    let kinds: Set<String>
    /// The first minor version in which it is deprecated.
    let deprecated: Int
    /// The first minor version that does not serve it; nil while none is announced.
    let removed: Int?
    /// Nil when nothing takes its place.
    let replacement: String?
    let conversion: Conversion

    init(
        _ apiVersion: String, _ kinds: String, _ span: (deprecated: Int, removed: Int?), _ replacement: String?,
        _ conversion: Conversion = .rename
    ) {
        self.apiVersion = apiVersion
        self.kinds = Set(kinds.split(separator: " ").map(String.init))
        deprecated = span.deprecated
        removed = span.removed
        self.replacement = replacement
        self.conversion = conversion
    }

    private static let byAPIVersion = Dictionary(grouping: all, by: \.apiVersion)

    static func find(_ resource: Resource) -> RetiredAPI? {
        byAPIVersion[resource.apiVersion]?.first { $0.kinds.contains(resource.kind) }
    }

    /// PodSecurityPolicy is left out: it has a check of its own.
    static let all: [RetiredAPI] = workloads + network + admission + storage + scheduling + resources

    private static let workloads: [RetiredAPI] = [
        RetiredAPI("extensions/v1beta1", "Deployment DaemonSet ReplicaSet", (9, 16), "apps/v1", .selector),
        RetiredAPI("apps/v1beta1", "Deployment StatefulSet ReplicaSet", (9, 16), "apps/v1", .selector),
        RetiredAPI("apps/v1beta2", "Deployment StatefulSet DaemonSet ReplicaSet", (9, 16), "apps/v1", .selector),
        RetiredAPI("apps/v1beta1", "ControllerRevision", (9, 16), "apps/v1"),
        RetiredAPI("apps/v1beta2", "ControllerRevision", (9, 16), "apps/v1"),
        RetiredAPI("batch/v2alpha1", "CronJob ScheduledJob", (8, 21), "batch/v1"),
        RetiredAPI("batch/v1beta1", "CronJob", (21, 25), "batch/v1"),
        RetiredAPI(
            "autoscaling/v2beta1", "HorizontalPodAutoscaler", (22, 25), "autoscaling/v2",
            .byHand("metrics name their targets below \"target\"")),
        RetiredAPI("autoscaling/v2beta2", "HorizontalPodAutoscaler", (23, 26), "autoscaling/v2"),
        RetiredAPI(
            "policy/v1beta1", "PodDisruptionBudget", (21, 25), "policy/v1",
            .byHand("an empty selector now selects every pod")),
        RetiredAPI("policy/v1beta1", "Eviction", (22, 25), "policy/v1"),
        RetiredAPI("settings.k8s.io/v1alpha1", "PodPreset", (19, 20), nil, .byHand("nothing takes its place")),
    ]

    private static let network: [RetiredAPI] = [
        RetiredAPI("extensions/v1beta1", "NetworkPolicy", (9, 16), "networking.k8s.io/v1"),
        RetiredAPI(
            "extensions/v1beta1", "Ingress", (14, 22), "networking.k8s.io/v1",
            .byHand("backends are written as \"service\", and paths need a pathType")),
        RetiredAPI(
            "networking.k8s.io/v1beta1", "Ingress", (19, 22), "networking.k8s.io/v1",
            .byHand("backends are written as \"service\", and paths need a pathType")),
        RetiredAPI("networking.k8s.io/v1beta1", "IngressClass", (19, 22), "networking.k8s.io/v1"),
        RetiredAPI("networking.k8s.io/v1alpha1", "IPAddress ServiceCIDR", (31, 34), "networking.k8s.io/v1"),
        RetiredAPI("networking.k8s.io/v1beta1", "IPAddress ServiceCIDR", (34, 37), "networking.k8s.io/v1"),
        RetiredAPI("networking.k8s.io/v1alpha1", "ClusterCIDR", (28, 29), nil, .byHand("nothing takes its place")),
        RetiredAPI(
            "discovery.k8s.io/v1beta1", "EndpointSlice", (21, 25), "discovery.k8s.io/v1",
            .byHand("\"topology\" became \"nodeName\" and \"zone\"")),
        RetiredAPI(
            "discovery.k8s.io/v1alpha1", "EndpointSlice", (17, 20), "discovery.k8s.io/v1", .byHand("fields differ")),
        RetiredAPI(
            "v1", "Endpoints", (33, nil), "discovery.k8s.io/v1", .byHand("write EndpointSlices, of kind EndpointSlice")),
    ]

    private static let admission: [RetiredAPI] = [
        RetiredAPI(
            "admissionregistration.k8s.io/v1beta1", "ValidatingWebhookConfiguration MutatingWebhookConfiguration",
            (16, 22), "admissionregistration.k8s.io/v1",
            .byHand("sideEffects and admissionReviewVersions are required, failurePolicy defaults to Fail")),
        RetiredAPI(
            "admissionregistration.k8s.io/v1alpha1", "ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding",
            (28, 31), "admissionregistration.k8s.io/v1"),
        RetiredAPI(
            "admissionregistration.k8s.io/v1beta1", "ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding",
            (31, 34), "admissionregistration.k8s.io/v1"),
        RetiredAPI(
            "admissionregistration.k8s.io/v1alpha1", "MutatingAdmissionPolicy MutatingAdmissionPolicyBinding", (34, 37),
            "admissionregistration.k8s.io/v1"),
        RetiredAPI(
            "admissionregistration.k8s.io/v1beta1", "MutatingAdmissionPolicy MutatingAdmissionPolicyBinding", (37, 40),
            "admissionregistration.k8s.io/v1"),
        RetiredAPI(
            "apiextensions.k8s.io/v1beta1", "CustomResourceDefinition", (16, 22), "apiextensions.k8s.io/v1",
            .byHand("each version needs a structural schema")),
        RetiredAPI("apiregistration.k8s.io/v1beta1", "APIService", (19, 22), "apiregistration.k8s.io/v1"),
        RetiredAPI("authentication.k8s.io/v1beta1", "TokenReview", (19, 22), "authentication.k8s.io/v1"),
        RetiredAPI("authentication.k8s.io/v1beta1", "SelfSubjectReview", (28, 31), "authentication.k8s.io/v1"),
        RetiredAPI("authentication.k8s.io/v1alpha1", "SelfSubjectReview", (27, 30), "authentication.k8s.io/v1"),
        RetiredAPI(
            "authorization.k8s.io/v1beta1",
            "SubjectAccessReview LocalSubjectAccessReview SelfSubjectAccessReview SelfSubjectRulesReview", (19, 22),
            "authorization.k8s.io/v1", .byHand("\"spec.group\" became \"spec.groups\"")),
        RetiredAPI(
            "certificates.k8s.io/v1beta1", "CertificateSigningRequest", (19, 22), "certificates.k8s.io/v1",
            .byHand("signerName and usages are required")),
        RetiredAPI(
            "rbac.authorization.k8s.io/v1alpha1", "ClusterRole ClusterRoleBinding Role RoleBinding", (17, 23),
            "rbac.authorization.k8s.io/v1", .byHand("subjects name an apiGroup")),
        RetiredAPI(
            "rbac.authorization.k8s.io/v1beta1", "ClusterRole ClusterRoleBinding Role RoleBinding", (17, 22),
            "rbac.authorization.k8s.io/v1"),
        RetiredAPI(
            "auditregistration.k8s.io/v1alpha1", "AuditSink", (18, 19), nil,
            .byHand("configure the audit backend with the API server's flags")),
    ]

    private static let storage: [RetiredAPI] = [
        RetiredAPI(
            "storage.k8s.io/v1beta1", "CSIDriver CSINode StorageClass VolumeAttachment", (19, 22), "storage.k8s.io/v1"),
        RetiredAPI("storage.k8s.io/v1alpha1", "VolumeAttachment", (21, 24), "storage.k8s.io/v1"),
        RetiredAPI("storage.k8s.io/v1alpha1", "CSIStorageCapacity", (21, 24), "storage.k8s.io/v1"),
        RetiredAPI("storage.k8s.io/v1beta1", "CSIStorageCapacity", (24, 27), "storage.k8s.io/v1"),
        RetiredAPI("storage.k8s.io/v1alpha1", "VolumeAttributesClass", (31, 34), "storage.k8s.io/v1"),
        RetiredAPI("storage.k8s.io/v1beta1", "VolumeAttributesClass", (34, 37), "storage.k8s.io/v1"),
    ]

    private static let scheduling: [RetiredAPI] = [
        RetiredAPI("scheduling.k8s.io/v1alpha1", "PriorityClass", (14, 22), "scheduling.k8s.io/v1"),
        RetiredAPI("scheduling.k8s.io/v1beta1", "PriorityClass", (14, 22), "scheduling.k8s.io/v1"),
        RetiredAPI("coordination.k8s.io/v1beta1", "Lease", (19, 22), "coordination.k8s.io/v1"),
        RetiredAPI(
            "node.k8s.io/v1alpha1", "RuntimeClass", (20, 23), "node.k8s.io/v1",
            .byHand("\"spec.runtimeHandler\" became \"handler\"")),
        RetiredAPI("node.k8s.io/v1beta1", "RuntimeClass", (20, 25), "node.k8s.io/v1"),
        RetiredAPI(
            "events.k8s.io/v1beta1", "Event", (19, 25), "events.k8s.io/v1", .byHand("several fields were renamed")),
        RetiredAPI("v1", "ComponentStatus", (19, nil), nil, .byHand("nothing takes its place")),
        RetiredAPI(
            "flowcontrol.apiserver.k8s.io/v1alpha1", "FlowSchema PriorityLevelConfiguration", (20, 21),
            "flowcontrol.apiserver.k8s.io/v1", shares),
        RetiredAPI(
            "flowcontrol.apiserver.k8s.io/v1beta1", "FlowSchema PriorityLevelConfiguration", (23, 26),
            "flowcontrol.apiserver.k8s.io/v1", shares),
        RetiredAPI(
            "flowcontrol.apiserver.k8s.io/v1beta2", "FlowSchema PriorityLevelConfiguration", (26, 29),
            "flowcontrol.apiserver.k8s.io/v1", shares),
        RetiredAPI(
            "flowcontrol.apiserver.k8s.io/v1beta3", "FlowSchema PriorityLevelConfiguration", (29, 32),
            "flowcontrol.apiserver.k8s.io/v1"),
    ]

    private static let shares = Conversion.byHand("\"assuredConcurrencyShares\" became \"nominalConcurrencyShares\"")

    private static let resources: [RetiredAPI] = [
        RetiredAPI(
            "resource.k8s.io/v1alpha1", "PodScheduling ResourceClaim ResourceClaimTemplate ResourceClass", (26, 27),
            "resource.k8s.io/v1", claims),
        RetiredAPI(
            "resource.k8s.io/v1alpha2",
            "PodSchedulingContext ResourceClaim ResourceClaimParameters ResourceClaimTemplate ResourceClass "
                + "ResourceClassParameters ResourceSlice",
            (30, 31), "resource.k8s.io/v1", claims),
        RetiredAPI(
            "resource.k8s.io/v1alpha3", "DeviceClass ResourceClaim ResourceClaimTemplate ResourceSlice", (32, 34),
            "resource.k8s.io/v1", claims),
        RetiredAPI(
            "resource.k8s.io/v1beta1", "DeviceClass ResourceClaim ResourceClaimTemplate ResourceSlice", (35, 38),
            "resource.k8s.io/v1", claims),
        RetiredAPI(
            "resource.k8s.io/v1beta2", "DeviceClass ResourceClaim ResourceClaimTemplate ResourceSlice", (36, 39),
            "resource.k8s.io/v1"),
    ]

    private static let claims = Conversion.byHand("requests are written below \"exactly\"")
}
