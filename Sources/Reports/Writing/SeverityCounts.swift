// SPDX-License-Identifier: Apache-2.0

internal import Findings

/// How many findings there are of each severity.
struct SeverityCounts: Equatable {
    private var counts = SIMD8<Int32>()

    init() {}

    init(_ findings: [Finding]) {
        for finding in findings { add(finding.severity) }
    }

    subscript(severity: Severity) -> Int { Int(counts[Self.position(severity)]) }

    var total: Int { Int(counts.wrappedSum()) }

    mutating func add(_ severity: Severity) { counts[Self.position(severity)] &+= 1 }

    mutating func add(_ other: SeverityCounts) { counts &+= other.counts }

    private static func position(_ severity: Severity) -> Int {
        switch severity {
        case .info: 0
        case .low: 1
        case .medium: 2
        case .high: 3
        case .critical: 4
        }
    }
}
