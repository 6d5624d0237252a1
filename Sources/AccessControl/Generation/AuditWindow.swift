// SPDX-License-Identifier: Apache-2.0

/// What stretch of time a log covers, and what can hardly be in it.
package struct AuditWindow: Sendable {
    /// Hours since 1970 UTC with at least one decided request.
    private let hours: [Int]
    private let usage: AuditUsage

    package init(_ usage: AuditUsage) {
        self.usage = usage
        hours = usage.hours.compactMap(Self.hour).sorted()
    }

    /// One remark a line, the length of the window first.
    package var remarks: [String] {
        guard usage.events > 0 else { return ["the log holds no decided requests"] }
        let span = "\(usage.events) decided requests from \(usage.firstTime) to \(usage.lastTime)"
        guard let first = hours.first, let last = hours.last else { return [span] }
        let length = last - first + 1
        let hoursOfDay = Set(hours.map { $0 % 24 })
        let weekdays = Set(hours.map { ($0 / 24 + 4) % 7 })
        let monthDays = Set(hours.map { Self.dayOfMonth($0 / 24) })
        var lines = ["\(span): \(duration ?? Self.length(length))"]
        if hoursOfDay.count < 24 {
            lines.append("not in it: the hours \(Self.ranges(of: hoursOfDay)) UTC, and what runs then every day")
        }
        let absent = Self.names.indices.filter { !weekdays.contains($0) }.map { Self.names[$0] }
        if !absent.isEmpty {
            lines.append("not in it: \(absent.joined(separator: ", ")), and what runs then every week")
        }
        if monthDays.isDisjoint(with: [1]) || length < 28 * 24 {
            lines.append("not in it: a whole month: monthly jobs, upgrades, the renewal of certificates")
        }
        if let gap = longestGap, gap.hours > 1 {
            lines.append("no request at all for \(Self.length(gap.hours)) within it, from \(gap.start):00 UTC")
        }
        return lines + behaviour
    }

    /// What the requests say about life-cycle events.
    private var behaviour: [String] {
        var lines: [String] = []
        let leases = usage.requests.filter { $0.resource == "leases" && $0.isAllowed }
        if leases.contains(where: { $0.verb == "create" }) {
            lines.append("a leader election from the start is in it")
        } else if leases.contains(where: { $0.verb == "update" || $0.verb == "patch" }) {
            lines.append(
                "leases were only renewed: no first election is in it, and none that followed a failure for sure")
        } else {
            lines.append("no leader election is in it")
        }
        let silent = startless
        if silent > 0 {
            lines.append(
                "\(silent) \(silent == 1 ? "account watches" : "accounts watch") what they never list in it: "
                    + "no restart of theirs is in it for sure")
        }
        if !usage.requests.contains(where: { $0.verb == "delete" && $0.isAllowed }) {
            lines.append("nothing was deleted in it: clean-up is not covered")
        }
        return lines
    }

    /// Users who watch a resource that they never list: a program lists when it starts.
    private var startless: Int {
        func target(_ request: AuditUsage.Request) -> [String] { [request.user, request.group, request.resource] }
        let listed = Set(usage.requests.filter { $0.verb == "list" }.map(target))
        let watching = usage.requests.filter { $0.verb == "watch" && !listed.contains(target($0)) }
        return Set(watching.map(\.user)).count
    }

    private var longestGap: (hours: Int, start: String)? {
        let gaps = zip(hours, hours.dropFirst()).map { (hours: $1 - $0 - 1, after: $0) }
        guard let longest = gaps.max(by: { $0.hours < $1.hours }) else { return nil }
        return (longest.hours, Self.text(of: longest.after + 1))
    }

    private static let names = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]

    /// `38 minutes`, for a window of less than two hours; nil for a longer one.
    private var duration: String? {
        guard let first = hours.first, let last = hours.last, last - first < 2 else { return nil }
        func minute(_ time: String) -> Int { Int(time.dropFirst(14).prefix(2)) ?? 0 }
        let minutes = (last - first) * 60 + minute(usage.lastTime) - minute(usage.firstTime)
        return minutes == 1 ? "1 minute" : "\(minutes) minutes"
    }

    private static func length(_ hours: Int) -> String {
        hours < 48 ? "about \(hours) \(hours == 1 ? "hour" : "hours")" : "about \(hours / 24) days"
    }

    /// The hours of a day that are missing, as `09-23, 00-07`.
    private static func ranges(of present: Set<Int>) -> String {
        var ranges: [(Int, Int)] = []
        for hour in 0..<24 where !present.contains(hour) {
            if let last = ranges.last, last.1 == hour - 1 {
                ranges[ranges.count - 1].1 = hour
            } else {
                ranges.append((hour, hour))
            }
        }
        // What lasts until midnight goes on after it.
        if ranges.count > 1, let last = ranges.last, last.1 == 23, ranges[0].0 == 0 {
            let morning = ranges.removeFirst()
            ranges[ranges.count - 1].1 = morning.1
        }
        return ranges.map { "\(padded($0.0)) to \(padded(($0.1 + 1) % 24))" }.joined(separator: ", ")
    }

    private static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}

/// Dates of the proleptic Gregorian calendar.
extension AuditWindow {
    /// Hours since 1970 of `2026-11-23T08`; nil for anything else.
    private static func hour(_ text: String) -> Int? {
        let parts = text.split { $0 == "-" || $0 == "T" }.compactMap { Int($0) }
        guard parts.count == 4, (1...9999).contains(parts[0]), (1...12).contains(parts[1]), (1...31).contains(parts[2]),
            (0...23).contains(parts[3])
        else { return nil }
        // Years that start in March put the leap day last.
        let year = parts[1] > 2 ? parts[0] : parts[0] - 1
        let month = (parts[1] + 9) % 12
        let days = year * 365 + year / 4 - year / 100 + year / 400 + (month * 153 + 2) / 5 + parts[2] - 1
        return (days - 719_468) * 24 + parts[3]
    }

    private static func date(_ days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * month + 2) / 5 + 1
        return (yearOfEra + era * 400 + (month < 10 ? 0 : 1), month < 10 ? month + 3 : month - 9, day)
    }

    private static func dayOfMonth(_ days: Int) -> Int { date(days).day }

    private static func text(of hour: Int) -> String {
        let date = date(hour / 24)
        return "\(date.year)-\(padded(date.month))-\(padded(date.day))T\(padded(hour % 24))"
    }
}
