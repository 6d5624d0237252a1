// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Findings

/// One control of the standards, in all its versions.
struct Control: Sendable {
    /// The id of the reference implementation.
    let id: String
    let level: PodSecurityStandards.Level
    /// What it demands from a version on, ascending.
    let steps: [Step]

    /// What a control demands from a version on, until its next step.
    struct Step: Sendable {
        let minimum: KubernetesVersion
        let judge: @Sendable (JudgedPod) -> Prohibition?

        init(_ minor: Int, _ judge: @escaping @Sendable (JudgedPod) -> Prohibition?) {
            minimum = KubernetesVersion(minor: minor)
            self.judge = judge
        }
    }

    /// The baseline control that a restricted one replaces wherever it applies.
    let overrides: String?

    init(_ id: String, _ level: PodSecurityStandards.Level, overrides: String? = nil, _ steps: Step...) {
        self.id = id
        self.level = level
        self.overrides = overrides
        self.steps = steps
    }

    /// The step for a version; nil before the control's first version.
    func step(for version: KubernetesVersion) -> Step? { steps.last { $0.minimum <= version } }
}

/// Why a control forbids a pod.
struct Prohibition {
    let reason: String
    let detail: String
    let evidence: [Evidence]

    init(_ reason: String, _ detail: String, _ evidence: [Evidence]) {
        self.reason = reason
        self.detail = detail
        self.evidence = evidence
    }
}

/// The controls that make up each level in each version, worked out once.
enum ControlPlan {
    struct Entry: Sendable {
        let control: String
        let judge: @Sendable (JudgedPod) -> Prohibition?
    }

    /// In the order in which violations are told.
    static func entries(of policy: PodSecurityStandards.Policy) -> [Entry] {
        let minor = policy.effectiveVersion.minor
        switch policy.level {
        case .privileged: return []
        case .baseline: return baseline.indices.contains(minor) ? baseline[minor] : []
        case .restricted: return restricted.indices.contains(minor) ? restricted[minor] : []
        }
    }

    /// The controls of a version, divided for questions that only ask for the level.
    struct Parts: Sendable {
        /// Controls of both levels.
        let shared: [Entry]
        /// Baseline controls that restricted replaces by stricter ones.
        let baselineOnly: [Entry]
        let restrictedOnly: [Entry]

        init(_ baseline: [Entry], _ restricted: [Entry]) {
            let controls = (baseline: Set(baseline.map(\.control)), restricted: Set(restricted.map(\.control)))
            shared = baseline.filter { controls.restricted.contains($0.control) }
            baselineOnly = baseline.filter { !controls.restricted.contains($0.control) }
            restrictedOnly = restricted.filter { !controls.baseline.contains($0.control) }
        }
    }

    static func parts(in version: KubernetesVersion) -> Parts {
        parts.indices.contains(version.minor) ? parts[version.minor] : Parts([], [])
    }

    private static let versions = (0...KubernetesVersion.latest.minor).map { KubernetesVersion(minor: $0) }
    private static let baseline = versions.map { plan(of: .baseline, in: $0) }
    private static let restricted = versions.map { plan(of: .restricted, in: $0) }
    private static let parts = zip(baseline, restricted).map { Parts($0, $1) }

    private static func plan(of level: PodSecurityStandards.Level, in version: KubernetesVersion) -> [Entry] {
        let controls = PodSecurityRegistry.controls.filter { $0.level <= level && $0.step(for: version) != nil }
        let replaced = Set(controls.compactMap(\.overrides))
        let ordered = controls.filter { !replaced.contains($0.id) }
            .sorted { ($0.level, $0.id) < ($1.level, $1.id) }
        return ordered.compactMap { control in
            control.step(for: version).map { Entry(control: control.id, judge: $0.judge) }
        }
    }
}
