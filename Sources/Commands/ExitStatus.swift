// SPDX-License-Identifier: Apache-2.0

/// The exit statuses that scripts rely on.
enum ExitStatus: Int32, Error {
    case clean = 0
    /// Findings at or above the threshold.
    case findings = 1
    case usage = 2
    /// Some input could not be read; the rest was judged.
    case unreadable = 3
    /// Our own fault.
    case failure = 4
}
