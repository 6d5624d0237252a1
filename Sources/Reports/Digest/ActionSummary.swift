// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents
internal import Findings

/// The few changes that remove most risk, in words.
struct ActionSummary {
    /// One change.
    struct Action {
        let place: Location
        /// `Deployment shop/cart`, with the container when all is about one.
        let subject: String
        let counts: SeverityCounts
        /// What to write, one piece each.
        let texts: [String]
        let difficulty: Change.Difficulty
        /// Some of it can be written, the rest needs a person's decision.
        let isPartly: Bool
        let fields: Int
    }

    let actions: [Action]
    /// Findings that the actions remove.
    private(set) var removed = 0
    /// `9 fields and 2 changes by hand in 4 files remove`.
    let subject: String

    init(_ report: Report, _ digest: Digest, count: Int) {
        var actions: [Action] = []
        for action in digest.topActions(count) {
            let findings = digest.findings(of: action).map { report.findings[$0] }
            removed += findings.count
            if let action = Self.action(findings) { actions.append(action) }
        }
        self.actions = actions
        let fields = actions.reduce(0) { $0 + $1.fields }
        let manual = actions.count { $0.fields == 0 }
        let files = Set(actions.map(\.place.file)).count
        var pieces: [String] = []
        if fields > 0 { pieces.append(fields.of("field")) }
        if manual > 0 { pieces.append(manual.of("change by hand", "changes by hand")) }
        let verb = fields + manual == 1 ? "removes" : "remove"
        subject = "\(pieces.joined(separator: " and ")) in \(files.of("file")) \(verb)"
    }

    private static func action(_ findings: [Finding]) -> Action? {
        guard let first = findings.first else { return nil }
        var keys: [RepairKey: Int] = [:]
        var parts: [[Finding]] = []
        for finding in findings {
            let position = keys[RepairKey(finding)] ?? parts.count
            if position == parts.count {
                keys[RepairKey(finding)] = position
                parts.append([])
            }
            parts[position].append(finding)
        }
        let changes = parts.map { Change($0) }
        var subject = first.subject.displayName
        let containers = Set(findings.map(\.subject.container))
        if containers.count == 1, parts.count == 1, let container = first.subject.container {
            subject += ", container \"\(container)\""
        }
        var counts = SeverityCounts()
        for finding in findings { counts.add(finding.severity) }
        let hasManual = changes.contains { $0.difficulty == .manual }
        let hasReview = changes.contains { $0.difficulty == .review }
        return Action(
            place: first.place, subject: subject, counts: counts, texts: texts(changes),
            difficulty: hasManual ? .manual : hasReview ? .review : .safe,
            isPartly: changes.contains { !$0.edits.isEmpty }, fields: changes.reduce(0) { $0 + $1.fields })
    }

    /// What to write, with whose security context it is when there are several; equal texts are told once.
    private static func texts(_ changes: [Change]) -> [String] {
        guard changes.count > 1 else { return changes.first?.texts ?? [] }
        var owners: [String: [String]] = [:]
        var order: [String] = []
        for change in changes {
            let text = change.texts.joined(separator: "; ")
            if owners[text] == nil { order.append(text) }
            owners[text, default: []].append(change.owner)
        }
        let texts = order.map { text -> String in
            let names = owners[text] ?? []
            if names == ["pod"] { return "pod: \(text)" }
            return (names.count == 1 ? "container " : "containers ") + names.joined(separator: ", ") + ": \(text)"
        }
        return texts.count <= 4 ? texts : texts.prefix(3) + ["and \((texts.count - 3).of("more container"))"]
    }
}

extension Change {
    /// `pod`, or the quoted name of the container whose security context it is.
    fileprivate var owner: String {
        guard let base, base["containers"] == nil, let name = base["name"]?.scalarText else { return "pod" }
        return "\"\(name)\""
    }
}
