// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0

import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

// Compares our parsers with libyaml. A package of its own, so that bulwark itself does not depend on libyaml; the
// sources of `Documents` are compiled in, because its declarations are visible inside a package only.
let package = Package(
    name: "fuzzing",
    dependencies: [.package(url: "https://github.com/jpsim/Yams", from: "6.2.2")],
    targets: [
        .target(name: "Documents", swiftSettings: settings),
        .executableTarget(
            name: "fuzz-documents", dependencies: ["Documents", .product(name: "Yams", package: "Yams")],
            swiftSettings: settings),
        .executableTarget(name: "fuzz-edits", dependencies: ["Documents"], swiftSettings: settings),
    ]
)
