// SPDX-License-Identifier: Apache-2.0

package import Documents

/// Anything that runs pods: a Pod, or an object that carries a pod template.
package final class Workload: Sendable {
    package let resource: Resource
    /// The object whose `metadata` and `spec` are the pod's: the Pod itself, or the template.
    package let template: Node
    /// The pod's spec.
    package let spec: Node
    /// Initial containers, then main, then ephemeral ones, each in source order.
    package let containers: [Container]
    /// `spec.securityContext` of the pod.
    package let securityContext: Node?
    /// The pod can only be placed on Windows nodes: `spec.os.name`, or a node selector that says so.
    package let runsOnWindows: Bool
    /// The pod template is the user's own text; false when a workload of the inventory owns this object, so that
    /// facts about the template are told once, at the owner.
    package let isOwned: Bool

    package init?(resource: Resource, template: Node, isOwned: Bool = false) {
        guard let spec = template["spec"], spec.isMapping else { return nil }
        self.resource = resource
        self.template = template
        self.spec = spec
        self.isOwned = isOwned
        securityContext = spec["securityContext"]
        runsOnWindows = Self.runsOnWindows(spec)
        var containers: [Container] = []
        for node in spec["initContainers"]?.elements ?? Node.Elements.none where node.isMapping {
            containers.append(Container(node: node, role: .initial))
        }
        for node in spec["containers"]?.elements ?? Node.Elements.none where node.isMapping {
            containers.append(Container(node: node, role: .main))
        }
        for node in spec["ephemeralContainers"]?.elements ?? Node.Elements.none where node.isMapping {
            containers.append(Container(node: node, role: .ephemeral))
        }
        self.containers = containers
    }

    package var name: String { resource.name }
    package var kind: String { resource.kind }
    package var namespace: String { resource.effectiveNamespace }
    package var podLabels: Node? { template["metadata"]?["labels"] }
    package var podAnnotations: Node? { template["metadata"]?["annotations"] }
    package var volumes: Node.Elements { spec["volumes"]?.elements ?? Node.Elements.none }

    /// `spec.os.name` is `windows`: Linux-only fields have no effect, and some are forbidden.
    package var isWindows: Bool { spec["os"]?["name"]?.equals("windows") == true }

    /// The pod runs in a user namespace of its own (`hostUsers: false`): root inside is nobody outside.
    package var hasUserNamespace: Bool { spec["hostUsers"]?.bool == false }

    /// The value of a security context field that applies to a container: its own, else the pod's. A null counts as
    /// missing, as it does for the API server.
    package func effective(_ field: StaticString, in container: Container) -> Node? {
        if let own = container.securityContext?[field], !own.isNull { return own }
        guard let inherited = securityContext?[field], !inherited.isNull else { return nil }
        return inherited
    }

    private static func runsOnWindows(_ spec: Node) -> Bool {
        if let name = spec["os"]?["name"] { return name.equals("windows") }
        guard let selector = spec["nodeSelector"] else { return false }
        return selector["kubernetes.io/os"]?.equals("windows") == true
            || selector["beta.kubernetes.io/os"]?.equals("windows") == true
    }

    /// The service account name the API server gives the pod: the new field, the deprecated one, else `default`.
    package var serviceAccountName: String {
        for field in [spec["serviceAccountName"], spec["serviceAccount"]] {
            if let name = field?.string, !name.isEmpty { return name }
        }
        return "default"
    }
}

extension Workload: Hashable {
    package static func == (left: Workload, right: Workload) -> Bool { left === right }
    package func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
