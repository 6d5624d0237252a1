// SPDX-License-Identifier: Apache-2.0

/// What git knows about lines of files; nothing where there is no git or no work tree.
package struct GitHistory: Sendable {
    /// Dates as `2026-01-31` in UTC.
    package struct Entry: Sendable, Hashable {
        /// When the file was added, under whatever name; nil when it never was committed.
        package let added: String?
        /// When the lines were last changed; nil when they have changes that are not committed.
        package let changed: String?

        package init(added: String?, changed: String?) {
            self.added = added
            self.changed = changed
        }
    }

    private let git: String?
    private var added: [String: String?] = [:]
    private static let limit = 16 << 20

    /// - Parameter isWanted: false for a history that knows nothing.
    package init(isWanted: Bool = true) { git = isWanted ? ProgramRun.find("git") : nil }

    /// The history of some lines, 1-based.
    package mutating func entry(of file: String, lines: ClosedRange<Int>) -> Entry? {
        guard let git, file != "-", lines.lowerBound >= 1 else { return nil }
        let slash = file.lastIndex(of: "/")
        let folder = slash.map { $0 == file.startIndex ? "/" : String(file[..<$0]) } ?? "."
        let name = slash.map { String(file[file.index(after: $0)...]) } ?? file
        let date: String?
        if let known = added[file] {
            date = known
        } else {
            date = Self.lines(
                git, folder,
                ["log", "--follow", "--diff-filter=A", "--no-ext-diff", "--format=%at", "--", name]
            )?.last.flatMap { Self.date($0) }
            added[file] = .some(date)
        }
        guard
            let blame = Self.lines(
                git, folder,
                ["blame", "--porcelain", "-L", "\(lines.lowerBound),\(lines.upperBound)", "--", name])
        else { return date.map { Entry(added: $0, changed: nil) } }
        return Entry(added: date, changed: Self.lastChange(blame))
    }

    /// The newest author's date; nil when a line is not committed.
    private static func lastChange(_ blame: [Substring]) -> String? {
        if blame.contains(where: { $0.hasPrefix("0000000000000000000000000000000000000000 ") }) { return nil }
        let times = blame.filter { $0.hasPrefix("author-time ") }.compactMap { Int($0.dropFirst(12)) }
        return times.max().flatMap { date(Substring(String($0))) }
    }

    /// Runs git without what a repository's own settings could start.
    private static func lines(_ git: String, _ folder: String, _ arguments: [String]) -> [Substring]? {
        let run = ProgramRun(
            git,
            [
                "-C", folder, "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null",
                "-c", "log.showSignature=false", "--no-pager", "--no-optional-locks", arguments[0], "--no-textconv",
            ] + arguments.dropFirst())
        guard let bytes = try? run.output(limit: limit) else { return nil }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    }

    /// Seconds since 1970 as a date of the Gregorian calendar.
    package static func date(_ seconds: Substring) -> String? {
        guard let seconds = Int(seconds), abs(seconds) < 1 << 40 else { return nil }
        let days = (seconds >= 0 ? seconds : seconds - 86_399) / 86_400 + 719_468
        let era = (days >= 0 ? days : days - 146_096) / 146_097
        let dayOfEra = days - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shifted + 2) / 5 + 1
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(year)-\(padded(month))-\(padded(day))"
    }
}
