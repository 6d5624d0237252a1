// SPDX-License-Identifier: Apache-2.0

package import Documents

/// Reads the files in which people keep exceptions for other tools.
package struct ExceptionFiles {
    let reader: ExceptionReader
    /// What was read so far.
    package internal(set) var exceptions: [Exception] = []
    /// Files and entries that cannot be understood.
    package internal(set) var problems: [Problem] = []

    package init(catalogue: CheckCatalogue) { reader = ExceptionReader(catalogue: catalogue) }

    /// Reads `.trivyignore`: an id a line, `exp:2027-01-31` behind it, comments above it say why.
    package mutating func readTrivyIgnore(_ text: String, file: String) {
        var reason: [String] = []
        var number = 0
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            number += 1
            let line = ExceptionReader.trimmed(line)
            if line.hasPrefix("#") {
                reason.append(ExceptionReader.trimmed(line.dropFirst()))
                continue
            }
            let words = line.split(separator: " ")
            guard let id = words.first.map(String.init) else {
                reason = []
                continue
            }
            let expires = words.first { $0.hasPrefix("exp:") }.map { String($0.dropFirst(4)) }
            let suppression = Suppression(
                .foreign, source: file, reason: reason.joined(separator: " "), expires: expires)
            let place = Location(file: file, line: number, column: 1)
            add(.trivy, id, ExceptionSelector(), suppression, place)
        }
    }

    /// Reads `.trivyignore.yaml`: a list under `misconfigurations` with `id`, `paths`, `expired_at`, `statement`.
    package mutating func readTrivyIgnore(_ document: Document) {
        problems += document.problems
        for entry in document.roots.first?["misconfigurations"]?.elements ?? Node.Elements.none {
            guard let id = entry["id"] else { continue }
            var selector = ExceptionSelector()
            for path in entry["paths"]?.elements ?? Node.Elements.none { selector.paths.append(Glob(path.scalarText)) }
            let suppression = Suppression(
                .foreign, source: document.name, reason: entry["statement"]?.scalarText ?? "",
                expires: entry["expired_at"]?.scalarText)
            add(.trivy, id.scalarText, selector, suppression, id.location)
        }
    }

    private mutating func add(
        _ peer: Peer, _ id: String, _ selector: ExceptionSelector, _ suppression: Suppression, _ place: Location
    ) {
        guard let meaning = reader.meaning(of: id, by: peer) else { return }
        exceptions.append(
            Exception(id, checks: meaning.ids, scope: .selected(selector), suppression: suppression, at: place))
    }
}
