// SPDX-License-Identifier: Apache-2.0

/// The output formats of a report.
package enum ReportFormat: String, Sendable, CaseIterable {
    case table, json, ndjson, sarif, junit, markdown, github, gitlab, policyreport
}
