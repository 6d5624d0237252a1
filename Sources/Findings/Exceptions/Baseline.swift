// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Documents

/// The findings that were there when somebody decided that only new ones count.
package struct Baseline: Sendable {
    /// The file's name.
    package let file: String
    private let fingerprints: Set<String>

    /// Reads a baseline that `write` has made; throws a problem for anything else.
    package init(_ document: Document) throws(Problem) {
        file = document.name
        if let problem = document.problems.first(where: { $0.gravity == .error }) { throw problem }
        guard let list = document.roots.first?["findings"], list.isSequence else {
            throw Problem("baseline", file: file, "is no baseline, expected a JSON object with \"findings\"")
        }
        var fingerprints: Set<String> = []
        for entry in list.elements {
            guard let fingerprint = entry["fingerprint"]?.string else {
                throw Problem("baseline", at: entry.location, "an entry of the baseline has no \"fingerprint\"")
            }
            fingerprints.insert(fingerprint)
        }
        self.fingerprints = fingerprints
    }

    package var count: Int { fingerprints.count }

    package func contains(_ fingerprint: Fingerprint) -> Bool { fingerprints.contains(fingerprint.description) }

    /// The baseline of findings: one a line, sorted by check, subject and fingerprint, so that differences read well.
    package static func write(_ findings: [Finding]) -> [UInt8] {
        var lines: Set<[String]> = []
        for finding in findings {
            let resource = finding.subject.resource
            var subject = "\(resource.kind) "
            if !resource.isClusterScoped { subject += resource.effectiveNamespace + "/" }
            subject += resource.name
            if let container = finding.subject.container { subject += "[\(container)]" }
            lines.insert([finding.check.id, subject, Fingerprint(finding).description])
        }
        let sorted = lines.sorted { $0.lexicographicallyPrecedes($1) }
        var text = Array("{\"schemaVersion\": 1, \"tool\": \"bulwark\", \"findings\": [".utf8)
        for (index, line) in sorted.enumerated() {
            var writer = JSONWriter()
            writer.object { writer in
                writer.member("check", line[0])
                writer.member("subject", line[1])
                writer.member("fingerprint", line[2])
            }
            text += Array(index == 0 ? "\n".utf8 : ",\n".utf8) + writer.bytes
        }
        return text + Array("\n]}\n".utf8)
    }
}
