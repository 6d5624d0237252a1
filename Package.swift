// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0

import PackageDescription

/// One row of the layer table: a module, its layer, what it may import, and its products from outside.
struct Module {
    let layer: Int
    let name: String
    var modules: [String] = []
    var products: [Target.Dependency] = []
}

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
// The C library's settings of its allocator, which Swift's module of it leaves out.
let allocator = Target.Dependency.target(name: "CAllocator")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")

// The layer table. Imports go strictly downward; Tests/ArchitectureTests reads these rows and every import line.
let facts = ["Documents", "Cluster", "Findings"]
let analysers = ["PodSecurity", "NetworkPolicies", "AccessControl", "Images"]
let modules: [Module] = [
    Module(layer: 0, name: "Documents"),
    Module(layer: 1, name: "Cluster", modules: ["Documents"], products: [allocator]),
    Module(layer: 1, name: "Findings", modules: ["Documents", "Cluster"], products: [crypto]),
    Module(layer: 2, name: "PodSecurity", modules: facts),
    Module(layer: 2, name: "NetworkPolicies", modules: facts),
    Module(layer: 2, name: "AccessControl", modules: facts),
    Module(layer: 2, name: "Images", modules: facts),
    Module(layer: 4, name: "Reports", modules: facts),
    Module(layer: 5, name: "Commands", modules: facts + analysers + ["Reports"], products: [argumentParser]),
]

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
    // Modules are for readers: to the optimiser the program is one. A twentieth of all time.
    .unsafeFlags(["-cross-module-optimization"], .when(configuration: .release)),
]

func dependencies(_ names: [String]) -> [Target.Dependency] { names.map { .target(name: $0) } }

/// Test targets: every one may use everything below the commands.
let tests = [
    "Documents", "Cluster", "Findings", "PodSecurity", "NetworkPolicies", "AccessControl", "Images", "Reports",
]
.map { name in
    Target.testTarget(
        name: name + "Tests", dependencies: dependencies(Array(Set([name] + facts + ["TestSupport"])).sorted()),
        path: "Tests/\(name)Tests", swiftSettings: settings)
}

let package = Package(
    name: "bulwark",
    products: [.executable(name: "bulwark", targets: ["bulwark"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    ],
    targets: modules.map {
        .target(name: $0.name, dependencies: dependencies($0.modules) + $0.products, swiftSettings: settings)
    } + [
        .systemLibrary(name: "CAllocator"),
        .executableTarget(name: "bulwark", dependencies: ["Commands"], swiftSettings: settings),
        .target(
            name: "TestSupport", dependencies: dependencies(facts), path: "Tests/TestSupport", swiftSettings: settings),
    ] + tests + [
        .testTarget(
            name: "ConformanceTests",
            dependencies: dependencies(facts + analysers + ["TestSupport"]), swiftSettings: settings),
        .testTarget(
            name: "CommandTests",
            dependencies: dependencies(facts + analysers + ["Reports", "TestSupport", "bulwark"]),
            exclude: ["Golden"], swiftSettings: settings),
        .testTarget(name: "ArchitectureTests", dependencies: ["TestSupport"], swiftSettings: settings),
    ]
)
