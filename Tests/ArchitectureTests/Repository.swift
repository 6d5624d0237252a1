// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The project's own files, as the architecture tests read them.
enum Repository {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// Swift files below a folder, as paths relative to the project's root, sorted.
    static func swiftFiles(in folder: String) -> [String] {
        let base = root.appending(path: folder).path()
        let names = FileManager.default.enumerator(atPath: base)?.compactMap { $0 as? String } ?? []
        return names.filter { $0.hasSuffix(".swift") }.map { folder + "/" + $0 }.sorted()
    }

    static func text(_ path: String) -> String {
        (try? String(contentsOf: root.appending(path: path), encoding: .utf8)) ?? ""
    }

    /// The modules that a file imports.
    static func imports(_ path: String) -> [String] {
        text(path).split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ").filter {
                !["package", "internal", "public", "private"].contains($0)
            }
            guard let first = words.first, words.count >= 2, first == "import" || first == "@preconcurrency" else {
                return nil
            }
            return String(words[first == "import" ? 1 : 2])
        }
    }

    /// The layer table of Package.swift: module name to its layer.
    static let layers: [String: Int] = {
        var layers: [String: Int] = [:]
        for match in text("Package.swift").matches(of: /Module\(\s*layer: (\d+), name: "(\w+)"/) {
            layers[String(match.2)] = Int(match.1)
        }
        return layers
    }()
}
