// SPDX-License-Identifier: Apache-2.0

/// How a report for people looks.
package struct RenderingOptions: Sendable {
    /// Columns of the terminal; nil when the report goes elsewhere, and lines are then wrapped at 100.
    package var width: Int?
    package var usesColor = false
    /// How many errors of reading the page lists.
    package static let errorsOnPage = 5
    /// Boxes, arrows and bullets beyond ASCII; off when the report does not go to a terminal.
    package var usesUnicode = false
    /// Show the source lines of each finding and the proposed change.
    package var showsExcerpt = false
    /// Show every group of findings, however many there are.
    package var isVerbose = false
    /// How the user calls the program.
    package var program = "bulwark"
    /// The paths that were scanned, for commands that the report proposes.
    package var paths: [String] = []
    /// The program can carry out repairs itself.
    package var offersFix = false

    package init() {}
}
