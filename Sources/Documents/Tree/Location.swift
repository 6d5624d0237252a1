// SPDX-License-Identifier: Apache-2.0

/// A place in an input, as editors and compilers print it.
package struct Location: Sendable, Hashable, CustomStringConvertible {
    /// The input's name as the user gave it; `-` for standard input.
    package let file: String
    /// 1-based.
    package let line: Int
    /// 1-based, counted in Unicode code points.
    package let column: Int

    package init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }

    package var description: String { "\(file):\(line):\(column)" }
}
