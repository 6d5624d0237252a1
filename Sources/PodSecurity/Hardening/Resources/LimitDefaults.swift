// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents
internal import Findings

/// What the LimitRanges of the input give to containers that say nothing.
struct LimitDefaults: Sendable {
    enum Bound { case request, limit }

    /// The defaults of a namespace, as `default` and `defaultRequest` mappings.
    private var entries: [String: [Node]] = [:]

    /// Those of an inventory, read once.
    static func of(_ inventory: Inventory) -> LimitDefaults {
        inventory.derived.value(of: LimitDefaults.self) { LimitDefaults(inventory) }
    }

    private init(_ inventory: Inventory) {
        for range in inventory.resources(ofKind: "LimitRange") {
            for limit in range.spec?["limits"]?.elements ?? Node.Elements.none
            where limit["type"]?.equals("Container") == true {
                entries[range.effectiveNamespace, default: []].append(limit)
            }
        }
    }

    /// Whether admission fills the value in. A default limit is also the default request, and so is a maximum.
    func covers(_ resource: StaticString, _ bound: Bound, in namespace: String) -> Bool {
        guard !entries.isEmpty, let limits = entries[namespace] else { return false }
        return limits.contains { limit in
            if limit["default"]?[resource] != nil || limit["max"]?[resource] != nil { return true }
            return bound == .request
                && (limit["defaultRequest"]?[resource] != nil || limit["min"]?[resource] != nil)
        }
    }

    /// Whether a namespace has a LimitRange for containers.
    func has(_ namespace: String) -> Bool { entries[namespace] != nil }
}

/// A request or a limit that containers should have.
struct ContainerBound: Sendable {
    /// As in `resources.limits`: `cpu`, `memory`, `ephemeral-storage`.
    private let resource: StaticString
    private let bound: LimitDefaults.Bound
    /// `limits` or `requests`.
    private let list: StaticString
    /// The way from a container to the value.
    private let path: [String]
    /// The same from the container's `resources`.
    private let pathInResources: [String]
    /// How a message goes on behind the container's name.
    private let complaint: String
    private let remediation: Remediation

    init(resource: StaticString, bound: LimitDefaults.Bound) {
        self.resource = resource
        self.bound = bound
        list = bound == .limit ? "limits" : "requests"
        pathInResources = ["\(list)", "\(resource)"]
        path = ["resources"] + pathInResources
        complaint = "\" has no \(resource) \(bound == .limit ? "limit" : "request")"
        remediation = Remediation(
            "set resources.\(list).\(resource) to what the container was measured to need", .review)
    }

    /// Reports the containers for which neither they themselves, nor their pod, nor a LimitRange says it.
    func judge(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        let defaults = LimitDefaults.of(context.inventory)
        if defaults.covers(resource, bound, in: workload.namespace) { return }
        if isSet(workload.spec["resources"]) { return }
        for container in workload.containers where container.role != .ephemeral {
            let resources = container.node["resources"]
            if isSet(resources ?? container.node["computeResources"]) { continue }
            findings.add(
                "container \"" + container.name + complaint, Subject(workload, container),
                place(resources, container), reason: .missing, remediation: remediation)
        }
    }

    private func place(_ resources: Node?, _ container: Container) -> Evidence {
        guard let resources else { return Evidence(container.node, missing: path) }
        if resources[list] == nil { return Evidence(resources, missing: pathInResources) }
        return Evidence(below: resources, pathInResources)
    }

    /// A limit is also the request when there is no request.
    private func isSet(_ resources: Node?) -> Bool {
        guard let resources else { return false }
        if let value = resources["limits"]?[resource], !value.isNull { return true }
        guard bound == .request, let value = resources["requests"]?[resource] else { return false }
        return !value.isNull
    }
}
