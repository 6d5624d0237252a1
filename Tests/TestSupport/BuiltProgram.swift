// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Runs the built binary, which lies beside the test bundle.
package struct BuiltProgram: Sendable {
    /// What a run left behind.
    package struct Result: Sendable {
        package let status: Int32
        package let output: String
        package let errors: String
    }

    let path: String

    /// Nil when the binary is not there.
    package init?() {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count)
        var candidates = [String(decoding: buffer.prefix(max(count, 0)).map { UInt8(bitPattern: $0) }, as: UTF8.self)]
        candidates += CommandLine.arguments
        for candidate in candidates {
            guard let end = candidate.range(of: ".xctest")?.lowerBound ?? candidate.lastIndex(of: "/"),
                let slash = candidate[..<end].lastIndex(of: "/")
            else { continue }
            let path = candidate[..<slash] + "/bulwark"
            if access(String(path), X_OK) == 0 {
                self.path = String(path)
                return
            }
        }
        return nil
    }

    /// Runs the program in a folder through a shell line in which `$B` is the program: tests need pipes and closed
    /// descriptors.
    package func shell(_ line: String, in folder: TemporaryFolder) -> Result {
        let script = "cd '\(folder.path)' && B='\(path)'; { \(line)\n} >.out 2>.err </dev/null"
        let status = system(script)
        return Result(
            status: status & 0x7F == 0 ? (status >> 8) & 0xFF : -1, output: folder.text(".out"),
            errors: folder.text(".err"))
    }

    /// Runs the program in a folder.
    package func run(_ arguments: String, in folder: TemporaryFolder) -> Result { shell("$B \(arguments)", in: folder) }
}

extension StringProtocol {
    fileprivate func range(of text: String) -> Range<Index>? { firstRange(of: text) }
}
