// SPDX-License-Identifier: Apache-2.0

/// How bad it is when an attacker finds it, ordered.
package enum Severity: String, Sendable, Hashable, Comparable, CaseIterable {
    case info, low, medium, high, critical

    /// 0 for info, 4 for critical.
    var rank: Int {
        switch self {
        case .info: 0
        case .low: 1
        case .medium: 2
        case .high: 3
        case .critical: 4
        }
    }

    package static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }
}

/// The layer of defence that a check looks at.
package enum Layer: String, Sendable, Hashable, CaseIterable {
    case workload, identity, network, image, admission, runtime
}
