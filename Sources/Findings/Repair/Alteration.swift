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

    /// It sets how a pod is confined or what it may use up, which says nothing about names, labels, ports or rights.
    package var isConfinement: Bool {
        for (position, key) in keys.enumerated() {
            if Self.confining.contains(key) { return true }
            if key == "resources", position > 0, Self.containers.contains(keys[position - 1]) { return true }
        }
        return false
    }

    /// It sets a label that Pod Security admission reads, and that nothing else goes by.
    package var isAdmissionLevel: Bool { keys.last?.hasPrefix("pod-security.kubernetes.io/") ?? false }

    /// It changes neither which objects there are nor what they are called, what they select and what configuration
    /// they refer to.
    package var keepsReferences: Bool {
        isConfinement || isAdmissionLevel || keys.last.map(Self.unreferenced.contains) ?? false
    }

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
        case .network: !keepsReferences || keys.last == "apiVersion" && Self.traffic.contains(kind)
        case .identity: !isConfinement && !isAdmissionLevel && keys.last != "serviceAccount" && !mountsOwnToken
        case .image: !isConfinement && !isAdmissionLevel
        case .workload: !isConfinement
        case .admission, .runtime: true
        }
    }

    /// It decides whether one pod gets the token of its account, which is nobody else's business.
    private var mountsOwnToken: Bool { keys.last == "automountServiceAccountToken" && kind != "ServiceAccount" }

    private static let traffic: Set<String> = ["Ingress", "NetworkPolicy", "Gateway", "HTTPRoute", "List"]
}
