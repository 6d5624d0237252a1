// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Documents

/// What the user brings along besides the manifests' own annotations and comments.
package struct ExceptionSources: Sendable {
    /// All checks there are, to understand the ids in exceptions.
    package var catalogue: CheckCatalogue
    /// Exceptions from files, most binding first.
    package var exceptions: [Exception] = []
    package var baseline: Baseline?
    /// Ids of checks that nothing may suppress.
    package var strict: Set<String> = []
    /// Files of exceptions, and entries of them, that cannot be understood.
    package var problems: [Problem] = []

    package init(catalogue: CheckCatalogue) { self.catalogue = catalogue }
}

/// All exceptions that hold for an inventory, and whether each was of use.
struct ExceptionBook {
    private let now: Int64
    private let strict: Set<String>
    private let baseline: Baseline?
    private let reader: ExceptionReader
    private var exceptions: [Exception] = []
    private var isUsed: [Bool] = []
    private var isRefused: [Bool] = []
    private var byObject: [Node: [Int]] = [:]
    private var byDocument: [ObjectIdentifier: [Int]] = [:]
    private var general: [Int] = []
    private var baselineHits: Set<Fingerprint> = []
    /// Exceptions that cannot be understood.
    private var malformed: [Problem] = []

    init(_ inventory: Inventory, _ sources: ExceptionSources, now: Int64) {
        self.now = now
        strict = sources.strict
        baseline = sources.baseline
        reader = ExceptionReader(catalogue: sources.catalogue)
        malformed = sources.problems
        var annotations = AnnotationExceptions(reader)
        annotations.read(inventory.resources, inventory.workloads, problems: &malformed)
        var comments = CommentExceptions(reader)
        for document in inventory.documents { comments.read(document, problems: &malformed) }
        let all = annotations.exceptions + comments.exceptions + sources.exceptions
        let own = all.filter { $0.suppression.origin != .foreign }
        exceptions = own + all.filter { $0.suppression.origin == .foreign }
        isUsed = Array(repeating: false, count: exceptions.count)
        isRefused = isUsed
        index(from: 0)
    }

    /// Reads the exceptions of documents that are new in the inventory. What they say was read before, in the
    /// documents that they replace: nothing of it is malformed that was not told of.
    mutating func read(_ inventory: Inventory, only documents: Set<ObjectIdentifier>) {
        let isNew = { (node: Node) in documents.contains(ObjectIdentifier(node.document)) }
        var told: [Problem] = []
        var annotations = AnnotationExceptions(reader)
        annotations.read(
            inventory.resources.filter { isNew($0.node) }, inventory.workloads.filter { isNew($0.resource.node) },
            problems: &told)
        var comments = CommentExceptions(reader)
        for document in inventory.documents where documents.contains(ObjectIdentifier(document)) {
            comments.read(document, problems: &told)
        }
        let first = exceptions.count
        exceptions += annotations.exceptions + comments.exceptions
        isUsed += Array(repeating: false, count: exceptions.count - first)
        isRefused += Array(repeating: false, count: exceptions.count - first)
        index(from: first)
    }

    private mutating func index(from first: Int) {
        for (position, exception) in exceptions.enumerated().dropFirst(first) {
            switch exception.scope {
            case .object(let resource): byObject[resource.node, default: []].append(position)
            case .block(let block): byDocument[block.documentIdentity, default: []].append(position)
            case .selected: general.append(position)
            }
        }
    }

    /// Divides findings into those that count and those that an exception covers.
    mutating func apply(_ findings: [Finding]) -> (findings: [Finding], suppressed: [SuppressedFinding]) {
        guard !exceptions.isEmpty || baseline != nil else { return (findings, []) }
        var kept: [Finding] = []
        var suppressed: [SuppressedFinding] = []
        for finding in findings {
            if let suppression = suppression(of: finding) {
                suppressed.append(SuppressedFinding(finding, suppression))
            } else {
                kept.append(finding)
            }
        }
        return (kept, suppressed)
    }

    private mutating func suppression(of finding: Finding) -> Suppression? {
        var first: Int?
        for position in candidates(finding) where exceptions[position].covers(finding) {
            isUsed[position] = true
            if strict.contains(finding.check.id) { isRefused[position] = true }
            if exceptions[position].isExpired(at: now) || isRefused[position] { continue }
            if position < first ?? .max { first = position }
        }
        if let first { return exceptions[first].suppression }
        guard let baseline, !strict.contains(finding.check.id) else { return nil }
        let fingerprint = Fingerprint(finding)
        guard baseline.contains(fingerprint) else { return nil }
        baselineHits.insert(fingerprint)
        return Suppression(.baseline, source: baseline.file, reason: "in the baseline")
    }

    private func candidates(_ finding: Finding) -> [Int] {
        var positions = general
        if let found = byObject[finding.subject.resource.node] { positions += found }
        guard !byDocument.isEmpty else { return positions }
        let own = finding.subject.resource.node.document
        if let found = byDocument[ObjectIdentifier(own)] { positions += found }
        if let other = finding.mainEvidence?.node.document, other !== own {
            positions += byDocument[ObjectIdentifier(other)] ?? []
        }
        return positions
    }

    /// Exceptions that are malformed, expired, refused or of no use, as far as the checks they name have run.
    func problems(ran: Set<String>) -> [Problem] {
        var problems = malformed
        for (position, exception) in exceptions.enumerated() {
            let isForeign = exception.suppression.origin == .foreign
            func tell(_ message: String, _ gravity: Problem.Gravity) {
                problems.append(Problem("exception", at: exception.location, gravity: gravity, message))
            }
            if exception.isExpired(at: now) {
                tell("the exception for \(exception.name) expired on \(exception.suppression.expires ?? "")", .warning)
            } else if isRefused[position] {
                tell("the exception for \(exception.name) does not count: the check is strict", .warning)
            } else if !isUsed[position], exception.checks.map({ $0.isSubset(of: ran) }) ?? false {
                tell("the exception for \(exception.name) matches nothing", isForeign ? .note : .warning)
            }
        }
        if let baseline, baselineHits.count < baseline.count {
            let count = baseline.count - baselineHits.count
            problems.append(
                Problem(
                    "baseline", file: baseline.file, gravity: .note,
                    "\(count) of \(baseline.count) entries match nothing any more: write the baseline anew"))
        }
        return problems
    }
}
