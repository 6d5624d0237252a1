// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// A shell line that runs at a terminal of its own, and the person who sits at it.
package final class TerminalSession {
    /// TIOCGPTN and TIOCSPTLCK, which the C library's module leaves out.
    private static let numberRequest: UInt = 0x8004_5430
    private static let lockRequest: UInt = 0x4004_5431

    private let process: pid_t
    private let terminal: Int32
    /// All that was shown so far.
    package private(set) var screen = ""

    /// Nil when there is no terminal to be had.
    package init?(_ line: String, _ program: BuiltProgram, in folder: TemporaryFolder) {
        terminal = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        var number: Int32 = 0
        var isLocked: Int32 = 0
        guard terminal >= 0, ioctl(terminal, Self.numberRequest, &number) == 0,
            ioctl(terminal, Self.lockRequest, &isLocked) == 0
        else { return nil }
        let name = "/dev/pts/\(number)"
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        // The first terminal that the leader of a session opens becomes its own.
        posix_spawn_file_actions_addopen(&actions, 0, name, O_RDWR, 0)
        for descriptor in [1, 2] as [Int32] { posix_spawn_file_actions_adddup2(&actions, 0, descriptor) }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawnattr_setflags(&attributes, Int16(0x80))  // POSIX_SPAWN_SETSID
        let script = "cd '\(folder.path)' && B='\(program.path)'; \(line)"
        let words = ["sh", "-c", script]
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { word in strdup(word) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var process: pid_t = 0
        guard posix_spawn(&process, "/bin/sh", &actions, &attributes, &arguments, environ) == 0 else { return nil }
        self.process = process
    }

    /// Reads until the text has been shown once more; false when the program ended or kept quiet for a minute.
    package func wait(for text: String) -> Bool {
        let start = screen.endIndex
        while screen[start...].firstRange(of: text) == nil {
            var watched = pollfd(fd: terminal, events: Int16(POLLIN), revents: 0)
            guard poll(&watched, 1, 60_000) > 0 else { return false }
            var bytes = [UInt8](repeating: 0, count: 4096)
            let count = read(terminal, &bytes, bytes.count)
            guard count > 0 else { return false }
            screen += String(decoding: bytes[..<count], as: UTF8.self)
        }
        return true
    }

    /// Types a line.
    package func type(_ line: String) {
        let bytes = Array((line + "\n").utf8)
        _ = write(terminal, bytes, bytes.count)
    }

    /// Reads what is left and waits for the end; the exit status.
    package func finish() -> Int32 {
        _ = wait(for: "\u{0}")
        var status: Int32 = 0
        waitpid(process, &status, 0)
        close(terminal)
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : -1
    }
}
