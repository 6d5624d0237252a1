// SPDX-License-Identifier: Apache-2.0

internal import Documents

/// A change that a repair made in an object, as checks see it that looked at more than their subject.
package struct Alteration: Sendable, Hashable {
    /// Of the object that changed, or that is new.
    package let kind: String
    /// The field's keys from the object's root, without the positions in lists; empty for an object that is new.
    package let keys: [String]

    package init(kind: String, keys: [String]) {
        self.kind = kind
        self.keys = keys
    }

    /// The last key nearly always tells alterations of one object apart.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(keys.count)
        hasher.combine(keys.last)
    }

    /// It sets how a pod is confined or what it may use up, which says nothing about names, labels, ports or rights.
    package var isConfinement: Bool {
        for (position, key) in keys.enumerated() {
            if Self.confining.contains(key) { return true }
            if key == "resources", position > 0, Self.containers.contains(keys[position - 1]) { return true }
        }
        return false
    }

    /// It sets part of a security context, which of the node's namespaces a pod shares, its account, or an empty
    /// directory.
    var isContext: Bool { keys.contains(where: Self.contexts.contains) }

    private static let contexts: Set<String> = [
        "securityContext", "hostUsers", "hostPID", "hostIPC", "shareProcessNamespace", "emptyDir", "serviceAccountName",
        "automountServiceAccountToken",
    ]

    /// It sets a label that Pod Security admission reads, and that nothing else goes by.
    package var isAdmissionLevel: Bool { keys.last?.hasPrefix("pod-security.kubernetes.io/") ?? false }

    /// It changes neither which objects there are nor what they are called, what they select and what configuration
    /// they refer to. New policies, quotas and limits refer to nothing by name.
    package var keepsReferences: Bool {
        guard let last = keys.last else { return Self.unreferring.contains(kind) }
        return isConfinement || isAdmissionLevel || Self.unreferenced.contains(last)
    }

    private static let unreferring: Set<String> = ["NetworkPolicy", "ResourceQuota", "LimitRange", "ServiceAccount"]

    private static let unreferenced: Set<String> = [
        "apiVersion", "hostPort", "hostIP", "serviceAccount", "serviceAccountName", "automountServiceAccountToken",
    ]

    private static let confining: Set<String> = [
        "securityContext", "imagePullPolicy", "hostUsers", "hostPID", "hostIPC", "shareProcessNamespace", "emptyDir",
    ]

    private static let containers: Set<String> = ["containers", "initContainers", "ephemeralContainers", "steps"]

    /// What checks of a layer look at in their subject.
    func touches(_ layer: Layer) -> Bool {
        switch layer {
        case .network: !isConfinement && !isAdmissionLevel
        case .identity: !isConfinement && !isAdmissionLevel
        case .image: !isConfinement && !isAdmissionLevel || keys.last == "imagePullPolicy"
        case .workload, .admission, .runtime: true
        }
    }

    /// What checks of a layer look at beyond their subject.
    func concerns(_ layer: Layer) -> Bool {
        switch layer {
        case .network: isNew("NetworkPolicy") || !keepsReferences && !isEnvironment || isVersion(of: Self.traffic)
        case .identity: decidesRights
        case .image: !keepsReferences && !isEnvironment || keys.last == "apiVersion"
        case .workload: isNew("LimitRange") || isNew("ResourceQuota") || !keepsReferences
        case .admission, .runtime: true
        }
    }

    private func isNew(_ kind: String) -> Bool { keys.isEmpty && self.kind == kind }

    private func isVersion(of kinds: Set<String>) -> Bool { keys.last == "apiVersion" && kinds.contains(kind) }

    /// It has a say in who may do what, apart from the one pod that it changes.
    private var decidesRights: Bool {
        guard let last = keys.last else { return !keepsReferences || kind == "ServiceAccount" }
        switch last {
        case "serviceAccountName": return true
        case "serviceAccount", "hostPort", "hostIP": return false
        case "apiVersion": return Self.identities.contains(kind)
        default: return !isConfinement && !isAdmissionLevel && !mountsOwnToken && !isEnvironment
        }
    }

    /// It sets a variable of a program's environment.
    private var isEnvironment: Bool { keys.dropLast().contains("env") }

    /// It decides whether one pod gets the token of its account, which is nobody else's business.
    private var mountsOwnToken: Bool { keys.last == "automountServiceAccountToken" && kind != "ServiceAccount" }

    private static let traffic: Set<String> = ["Ingress", "NetworkPolicy", "Gateway", "HTTPRoute", "List"]
    private static let identities: Set<String> = [
        "ServiceAccount", "Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding", "List", "Deployment", "DaemonSet",
        "StatefulSet", "ReplicaSet", "Job", "CronJob",
    ]
}
