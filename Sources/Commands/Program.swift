// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Documents
internal import Glibc

/// The program's entry point.
package enum Program {
    static let version = "0.1.0"

    /// How the user called the program; kubectl runs a plug-in as `kubectl-bulwark`.
    static let name: String = {
        let path = CommandLine.arguments.first ?? "bulwark"
        return path.hasSuffix("kubectl-bulwark") ? "kubectl bulwark" : "bulwark"
    }()

    /// Parses the arguments, runs the command they name and ends the process with the command's exit status.
    package static func run() -> Never {
        signal(SIGPIPE, SIG_IGN)
        signal(SIGXFSZ, SIG_IGN)
        exit(status(of: Array(CommandLine.arguments.dropFirst())).rawValue)
    }

    /// Ends the process at once: giving a large input's memory back piece by piece would take longer than judging a
    /// small one.
    static func end(_ status: ExitStatus) -> Never { exit(status.rawValue) }

    private static func status(of arguments: [String]) -> ExitStatus {
        do {
            var command = try Bulwark.parseAsRoot(arguments)
            try command.run()
            return .clean
        } catch let status as ExitStatus {
            return status
        } catch let problem as Problem {
            StandardError.write(problem.description)
            return .usage
        } catch let failure as OutputFailure {
            StandardError.write("\(name): \(failure.message)")
            return failure.status
        } catch {
            return tell(error)
        }
    }

    /// Help and the version are asked for; everything else that the parser throws is wrong usage.
    private static func tell(_ error: any Error) -> ExitStatus {
        let message = Bulwark.fullMessage(for: error)
        guard Bulwark.exitCode(for: error) != ExitCode.success else {
            let output = Output.standard()
            do {
                try output.write(Array((message + "\n").utf8))
                try output.finish()
            } catch { return .failure }
            return .clean
        }
        StandardError.write(message)
        return Bulwark.exitCode(for: error) == ExitCode.validationFailure ? .usage : .failure
    }
}

/// Lines for people, apart from the report.
enum StandardError {
    static let isTerminal = isatty(2) == 1

    /// Control characters are shown as such: what a manifest says must not steer the reader's terminal.
    static func write(_ line: String) {
        let bytes = Array((line + "\n").utf8).displayed
        bytes.withUnsafeBytes { buffer in
            var offset = 0
            while offset < buffer.count {
                let count = Glibc.write(2, buffer.baseAddress?.advanced(by: offset), buffer.count - offset)
                if count < 0, errno == EINTR { continue }
                if count <= 0 { return }
                offset += count
            }
        }
    }
}
