// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

struct RegistryTests {
    private static let modules = ["PodSecurity", "NetworkPolicies", "AccessControl", "Images"]

    @Test(arguments: modules)
    func `every check file declares its type and stands in the registry once`(module: String) {
        let registry = Repository.text("Sources/\(module)/Registry.swift")
        for file in Repository.swiftFiles(in: "Sources/\(module)") where file.hasSuffix("Check.swift") {
            let type = String(file.split(separator: "/").last?.dropLast(6) ?? "")
            #expect(Repository.text(file).contains("enum \(type): "), "\(file) does not declare \(type)")
            let entries = registry.matches(of: #/\b(\w+)\.self/#).filter { $0.1 == type }
            #expect(entries.count == 1, "\(type) stands \(entries.count) times in \(module)'s registry")
        }
    }

    @Test(arguments: modules)
    func `every registry entry has its file`(module: String) {
        let files = Repository.swiftFiles(in: "Sources/\(module)").compactMap { $0.split(separator: "/").last }
        let registry = Repository.text("Sources/\(module)/Registry.swift")
        for entry in registry.matches(of: #/\b(\w+Check)\.self/#) {
            #expect(files.contains { $0 == "\(entry.1).swift" }, "\(entry.1) has no file of its own")
        }
    }
}
