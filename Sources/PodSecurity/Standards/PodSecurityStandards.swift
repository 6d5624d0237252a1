// SPDX-License-Identifier: Apache-2.0

package import Cluster
package import Documents
package import Findings

/// The Pod Security Standards, judged as the PodSecurity admission plug-in judges them.
///
/// The verdicts, reasons and details are those of kubernetes/pod-security-admission for every policy version.
/// A field whose value has the wrong type counts as not set: the API server rejects such an object before the plug-in
/// sees it, and reading the object has already told a problem.
package enum PodSecurityStandards {
    /// How strict a policy is. Every level includes the one before it.
    package enum Level: String, Sendable, Hashable, CaseIterable, Comparable {
        case privileged, baseline, restricted

        private var rank: Int {
            switch self {
            case .privileged: 0
            case .baseline: 1
            case .restricted: 2
            }
        }

        package static func < (left: Level, right: Level) -> Bool { left.rank < right.rank }
    }

    /// Which object is judged.
    package enum Mode: Sendable, Hashable {
        /// The object as it is written: what the reference library says of the decoded file.
        case raw
        /// The pod as it reaches admission: with the API server's defaults, and AppArmor annotations copied to fields.
        case admitted
    }

    /// A level as of a version.
    package struct Policy: Sendable, Hashable, CustomStringConvertible {
        package let level: Level
        /// Nil for `latest`.
        package let version: KubernetesVersion?

        package init(_ level: Level, _ version: KubernetesVersion? = nil) {
            self.level = level
            self.version = version
        }

        /// The version that decides: of versions newer than this program the newest that it knows.
        package var effectiveVersion: KubernetesVersion { min(version ?? .latest, .latest) }

        /// As the plug-in names it: `restricted:latest`, `baseline:v1.30`.
        package var description: String { "\(level.rawValue):\(version?.description ?? "latest")" }
    }

    /// A control that a pod does not meet.
    package struct Violation: Sendable, Hashable {
        /// The control's id in the reference implementation.
        package let control: String
        package let reason: String
        package let detail: String
        /// The fields that decide, in the order of the containers; a missing one is named by what exists above it.
        package let evidence: [Evidence]
    }

    /// What a policy says about a pod.
    package struct Evaluation: Sendable, Hashable {
        package let policy: Policy
        /// Baseline controls by id, then restricted ones by id.
        package let violations: [Violation]

        package var isAllowed: Bool { violations.isEmpty }

        /// The reasons, as the plug-in names them for pods that exist already.
        package var reason: String { violations.map(\.reason).joined(separator: ", ") }

        /// The reasons with their details, as the plug-in names them for a pod that it rejects.
        package var detail: String {
            violations.map { $0.detail.isEmpty ? $0.reason : "\($0.reason) (\($0.detail))" }.joined(separator: ", ")
        }
    }

    /// Judges a pod by its spec and, for the annotations that some controls read, its metadata.
    package static func evaluate(metadata: Node?, spec: Node, _ policy: Policy, _ mode: Mode) -> Evaluation {
        evaluate(JudgedPod(metadata: metadata, spec: spec, mode), policy)
    }

    /// Judges the pod, or the pods that a workload's template makes.
    package static func evaluate(_ workload: Workload, _ policy: Policy, _ mode: Mode = .admitted) -> Evaluation {
        evaluate(JudgedPod(workload, mode), policy)
    }

    /// The strictest level that a workload meets, of those up to a limit.
    package static func strictestLevel(
        _ workload: Workload, _ version: KubernetesVersion? = nil, atMost limit: Level = .restricted
    ) -> Level {
        guard limit > .privileged else { return .privileged }
        let pod = JudgedPod(workload, .admitted)
        let parts = ControlPlan.parts(in: Policy(limit, version).effectiveVersion)
        guard meets(parts.shared, pod) else { return .privileged }
        if limit == .restricted, meets(parts.restrictedOnly, pod) { return .restricted }
        if meets(parts.baselineOnly, pod) { return .baseline }
        // Restricted lets be what has no meaning for Windows, which baseline forbids.
        return limit == .baseline && meets(parts.restrictedOnly, pod) ? .baseline : .privileged
    }

    /// Whether a workload meets restricted: the same verdict as that of `evaluate`, which stops at the first violation.
    static func meetsRestricted(_ workload: Workload, _ version: KubernetesVersion?) -> Bool {
        let pod = JudgedPod(workload, .admitted)
        let parts = ControlPlan.parts(in: Policy(.restricted, version).effectiveVersion)
        return meets(parts.restrictedOnly, pod) && meets(parts.shared, pod)
    }

    private static func meets(_ entries: [ControlPlan.Entry], _ pod: JudgedPod) -> Bool {
        entries.allSatisfy { $0.judge(pod) == nil }
    }

    private static func evaluate(_ pod: JudgedPod, _ policy: Policy) -> Evaluation {
        var violations: [Violation] = []
        for entry in ControlPlan.entries(of: policy) {
            guard let prohibition = entry.judge(pod) else { continue }
            violations.append(
                Violation(
                    control: entry.control, reason: prohibition.reason, detail: prohibition.detail,
                    evidence: prohibition.evidence))
        }
        return Evaluation(policy: policy, violations: violations)
    }
}
