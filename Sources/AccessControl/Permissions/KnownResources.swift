// SPDX-License-Identifier: Apache-2.0

/// A resource of Kubernetes itself, as the API server's discovery lists it.
package struct KnownResource: Sendable {
    package let name: String
    /// Empty for the core group.
    package let group: String
    package let isNamespaced: Bool
    package let shortNames: [String]

    init(_ name: String, group: String = "", namespaced: Bool = true, short: [String] = []) {
        self.name = name
        self.group = group
        isNamespaced = namespaced
        shortNames = short
    }
}

/// The resources of Kubernetes v1.36.
package enum KnownResources {
    private static let byName = Dictionary(grouping: all, by: \.name)

    /// The groups in which a resource (perhaps with a subresource) exists, core first; nil when none has it.
    package static func groups(of resource: String) -> [String]? {
        let name = String(resource.prefix { $0 != "/" })
        return byName[name].map { $0.map(\.group) }
    }

    /// The resource that a plural name, singular name or short name means, preferring the core group.
    package static func named(_ name: String, where isWanted: (KnownResource) -> Bool) -> KnownResource? {
        byName[name]?.first(where: isWanted)
            ?? all.first { $0.shortNames.contains(name) && isWanted($0) }
            ?? all.first { singular($0.name) == name && isWanted($0) }
    }

    private static let groups = Set(all.map(\.group))

    /// Whether Kubernetes itself serves resources in a group.
    static func hasGroup(_ group: String) -> Bool { groups.contains(group) }

    package static func resource(_ name: String, group: String) -> KnownResource? {
        byName[name]?.first { $0.group == group }
    }

    private static func singular(_ name: String) -> String {
        if name.hasSuffix("ies") { return String(name.dropLast(3)) + "y" }
        if name.hasSuffix("sses") || name.hasSuffix("uses") { return String(name.dropLast(2)) }
        return name.hasSuffix("s") ? String(name.dropLast()) : name
    }

    package static let all: [KnownResource] = [
        KnownResource("bindings"),
        KnownResource("componentstatuses", namespaced: false, short: ["cs"]),
        KnownResource("configmaps", short: ["cm"]),
        KnownResource("endpoints", short: ["ep"]),
        KnownResource("events", short: ["ev"]),
        KnownResource("limitranges", short: ["limits"]),
        KnownResource("namespaces", namespaced: false, short: ["ns"]),
        KnownResource("nodes", namespaced: false, short: ["no"]),
        KnownResource("persistentvolumeclaims", short: ["pvc"]),
        KnownResource("persistentvolumes", namespaced: false, short: ["pv"]),
        KnownResource("pods", short: ["po"]),
        KnownResource("podtemplates"),
        KnownResource("replicationcontrollers", short: ["rc"]),
        KnownResource("resourcequotas", short: ["quota"]),
        KnownResource("secrets"),
        KnownResource("serviceaccounts", short: ["sa"]),
        KnownResource("services", short: ["svc"]),
        KnownResource("mutatingadmissionpolicies", group: "admissionregistration.k8s.io", namespaced: false),
        KnownResource("mutatingadmissionpolicybindings", group: "admissionregistration.k8s.io", namespaced: false),
        KnownResource("mutatingwebhookconfigurations", group: "admissionregistration.k8s.io", namespaced: false),
        KnownResource("validatingadmissionpolicies", group: "admissionregistration.k8s.io", namespaced: false),
        KnownResource("validatingadmissionpolicybindings", group: "admissionregistration.k8s.io", namespaced: false),
        KnownResource("validatingwebhookconfigurations", group: "admissionregistration.k8s.io", namespaced: false),
        KnownResource(
            "customresourcedefinitions", group: "apiextensions.k8s.io", namespaced: false, short: ["crd", "crds"]),
        KnownResource("apiservices", group: "apiregistration.k8s.io", namespaced: false),
        KnownResource("controllerrevisions", group: "apps"),
        KnownResource("daemonsets", group: "apps", short: ["ds"]),
        KnownResource("deployments", group: "apps", short: ["deploy"]),
        KnownResource("replicasets", group: "apps", short: ["rs"]),
        KnownResource("statefulsets", group: "apps", short: ["sts"]),
        KnownResource("selfsubjectreviews", group: "authentication.k8s.io", namespaced: false),
        KnownResource("tokenreviews", group: "authentication.k8s.io", namespaced: false),
        KnownResource("localsubjectaccessreviews", group: "authorization.k8s.io"),
        KnownResource("selfsubjectaccessreviews", group: "authorization.k8s.io", namespaced: false),
        KnownResource("selfsubjectrulesreviews", group: "authorization.k8s.io", namespaced: false),
        KnownResource("subjectaccessreviews", group: "authorization.k8s.io", namespaced: false),
        KnownResource("horizontalpodautoscalers", group: "autoscaling", short: ["hpa"]),
        KnownResource("cronjobs", group: "batch", short: ["cj"]),
        KnownResource("jobs", group: "batch"),
        KnownResource("certificatesigningrequests", group: "certificates.k8s.io", namespaced: false, short: ["csr"]),
        KnownResource("leases", group: "coordination.k8s.io"),
        KnownResource("endpointslices", group: "discovery.k8s.io"),
        KnownResource("events", group: "events.k8s.io", short: ["ev"]),
        KnownResource("flowschemas", group: "flowcontrol.apiserver.k8s.io", namespaced: false),
        KnownResource("prioritylevelconfigurations", group: "flowcontrol.apiserver.k8s.io", namespaced: false),
        KnownResource("ingressclasses", group: "networking.k8s.io", namespaced: false),
        KnownResource("ingresses", group: "networking.k8s.io", short: ["ing"]),
        KnownResource("ipaddresses", group: "networking.k8s.io", namespaced: false, short: ["ip"]),
        KnownResource("networkpolicies", group: "networking.k8s.io", short: ["netpol"]),
        KnownResource("servicecidrs", group: "networking.k8s.io", namespaced: false),
        KnownResource("runtimeclasses", group: "node.k8s.io", namespaced: false),
        KnownResource("poddisruptionbudgets", group: "policy", short: ["pdb"]),
        KnownResource("clusterrolebindings", group: "rbac.authorization.k8s.io", namespaced: false),
        KnownResource("clusterroles", group: "rbac.authorization.k8s.io", namespaced: false),
        KnownResource("rolebindings", group: "rbac.authorization.k8s.io"),
        KnownResource("roles", group: "rbac.authorization.k8s.io"),
        KnownResource("deviceclasses", group: "resource.k8s.io", namespaced: false),
        KnownResource("resourceclaims", group: "resource.k8s.io"),
        KnownResource("resourceclaimtemplates", group: "resource.k8s.io"),
        KnownResource("resourceslices", group: "resource.k8s.io", namespaced: false),
        KnownResource("priorityclasses", group: "scheduling.k8s.io", namespaced: false, short: ["pc"]),
        KnownResource("csidrivers", group: "storage.k8s.io", namespaced: false),
        KnownResource("csinodes", group: "storage.k8s.io", namespaced: false),
        KnownResource("csistoragecapacities", group: "storage.k8s.io"),
        KnownResource("storageclasses", group: "storage.k8s.io", namespaced: false, short: ["sc"]),
        KnownResource("volumeattachments", group: "storage.k8s.io", namespaced: false),
        KnownResource("volumeattributesclasses", group: "storage.k8s.io", namespaced: false, short: ["vac"]),
    ]
}
