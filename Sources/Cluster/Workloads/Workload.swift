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
    /// How the object writes its pod down, so that an edit knows where pod settings go.
    package let shape: PodShape
    /// The pod can only be placed on Windows nodes: `spec.os.name`, or a node selector that says so.
    package let runsOnWindows: Bool
    /// The pod lives in its node's network (`hostNetwork`).
    package let usesHostNetwork: Bool
    package let podLabels: Node?
    package let podAnnotations: Node?
    /// `spec.volumes`, in source order.
    package let volumes: Node.Elements
    /// The service account name the API server gives the pod: the new field, the deprecated one, else `default`.
    package let serviceAccountName: String
    /// The pod template is the user's own text; false when a workload of the inventory owns this object, so that
    /// facts about the template are told once, at the owner.
    package let isOwned: Bool

    package init?(resource: Resource, template: Node, shape: PodShape = .template, isOwned: Bool = false) {
        let spec = shape == .template ? template["spec"] : template
        guard let spec, spec.isMapping else { return nil }
        self.resource = resource
        self.template = template
        self.spec = spec
        self.isOwned = isOwned
        self.shape = shape
        securityContext = Self.securityContext(resource, spec, shape)
        runsOnWindows = Self.runsOnWindows(spec)
        usesHostNetwork = spec["hostNetwork"]?.bool == true
        containers = Self.containers(spec, shape)
        let metadata = template["metadata"]
        podLabels = metadata?["labels"]
        podAnnotations = metadata?["annotations"]
        volumes = spec["volumes"]?.elements ?? Node.Elements.none
        serviceAccountName = Self.serviceAccountName(spec)
    }

    /// Tasks and workflows may say it once for all of their pods.
    private static func securityContext(_ resource: Resource, _ spec: Node, _ shape: PodShape) -> Node? {
        switch shape {
        case .template, .podSpec: spec["securityContext"]
        case .steps: resource.spec?["podTemplate"]?["securityContext"]
        case .workflow:
            spec["securityContext"] ?? resource.spec?["securityContext"]
                ?? resource.spec?["workflowSpec"]?["securityContext"]
        }
    }

    private static func containers(_ spec: Node, _ shape: PodShape) -> [Container] {
        var containers: [Container] = []
        func add(_ node: Node?, _ role: Container.Role) {
            guard let node else { return }
            if node.isMapping { containers.append(Container(node: node, role: role)) }
            for element in node.elements where element.isMapping {
                containers.append(Container(node: element, role: role))
            }
        }
        switch shape {
        case .template, .podSpec:
            add(spec["initContainers"], .initial)
            add(spec["containers"], .main)
            add(spec["ephemeralContainers"], .ephemeral)
        case .steps:
            add(spec["steps"], .main)
            add(spec["sidecars"], .main)
        case .workflow:
            add(spec["initContainers"], .initial)
            add(spec["container"], .main)
            add(spec["script"], .main)
            add(spec["containerSet"]?["containers"], .main)
            add(spec["sidecars"], .main)
        }
        return containers
    }

    package var name: String { resource.name }
    package var kind: String { resource.kind }
    package var namespace: String { resource.effectiveNamespace }

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

    private static func serviceAccountName(_ spec: Node) -> String {
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
