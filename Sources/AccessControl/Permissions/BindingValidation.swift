// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents

/// Tells what the API server would refuse in a binding. One bad subject is enough to lose the whole object.
enum BindingValidation {
    private static let group = "rbac.authorization.k8s.io"

    static func judge(_ resource: Resource, _ judgement: inout AccessValidation.Judgement) {
        let title = judgement.title
        guard let roleRef = resource.node["roleRef"], roleRef.isMapping else {
            return judgement.refuse(resource.node, "\(title) without roleRef, expected the role that it grants")
        }
        let group = judgement.text(roleRef["apiGroup"], "roleRef.apiGroup")
        if !group.isEmpty, group != Self.group {
            judgement.refuse(
                roleRef["apiGroup"] ?? roleRef,
                "\(title): roleRef of API group \"\(group)\", expected \"\(Self.group)\"")
        }
        let kind = judgement.text(roleRef["kind"], "roleRef.kind")
        let kinds = resource.kind == "ClusterRoleBinding" ? ["ClusterRole"] : ["Role", "ClusterRole"]
        if !kinds.contains(kind) {
            judgement.refuse(
                roleRef["kind"] ?? roleRef,
                "\(title): roleRef of kind \"\(kind)\", expected \(kinds.joined(separator: " or "))")
        }
        let name = judgement.text(roleRef["name"], "roleRef.name")
        if name.isEmpty {
            judgement.refuse(roleRef, "\(title): roleRef without a name")
        } else if !ObjectNames.isPathSegment(name) {
            judgement.refuse(roleRef["name"] ?? roleRef, "\(title): roleRef \"\(name)\", which no role can be called")
        }
        for subject in judgement.list(resource.node["subjects"], "subjects") {
            judge(subject: subject, of: resource, &judgement)
        }
    }

    private static func judge(
        subject: Node, of resource: Resource, _ judgement: inout AccessValidation.Judgement
    ) {
        let title = judgement.title
        let name = judgement.text(subject["name"], "a subject's name")
        if name.isEmpty { judgement.refuse(subject, "\(title): subject without a name") }
        let kind = judgement.text(subject["kind"], "a subject's kind")
        guard let known = RoleSubject.Kind(rawValue: kind) else {
            return judgement.refuse(
                subject["kind"] ?? subject,
                "\(title): subject of kind \"\(kind)\", expected User, Group or ServiceAccount")
        }
        let group = judgement.text(subject["apiGroup"], "a subject's apiGroup")
        let expected = known == .serviceAccount ? "" : Self.group
        if !group.isEmpty, group != expected {
            judgement.refuse(
                subject["apiGroup"] ?? subject, "\(title): \(kind) of API group \"\(group)\", expected \"\(expected)\"")
        }
        guard known == .serviceAccount else { return }
        if !name.isEmpty, !ObjectNames.isSubdomain(name) {
            judgement.refuse(
                subject["name"] ?? subject, "\(title): ServiceAccount \"\(name)\", expected a DNS subdomain name")
        }
        guard judgement.text(subject["namespace"], "a subject's namespace").isEmpty else { return }
        let message = "\(title): ServiceAccount \"\(name)\" without a namespace"
        if resource.kind == "RoleBinding" {
            judgement.warn(subject, "\(message); read as the binding's own, \"\(resource.effectiveNamespace)\"")
        } else {
            judgement.refuse(subject, "\(message), expected one: the whole binding is refused")
        }
    }
}
