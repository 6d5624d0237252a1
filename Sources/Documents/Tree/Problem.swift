// SPDX-License-Identifier: Apache-2.0

/// Input that could not be read or understood; the rest of the input is still judged.
package struct Problem: Error, Sendable, Hashable, CustomStringConvertible {
    /// What kind of problem it is, for scripts; open-ended, so that modules add their own.
    package struct Code: Sendable, Hashable, ExpressibleByStringLiteral {
        package let name: String
        package init(stringLiteral name: String) { self.name = name }
    }

    /// How much it matters: an `error` means that some input was not judged (exit status 3), a `warning` does not.
    package enum Gravity: String, Sendable, Hashable { case error, warning, note }

    package let code: Code
    package let gravity: Gravity
    /// Where; line 0 when the problem concerns the file as a whole.
    package let location: Location
    /// Lower case, no full stop: what was found, what was expected.
    package let message: String

    package init(_ code: Code, at location: Location, gravity: Gravity = .error, _ message: String) {
        self.code = code
        self.gravity = gravity
        self.location = location
        self.message = message
    }

    /// A problem with a file as a whole.
    package init(_ code: Code, file: String, gravity: Gravity = .error, _ message: String) {
        self.init(code, at: Location(file: file, line: 0, column: 0), gravity: gravity, message)
    }

    package var description: String {
        location.line == 0 ? "\(location.file): \(message)" : "\(location): \(message)"
    }
}
