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
    func covers(_ resource: String, _ bound: Bound, in namespace: String) -> Bool {
        guard !entries.isEmpty, let limits = entries[namespace] else { return false }
        return limits.contains { limit in
            if limit["default"]?[key: resource] != nil || limit["max"]?[key: resource] != nil { return true }
            return bound == .request
                && (limit["defaultRequest"]?[key: resource] != nil || limit["min"]?[key: resource] != nil)
        }
    }

    /// Whether a namespace has a LimitRange for containers.
    func has(_ namespace: String) -> Bool { entries[namespace] != nil }
}

/// A request or a limit that containers should have.
struct ContainerBound: Sendable {
    /// As in `resources.limits`: `cpu`, `memory`, `ephemeral-storage`.
    private let resource: String
    private let bound: LimitDefaults.Bound
    /// `limits` or `requests`.
    private let list: String
    /// How a message goes on behind the container's name.
    private let complaint: String
    private let remediation: Remediation

    init(resource: String, bound: LimitDefaults.Bound) {
        self.resource = resource
        self.bound = bound
        list = bound == .limit ? "limits" : "requests"
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
            if isSet(container.node["resources"] ?? container.node["computeResources"]) { continue }
            findings.add(
                "container \"" + container.name + complaint, Subject(workload, container),
                Evidence(below: container.node, "resources", list, resource), reason: .missing,
                remediation: remediation)
        }
    }

    /// A limit is also the request when there is no request.
    private func isSet(_ resources: Node?) -> Bool {
        guard let resources else { return false }
        if let value = resources["limits"]?[key: resource], !value.isNull { return true }
        guard bound == .request, let value = resources["requests"]?[key: resource] else { return false }
        return !value.isNull
    }
}
