// SPDX-License-Identifier: Apache-2.0

internal import CYaml
internal import Documents
internal import Glibc

// fuzz-documents FOLDER…|FILE… [--seconds N] [--seed N] [--bench]
// Compares our tree with libyaml's events on every file, then on mutations of them until the time is up.

var paths: [String] = []
var seconds = 0.0
var seed = UInt64(time(nil))
var isBench = false
var isProfile = false
var arguments = CommandLine.arguments.dropFirst().makeIterator()
while let argument = arguments.next() {
    switch argument {
    case "--seconds": seconds = arguments.next().flatMap { Double($0) } ?? 0
    case "--seed": seed = arguments.next().flatMap { UInt64($0) } ?? seed
    case "--bench": isBench = true
    case "--profile": isProfile = true
    default: paths.append(argument)
    }
}
let files = Files.read(paths)
print("\(files.count) files, seed \(seed)")
if isBench || isProfile {
    Bench.run(files.map(\.bytes), isProfile: isProfile)
    exit(0)
}
var comparison = Comparison()
for file in files { comparison.compare(file.bytes, file.name) }
print("\(comparison.summary) on the files as they are")
var mutator = Mutator(seeds: files.map(\.bytes), seed: seed)
let start = time(nil)
while Double(time(nil) - start) < seconds, comparison.failures < 20 {
    for _ in 0..<200 { comparison.compare(mutator.next(), "seed \(seed)") }
}
print(comparison.summary)
exit(comparison.failures == 0 ? 0 : 1)
