// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents

/// Judges what was read and assembles the report.
package struct Assessment: Sendable {
    /// The program's version, for the report.
    package var version: String
    package var checks: [any Check.Type]
    package var settings: Settings
    /// What was decided not to count.
    package var exceptions: ExceptionSources
    /// Findings below it are left out.
    package var minimumSeverity = Severity.info
    /// Only findings of this namespace, and of cluster-scoped objects, are told; nil for all.
    package var namespace: String?

    package init(version: String, checks: [any Check.Type], settings: Settings = Settings()) {
        self.version = version
        self.checks = checks
        self.settings = settings
        exceptions = ExceptionSources(catalogue: CheckCatalogue(checks.map { $0.description }))
    }

    /// The report on everything that the loader read.
    package func report(on loaded: LoadedFiles) -> Report { judgementAndReport(on: loaded).report }

    /// The report with the inventory that it is about.
    package func inventoryAndReport(on loaded: LoadedFiles) -> (inventory: Inventory, report: Report) {
        let (judgement, report) = judgementAndReport(on: loaded)
        return (judgement.inventory, report)
    }

    /// The report with the judgement that it is about, for those who go on working with it.
    package func judgementAndReport(on loaded: LoadedFiles) -> (judgement: Judgement, report: Report) {
        let inventory = Inventory(loaded)
        var inputs = Report.Inputs()
        inputs.files = loaded.files
        inputs.bytes = loaded.bytes
        inputs.resources = inventory.resources.count
        inputs.workloads = inventory.workloads.count
        inputs.foreignDocuments = inventory.foreignDocuments
        let result = judged(inventory)
        let isWhole = namespace == nil
        let problems =
            isWhole ? result.judgement.book.problems(ran: Set(checks.map { $0.description.id })) : []
        var report = Report(
            version: version, inputs: inputs, checks: checks.map { $0.description },
            findings: result.judgement.findings, suppressed: result.suppressed.filter { isWanted($0.finding) },
            notEvaluated: Self.sorted(result.notEvaluated),
            problems: inventory.problems + Self.emptiness(inventory) + problems)
        report.leftOut = result.leftOut
        return (result.judgement, report)
    }

    /// Judges everything, and tells what does not count.
    func judged(
        _ inventory: Inventory
    ) -> (
        judgement: Judgement, suppressed: [SuppressedFinding], notEvaluated: [NotEvaluated: Int],
        leftOut: [String: Int]
    ) {
        let result = Runner(checks: checks).run(Context(inventory: inventory, settings: settings))
        var book = ExceptionBook(inventory, exceptions, now: settings.now)
        let divided = book.apply(result.findings)
        let findings = wanted(divided.findings)
        let judgement = Judgement(
            inventory: inventory, findings: findings, farsighted: result.farsighted, book: book)
        let leftOut = findings.count < divided.findings.count ? unwanted(divided.findings) : [:]
        return (judgement, divided.suppressed, result.notEvaluated, leftOut)
    }

    /// A scan that judged nothing must not look like one that found nothing.
    private static func emptiness(_ inventory: Inventory) -> [Problem] {
        guard inventory.resources.isEmpty, let document = inventory.documents.first,
            !inventory.problems.contains(where: { $0.gravity == .error })
        else { return [] }
        return [
            Problem(
                "no-objects", file: document.name, gravity: .warning,
                "no Kubernetes objects in the input: nothing was judged")
        ]
    }

    func wanted(_ findings: [Finding]) -> [Finding] {
        minimumSeverity == .info && namespace == nil ? findings : findings.filter(isWanted)
    }

    private func unwanted(_ findings: [Finding]) -> [String: Int] {
        var counts: [String: Int] = [:]
        for finding in findings where !isWanted(finding) { counts[finding.check.id, default: 0] += 1 }
        return counts
    }

    private func isWanted(_ finding: Finding) -> Bool {
        guard finding.severity >= minimumSeverity else { return false }
        guard let namespace else { return true }
        let resource = finding.subject.resource
        return resource.isClusterScoped || resource.effectiveNamespace == namespace
    }

    private static func sorted(_ notEvaluated: [NotEvaluated: Int]) -> [(what: NotEvaluated, subjects: Int)] {
        notEvaluated.map { (what: $0.key, subjects: $0.value) }.sorted { left, right in
            (left.what.check, left.what.reason) < (right.what.check, right.what.reason)
        }
    }
}
