// SPDX-License-Identifier: Apache-2.0

internal import Documents
internal import Glibc

// fuzz-edits [--seconds N] [--seed N] [--failures N]
// Edits random texts until the time is up, and holds each result against what the edit means and what it may touch.

var seconds = 30.0
var seed = UInt64(time(nil)) << 20
var limit = 10
var arguments = CommandLine.arguments.dropFirst().makeIterator()
while let argument = arguments.next() {
    switch argument {
    case "--seconds": seconds = arguments.next().flatMap { Double($0) } ?? seconds
    case "--seed": seed = arguments.next().flatMap { UInt64($0) } ?? seed
    case "--failures": limit = arguments.next().flatMap { Int($0) } ?? limit
    default: break
    }
}
let first = seed
let start = time(nil)
var counts = (skipped: 0, applied: 0, refused: 0, failed: 0)
while Double(time(nil) - start) < seconds, counts.failed < limit {
    switch DocumentRegion.run({ EditTrial(seed: seed).run() }) {
    case .skipped: counts.skipped += 1
    case .applied: counts.applied += 1
    case .refused: counts.refused += 1
    case .failed(let reason):
        counts.failed += 1
        print(reason)
    }
    seed += 1
}
print(
    "fuzz-edits: seeds \(first) to \(seed), \(counts.applied) edits made, \(counts.refused) refused,",
    "\(counts.skipped) skipped, \(counts.failed) failures")
exit(counts.failed == 0 ? 0 : 1)
