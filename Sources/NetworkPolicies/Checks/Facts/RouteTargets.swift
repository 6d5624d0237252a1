// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents

/// A name that is unique in its namespace.
struct NameInNamespace: Sendable, Hashable {
    let namespace: String
    let name: String

    init(_ namespace: String, _ name: String) {
        self.namespace = namespace
        self.name = name
    }
}

/// What routes can refer to.
struct ServiceNames: Sendable {
    private(set) var services: Set<NameInNamespace> = []
    private(set) var namespaces: Set<String> = []

    static func of(_ inventory: Inventory) -> ServiceNames {
        inventory.derived.value(of: ServiceNames.self) { ServiceNames(inventory) }
    }

    private init(_ inventory: Inventory) {
        for service in inventory.resources(ofKind: "Service") {
            services.insert(NameInNamespace(service.effectiveNamespace, service.name))
            if service.group.isEmpty { namespaces.insert(service.effectiveNamespace) }
        }
    }
}

/// What autoscalers can refer to.
struct ScalableNames: Sendable {
    /// Kind and name with a slash between.
    private(set) var workloads: Set<NameInNamespace> = []

    static func of(_ inventory: Inventory) -> ScalableNames {
        inventory.derived.value(of: ScalableNames.self) { ScalableNames(inventory) }
    }

    private init(_ inventory: Inventory) {
        for workload in inventory.workloads {
            workloads.insert(NameInNamespace(workload.namespace, workload.kind + "/" + workload.name))
        }
        // What a custom resource scales is not known as a workload.
        for resource in inventory.resources where resource.spec?["replicas"] != nil {
            workloads.insert(NameInNamespace(resource.effectiveNamespace, resource.kind + "/" + resource.name))
        }
    }
}
