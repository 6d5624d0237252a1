// SPDX-License-Identifier: Apache-2.0

/// What the loader knows about a kind.
package struct KindDescription: Sendable {
    package let kind: String
    package let group: String
    package let isNamespaced: Bool
    /// Paths to pod templates (objects with `metadata` and `spec`); an empty path is the object itself.
    package let templates: [[String]]

    package init(_ kind: String, group: String, namespaced: Bool = true, templates: [[String]] = []) {
        self.kind = kind
        self.group = group
        isNamespaced = namespaced
        self.templates = templates
    }
}

/// The kind table: one line per kind that carries a pod template or is cluster-scoped.
package enum Kinds {
    package static let all: [KindDescription] = [
        KindDescription("Pod", group: "", templates: [[]]),
        KindDescription("PodTemplate", group: "", templates: [["template"]]),
        KindDescription("ReplicationController", group: "", templates: [["spec", "template"]]),
        KindDescription("Deployment", group: "apps", templates: [["spec", "template"]]),
        KindDescription("ReplicaSet", group: "apps", templates: [["spec", "template"]]),
        KindDescription("StatefulSet", group: "apps", templates: [["spec", "template"]]),
        KindDescription("DaemonSet", group: "apps", templates: [["spec", "template"]]),
        KindDescription("Job", group: "batch", templates: [["spec", "template"]]),
        KindDescription("CronJob", group: "batch", templates: [["spec", "jobTemplate", "spec", "template"]]),
        KindDescription("Namespace", group: "", namespaced: false),
        KindDescription("Node", group: "", namespaced: false),
        KindDescription("PersistentVolume", group: "", namespaced: false),
        KindDescription("ClusterRole", group: "rbac.authorization.k8s.io", namespaced: false),
        KindDescription("ClusterRoleBinding", group: "rbac.authorization.k8s.io", namespaced: false),
        KindDescription("StorageClass", group: "storage.k8s.io", namespaced: false),
        KindDescription("PriorityClass", group: "scheduling.k8s.io", namespaced: false),
        KindDescription("CustomResourceDefinition", group: "apiextensions.k8s.io", namespaced: false),
        KindDescription("APIService", group: "apiregistration.k8s.io", namespaced: false),
        KindDescription("ValidatingWebhookConfiguration", group: "admissionregistration.k8s.io", namespaced: false),
        KindDescription("MutatingWebhookConfiguration", group: "admissionregistration.k8s.io", namespaced: false),
        KindDescription("ValidatingAdmissionPolicy", group: "admissionregistration.k8s.io", namespaced: false),
        KindDescription("ValidatingAdmissionPolicyBinding", group: "admissionregistration.k8s.io", namespaced: false),
        KindDescription("PodSecurityPolicy", group: "policy", namespaced: false),
    ]

    private static let byKind: [String: [KindDescription]] = Dictionary(grouping: all, by: \.kind)

    package static func description(kind: String, group: String) -> KindDescription? {
        byKind[kind]?.first { $0.group == group }
    }
}

extension Resource {
    /// Whether the kind table knows the kind as one without a namespace.
    package var isClusterScoped: Bool { Kinds.description(kind: kind, group: group)?.isNamespaced == false }
}
