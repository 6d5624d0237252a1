// SPDX-License-Identifier: Apache-2.0

internal import Documents

/// Turns the words of an exception into the checks that they name.
struct ExceptionReader {
    let catalogue: CheckCatalogue

    /// What an id of another tool stands for here.
    enum Meaning {
        /// `*`: every check.
        case all
        case checks(Set<String>)
    }

    /// The checks behind another tool's id; nil when nobody here knows it.
    func meaning(of id: String, by peer: Peer) -> Meaning? {
        if id == "*" { return .all }
        let checks = catalogue.checks(named: id, by: peer)
        return checks.isEmpty ? nil : .checks(Set(checks.map { $0.id }))
    }

    /// Reads `CHECK,CHECK reason expires=2027-01-31`, as comments have it.
    func own(
        _ text: String, _ scope: Exception.Scope, _ origin: Suppression.Origin, _ place: Location,
        problems: inout [Problem]
    ) -> [Exception] {
        let names = text.prefix { $0 != " " && $0 != "\t" }
        let words = OwnWords(
            names: names.split(separator: ",").map(String.init), container: nil,
            reason: Self.trimmed(text.dropFirst(names.count)))
        return own(
            words, scope, Suppression(origin, source: "# bulwark:ignore", reason: ""), place, problems: &problems)
    }

    /// What somebody wrote in our own syntax.
    struct OwnWords {
        var names: [String]
        var container: String?
        var reason: String
    }

    func own(
        _ words: OwnWords, _ scope: Exception.Scope, _ suppression: Suppression, _ place: Location,
        problems: inout [Problem]
    ) -> [Exception] {
        func warn(_ message: String) { problems.append(Problem("exception", at: place, gravity: .warning, message)) }
        if words.names.isEmpty { warn("an exception names no check, expected for example \"host-network\"") }
        var (reason, expires) = Self.expiry(words.reason)
        expires = suppression.expires ?? expires
        if let expires, Day(expires) == nil { warn("\"\(expires)\" is no date, expected for example 2027-01-31") }
        reason = suppression.reason.isEmpty ? reason : suppression.reason
        if reason.isEmpty, !words.names.isEmpty {
            warn("the exception for \(words.names.joined(separator: ", ")) has no reason")
        }
        let full = Suppression(suppression.origin, source: suppression.source, reason: reason, expires: expires)
        return words.names.compactMap { name in
            var checks: Set<String>?
            if name != "*" {
                let known = catalogue.checks(named: name)
                guard !known.isEmpty else {
                    let hint = catalogue.nearestID(to: name).map { ", did you mean \"\($0)\"?" } ?? ""
                    warn("unknown check \"\(name)\" in an exception\(hint)")
                    return nil
                }
                checks = Set(known.map { $0.id })
            }
            return Exception(
                name, checks: checks, scope: scope, container: words.container, suppression: full, at: place)
        }
    }

    /// Takes `expires=2027-01-31` out of a reason, and the punctuation that people put before it.
    private static func expiry(_ text: String) -> (reason: String, expires: String?) {
        var words: [Substring] = []
        var expires: String?
        for word in text.split(separator: " ") {
            if word.hasPrefix("expires=") || word.hasPrefix("expires:"), word.count > 8 {
                expires = String(word.dropFirst(8))
            } else {
                words.append(word)
            }
        }
        let reason = words.joined(separator: " ").drop { "-–—:=( ".contains($0) }
        return (String(reason), expires)
    }

    /// Without the space at both ends.
    static func trimmed(_ text: some StringProtocol) -> String {
        var rest = Substring(text)
        while let last = rest.last, last.isWhitespace { rest.removeLast() }
        return String(rest.drop { $0.isWhitespace })
    }
}

extension ExceptionReader.Meaning {
    /// The ids; nil for all.
    var ids: Set<String>? {
        switch self {
        case .all: nil
        case .checks(let ids): ids
        }
    }
}
