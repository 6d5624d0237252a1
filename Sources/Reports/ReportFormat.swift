// SPDX-License-Identifier: Apache-2.0

package import Findings

/// The output formats of a report.
package enum ReportFormat: String, Sendable, CaseIterable {
    case table, json, ndjson, sarif, junit, markdown, github, gitlab, policyreport
}

extension Report {
    /// Writes the report piece by piece, so that a large one is never held in memory as text; throws what the sink
    /// throws first.
    package func write(
        _ format: ReportFormat, options: RenderingOptions = RenderingOptions(),
        to sink: @escaping ([UInt8]) throws -> Void
    ) throws {
        let output = ByteOutput(sink)
        switch format {
        case .table: TableFormat(self, options).write(to: output)
        case .json: JSONFormat(self).write(to: output)
        case .ndjson: NDJSONFormat(self).write(to: output)
        case .sarif: SARIFFormat(self).write(to: output)
        case .junit: JUnitFormat(self).write(to: output)
        case .markdown: MarkdownFormat(self, options).write(to: output)
        case .github: GitHubFormat(self).write(to: output)
        case .gitlab: GitLabFormat(self).write(to: output)
        case .policyreport: PolicyReportFormat(self).write(to: output)
        }
        try output.finish()
    }
}
