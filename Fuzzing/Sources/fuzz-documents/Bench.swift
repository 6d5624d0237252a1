// SPDX-License-Identifier: Apache-2.0

internal import CYaml
internal import Documents
internal import Glibc

/// Parse speed against libyaml's bare events, in one run.
enum Bench {
    static func run(_ files: [[UInt8]], isProfile: Bool) {
        var input: [UInt8] = []
        let usable = files.filter { file in
            guard case .accepted = EventTree.libyaml(file), case .accepted = EventTree.ours(file), !file.contains(0),
                file.first != 0x7B
            else { return false }
            return true
        }
        guard !usable.isEmpty else { return }
        while input.count < 50_000_000 {
            for file in usable {
                input.append(contentsOf: "---\n".utf8)
                input.append(contentsOf: file)
                input.append(0x0A)
            }
        }
        print("\(input.count) bytes")
        if isProfile {
            for _ in 0..<20 { DocumentRegion.run { _ = Document.parse(input, name: "-").records.count } }
            return
        }
        for _ in 0..<3 {
            let ours = seconds {
                DocumentRegion.run {
                    let document = Document.parse(input, name: "-")
                    let counts = (document.records.count, document.roots.count, document.problems.count)
                    print("  \(counts.0) nodes, \(counts.1) documents, \(counts.2) problems")
                }
            }
            let theirs = seconds { events(input) }
            let size = Double(input.count) / 1e6
            print("ours \(Int(size / ours)) MB/s, libyaml \(Int(size / theirs)) MB/s, ratio \(theirs / ours)")
        }
    }

    private static func seconds(_ body: () -> Void) -> Double {
        var before = timespec()
        var after = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &before)
        body()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &after)
        return Double(after.tv_sec - before.tv_sec) + Double(after.tv_nsec - before.tv_nsec) / 1e9
    }

    private static func events(_ bytes: [UInt8]) {
        var parser = yaml_parser_t()
        yaml_parser_initialize(&parser)
        defer { yaml_parser_delete(&parser) }
        bytes.withUnsafeBufferPointer { input in
            yaml_parser_set_input_string(&parser, input.baseAddress, input.count)
            var event = yaml_event_t()
            while yaml_parser_parse(&parser, &event) == 1 {
                let isEnd = event.type == YAML_STREAM_END_EVENT
                yaml_event_delete(&event)
                if isEnd { return }
            }
            print("  libyaml failed")
        }
    }
}
