// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents
internal import Findings

/// A security context field that is in effect, where it stands, and the containers that it governs. A value of the pod
/// is one fact however many containers inherit it.
struct EffectiveField {
    let node: Node
    let containers: [Container]
    let isPodLevel: Bool

    /// The pod for its own field, the container otherwise.
    func subject(in workload: Workload) -> Subject {
        isPodLevel ? Subject(workload) : Subject(workload, containers.first)
    }

    /// `pod` with the containers that inherit, or the container.
    var owner: String { isPodLevel ? "pod" : Wording.containers(containers) }
}

extension Workload {
    /// The places where a security context field takes effect: the pod's, when a container inherits it, then the
    /// containers' own in order.
    func effectiveFields(_ field: StaticString, in containers: [Container]) -> [EffectiveField] {
        var inheriting: [Container] = []
        var own: [EffectiveField] = []
        let inherited = securityContext?[field].flatMap { $0.isNull ? nil : $0 }
        for container in containers {
            if let node = container.securityContext?[field], !node.isNull {
                own.append(EffectiveField(node: node, containers: [container], isPodLevel: false))
            } else if inherited != nil {
                inheriting.append(container)
            }
        }
        guard let inherited, !inheriting.isEmpty else { return own }
        return [EffectiveField(node: inherited, containers: inheriting, isPodLevel: true)] + own
    }

    /// The containers for which Linux security fields have a meaning: none on Windows.
    var linuxContainers: [Container] { runsOnWindows ? [] : containers }

    /// The Linux containers that are confined at all: a privileged one runs without seccomp, AppArmor and with all
    /// capabilities whatever its other fields say.
    var confinableContainers: [Container] {
        let containers = linuxContainers
        return containers.contains { $0.isPrivileged } ? containers.filter { !$0.isPrivileged } : containers
    }

    /// The pod has a user namespace of its own in effect: asked for, and on by default in the version (KEP-127).
    func mapsUsers(_ context: Context) -> Bool {
        hasUserNamespace && context.settings.kubernetesVersion >= KubernetesVersion(minor: 33)
    }

    /// A pod setting is on: `hostPID`, `hostNetwork` …
    func isOn(_ field: StaticString) -> Bool { spec[field]?.bool == true }
}

extension Workload {
    /// A Windows pod whose containers are processes of the node.
    var runsHostProcesses: Bool {
        securityContext?["windowsOptions"]?["hostProcess"]?.bool == true
            || containers.contains { $0.securityContext?["windowsOptions"]?["hostProcess"]?.bool == true }
    }
}

extension Workload {
    /// The place of a setting that the pod has for containers without one of their own. Tekton's steps have no such
    /// place in their task, so it is that of the first container.
    func sharedField(_ name: String, for containers: [Container]) -> Evidence {
        if shape == .steps, securityContext == nil, let first = containers.first {
            return Evidence(below: first.node, "securityContext", name)
        }
        guard let securityContext, securityContext.isMapping else {
            return Evidence(below: spec, "securityContext", name)
        }
        return Evidence(below: securityContext, name)
    }

    /// The edits that give containers a setting: one for the pod where that is possible.
    func sharedEdits(_ name: String, _ value: Value, for containers: [Container]) -> [Edit] {
        guard shape == .steps, securityContext == nil else {
            return [Edit(.set(value), at: sharedField(name, for: containers))]
        }
        return containers.map { .set(value, below: $0.node, "securityContext", name) }
    }
}
