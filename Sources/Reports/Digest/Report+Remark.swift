// SPDX-License-Identifier: Apache-2.0

internal import Findings

extension Report {
    /// A sentence on the findings that exist but were not asked for; empty when there are none.
    var remark: String {
        guard !leftOut.isEmpty else { return "" }
        let count = leftOut.values.reduce(0, +)
        return " \(count.of("other finding")) \(count == 1 ? "was" : "were") not asked for (--severity, --namespace)."
    }
}
