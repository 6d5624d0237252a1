// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

struct LayeringTests {
    /// Imports within a layer that the table allows: facts build on each other in this order.
    private static let sameLayer: Set<[String]> = [["Findings", "Cluster"]]

    /// Modules from outside, and who may use them.
    private static let outside: [String: Set<String>] = [
        "ArgumentParser": ["Commands"],
        "Crypto": ["Findings"],
        "CAllocator": ["Cluster"],
        "Glibc": ["Cluster", "Commands", "Documents"],
        "Synchronization": ["Cluster", "Documents", "Findings"],
    ]

    @Test func `the layer table can be read`() {
        #expect(Repository.layers.count >= 9)
        #expect(Repository.layers["Documents"] == 0)
    }

    @Test func `imports go strictly downward`() {
        for (module, layer) in Repository.layers {
            for file in Repository.swiftFiles(in: "Sources/\(module)") {
                for name in Repository.imports(file) {
                    guard let target = Repository.layers[name] else { continue }
                    let isDown = target < layer || Self.sameLayer.contains([module, name])
                    #expect(isDown, "\(file) imports \(name): layer \(target) from layer \(layer)")
                }
            }
        }
    }

    @Test func `modules from outside stay behind their fence`() {
        for module in Repository.layers.keys {
            for file in Repository.swiftFiles(in: "Sources/\(module)") {
                for name in Repository.imports(file) where Repository.layers[name] == nil {
                    let allowed = Self.outside[name, default: []].contains(module)
                    #expect(allowed, "\(file) imports \(name)")
                }
            }
        }
    }
}
