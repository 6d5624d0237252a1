// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents

/// One webhook of a ValidatingWebhookConfiguration or MutatingWebhookConfiguration.
struct AdmissionWebhook {
    let node: Node
    let resource: Resource

    static let kinds = ["ValidatingWebhookConfiguration", "MutatingWebhookConfiguration"]

    static func all(of resource: Resource) -> [AdmissionWebhook] {
        (resource.node["webhooks"]?.elements ?? Node.Elements.none).map {
            AdmissionWebhook(node: $0, resource: resource)
        }
    }

    var name: String { node["name"]?.scalarText ?? "" }
    var isValidating: Bool { resource.kind == "ValidatingWebhookConfiguration" }

    /// Requests pass when the webhook cannot be reached. The default is Fail in v1 and Ignore in v1beta1.
    var failsOpen: Bool {
        guard let policy = node["failurePolicy"], !policy.isNull else {
            return resource.apiVersion == "admissionregistration.k8s.io/v1beta1"
        }
        return policy.equals("Ignore")
    }

    /// The service or URL that is called.
    var target: String {
        let client = node["clientConfig"]
        if let service = client?["service"], service.isMapping {
            let path = service["path"]?.scalarText ?? ""
            return "service \(service["namespace"]?.scalarText ?? "")/\(service["name"]?.scalarText ?? "")\(path)"
        }
        return client?["url"]?.scalarText ?? "nothing"
    }

    /// The namespace of the service that is called.
    var serviceNamespace: String? { node["clientConfig"]?["service"]?["namespace"]?.scalarText }

    var hasCABundle: Bool { node["clientConfig"]?["caBundle"]?.scalarText.isEmpty == false }

    /// It guards the cluster rather than a product's own objects: it belongs to a policy engine or a security agent, or
    /// it validates pods, what creates pods, or permissions.
    var isSecurityRelevant: Bool {
        guard node["rules"]?.elements.contains(where: { _ in true }) == true else { return false }
        if belongsToEngine { return isValidating || guardsCore }
        return isValidating && guardsCore
    }

    private static let engines: [StaticString] = [
        "kyverno", "gatekeeper", "kubewarden", "sigstore", "cosign", "policy-controller", "connaisseur",
        "portieris", "ratify", "polaris", "datree", "jspolicy", "k-rail", "stackrox", "neuvector", "twistlock",
        "prisma", "sysdig", "falcon", "aqua", "kubescape", "trivy", "anchore", "image-policy", "imagepolicy",
        "admission-control", "bulwark", "pod-security", "podsecurity",
    ]

    private var belongsToEngine: Bool {
        let text = (resource.name + " " + name + " " + target).lowercased()
        if Self.engines.contains(where: { text.holds($0) }) { return true }
        // A word of its own: three letters occur in many others.
        return text.holds("opa") && text.split { !$0.isLetter && $0 != "-" }.contains("opa")
    }

    private static let guarded: Set<String> = [
        "*", "*/*", "pods", "pods/*", "pods/ephemeralcontainers", "deployments", "replicasets", "statefulsets",
        "daemonsets", "jobs", "cronjobs", "roles", "rolebindings", "clusterroles", "clusterrolebindings", "secrets",
        "serviceaccounts", "namespaces",
    ]

    private static let builtInGroups: Set<String> = ["", "*", "apps", "batch", "rbac.authorization.k8s.io"]

    /// A rule covers pods, what creates pods, or permissions.
    private var guardsCore: Bool {
        (node["rules"]?.elements ?? Node.Elements.none).contains { rule in
            let groups = (rule["apiGroups"]?.elements ?? Node.Elements.none).map(\.scalarText)
            let resources = (rule["resources"]?.elements ?? Node.Elements.none).map(\.scalarText)
            return groups.contains { Self.builtInGroups.contains($0) }
                && resources.contains { Self.guarded.contains($0) }
        }
    }
}
