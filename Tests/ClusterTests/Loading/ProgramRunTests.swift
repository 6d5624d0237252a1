// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Cluster

struct ProgramRunTests {
    private func failure(of script: String, limit: Int = 1000, seconds: Int = 60) -> String? {
        do throws(ReadFailure) {
            _ = try ProgramRun("/bin/sh", ["-c", script]).output(limit: limit, seconds: seconds)
            return nil
        } catch { return error.message }
    }

    @Test func `what the program prints is read whole`() throws {
        let bytes = try ProgramRun("/bin/sh", ["-c", "echo a; echo noise >&2; echo b"]).output(limit: 100)
        #expect(String(decoding: bytes, as: UTF8.self) == "a\nb\n")
    }

    @Test func `the line with the reason is told, not the advice behind it`() {
        let script = "echo 'Error: no chart' >&2; echo >&2; echo 'Use --debug' >&2; exit 1"
        #expect(failure(of: script)?.hasSuffix("failed: Error: no chart") == true)
    }

    @Test(arguments: [
        ("exit 3", "failed with status 3"), ("kill -9 $$", "was ended by signal 9"),
        ("echo oops >&2; exit 1", "failed: oops"),
    ]) func `a failure without a reason is told by its status`(script: String, end: String) {
        #expect(failure(of: script)?.hasSuffix(end) == true)
    }

    @Test func `more output than the limit ends the program`() {
        let message = failure(of: "while :; do echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaa; done", limit: 1000)
        #expect(message?.hasSuffix("printed more than 1000 bytes, the most that is read") == true)
    }

    @Test func `a program that takes too long is ended`() {
        let end = "did not finish within 0 seconds and was ended"
        #expect(failure(of: "exec sleep 1000", seconds: 0)?.hasSuffix(end) == true)
    }
}
