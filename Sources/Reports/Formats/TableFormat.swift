// SPDX-License-Identifier: Apache-2.0

internal import Findings

/// The page for people at a terminal.
struct TableFormat {
    private let report: Report
    private let options: RenderingOptions

    init(_ report: Report, _ options: RenderingOptions) {
        self.report = report
        self.options = options
    }

    func write(to output: ByteOutput) { Page(report, options, output).write() }
}
