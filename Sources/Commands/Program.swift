// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser

/// The program's entry point.
package enum Program {
    /// Parses the arguments and runs the command they name.
    package static func run() { Bulwark.main() }
}
