// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents
internal import Findings

/// What the LimitRanges of the input give to containers that say nothing.
struct LimitDefaults {
    enum Bound { case request, limit }

    /// The defaults of a namespace, as `default` and `defaultRequest` mappings.
    private var entries: [String: [Node]] = [:]

    init(_ inventory: Inventory) {
        for range in inventory.resources(ofKind: "LimitRange") {
            for limit in range.spec?["limits"]?.elements ?? Node.Elements.none
            where limit["type"]?.equals("Container") == true {
                entries[range.effectiveNamespace, default: []].append(limit)
            }
        }
    }

    /// Whether admission fills the value in. A default limit is also the default request, and so is a maximum.
    func covers(_ resource: StaticString, _ bound: Bound, in namespace: String) -> Bool {
        guard let limits = entries[namespace] else { return false }
        return limits.contains { limit in
            if limit["default"]?[resource] != nil || limit["max"]?[resource] != nil { return true }
            return bound == .request && (limit["defaultRequest"]?[resource] != nil || limit["min"]?[resource] != nil)
        }
    }

    /// Whether a namespace has a LimitRange for containers.
    func has(_ namespace: String) -> Bool { entries[namespace] != nil }
}

/// A request or a limit that containers should have.
struct ContainerBound {
    /// As in `resources.limits`: `cpu`, `memory`, `ephemeral-storage`.
    let resource: StaticString
    let bound: LimitDefaults.Bound

    /// Reports the containers for which neither they themselves, nor their pod, nor a LimitRange says it.
    func judge(_ context: Context, _ findings: inout FindingCollector) {
        let defaults = LimitDefaults(context.inventory)
        for workload in context.inventory.workloads where !workload.isOwned {
            if defaults.covers(resource, bound, in: workload.namespace) { continue }
            if isSet(workload.spec["resources"]) { continue }
            for container in workload.containers where container.role != .ephemeral {
                if isSet(container.node["resources"] ?? container.node["computeResources"]) { continue }
                report(container, workload, &findings)
            }
        }
    }

    /// A limit is also the request when there is no request.
    private func isSet(_ resources: Node?) -> Bool {
        guard let resources else { return false }
        if let value = resources["limits"]?[resource], !value.isNull { return true }
        guard bound == .request, let value = resources["requests"]?[resource] else { return false }
        return !value.isNull
    }

    private func report(_ container: Container, _ workload: Workload, _ findings: inout FindingCollector) {
        let list = bound == .limit ? "limits" : "requests"
        let what = bound == .limit ? "limit" : "request"
        findings.add(
            "container \"\(container.name)\" has no \(resource) \(what)", Subject(workload, container),
            Evidence(below: container.node, "resources", list, "\(resource)"), reason: .missing,
            remediation: Remediation(
                "set resources.\(list).\(resource) to what the container was measured to need", .review))
    }
}
