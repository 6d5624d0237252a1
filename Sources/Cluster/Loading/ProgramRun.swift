// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Runs another program without a shell and collects what it prints.
struct ProgramRun {
    private let path: String
    private let arguments: [String]

    init(_ path: String, _ arguments: [String]) {
        self.path = path
        self.arguments = arguments
    }

    /// Looks a program up in PATH.
    static func find(_ name: String) -> String? {
        guard let path = getenv("PATH") else { return nil }
        for folder in String(cString: path).split(separator: ":") where folder.hasPrefix("/") {
            let candidate = folder + "/" + name
            if access(candidate, X_OK) == 0 { return candidate }
        }
        return nil
    }

    /// What the program prints on standard output; why it failed, in its own words, when it does. Complaints go through
    /// a file, so that neither stream can block the other. A program that takes too long is ended.
    func output(limit: Int, seconds: Int = 60) throws(ReadFailure) -> [UInt8] {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw ReadFailure(errno: errno) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let file = tmpfile()
        defer { if let file { fclose(file) } }
        let complaints = file.map { fileno($0) } ?? -1
        let child: pid_t
        do throws(ReadFailure) { child = try spawn(output: ends[1], complaints: complaints) } catch {
            close(ends[0])
            close(ends[1])
            throw error
        }
        close(ends[1])
        let deadline = Deadline(seconds: seconds)
        let result = Result { () throws(ReadFailure) in try collect(ends[0], limit: limit, deadline) }
        close(ends[0])
        let status = wait(for: child, deadline, isWanted: (try? result.get()) != nil)
        let bytes = try result.get()
        guard status == 0 else { throw ReadFailure(failureMessage(status, complaints)) }
        return bytes
    }

    /// When a program must have finished.
    private struct Deadline {
        let seconds: Int
        private let start = Self.now()

        init(seconds: Int) { self.seconds = seconds }

        var remainingMilliseconds: Int { max(seconds * 1000 - (Self.now() - start), 0) }

        private static func now() -> Int {
            var time = timespec()
            clock_gettime(CLOCK_MONOTONIC, &time)
            return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
        }
    }

    private func collect(_ descriptor: Int32, limit: Int, _ deadline: Deadline) throws(ReadFailure) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let ready = poll(&request, 1, Int32(clamping: deadline.remainingMilliseconds))
            if ready < 0, errno == EINTR { continue }
            guard ready > 0 else { throw tooSlow(deadline) }
            let count = chunk.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw ReadFailure(errno: errno) }
            if count == 0 { return bytes }
            bytes += chunk.prefix(count)
            guard bytes.count <= limit else {
                throw ReadFailure("\"\(command)\" printed more than \(limit) bytes, the most that is read")
            }
        }
    }

    /// The program's wait status. One that is not wanted any more, or that lives on behind its closed output until the
    /// time is up, is ended.
    private func wait(for child: pid_t, _ deadline: Deadline, isWanted: Bool) -> Int32 {
        var status: Int32 = 0
        while isWanted, deadline.remainingMilliseconds > 0 {
            if waitpid(child, &status, WNOHANG) == child { return status }
            usleep(1000)
        }
        kill(child, SIGKILL)
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        return status
    }

    private func tooSlow(_ deadline: Deadline) -> ReadFailure {
        ReadFailure("\"\(command)\" did not finish within \(deadline.seconds) seconds and was ended")
    }

    private var command: String { ([path] + arguments).joined(separator: " ") }

    private func spawn(output: Int32, complaints: Int32) throws(ReadFailure) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        if complaints >= 0 { posix_spawn_file_actions_adddup2(&actions, complaints, 2) }
        var words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) }
        defer { for word in words { free(word) } }
        words.append(nil)
        var child: pid_t = 0
        let code = posix_spawn(&child, path, &actions, nil, words, environ)
        guard code == 0 else { throw ReadFailure("\"\(path)\" cannot be started: " + String(cString: strerror(code))) }
        return child
    }

    private func failureMessage(_ status: Int32, _ complaints: Int32) -> String {
        let signal = status & 0x7F
        if signal != 0 { return "\"\(command)\" was ended by signal \(signal)" }
        let text = reason(complaints)
        return text.isEmpty
            ? "\"\(command)\" failed with status \(status >> 8 & 0xFF)" : "\"\(command)\" failed: \(text)"
    }

    /// The line that says so, else the last one: behind the reason some programs print advice.
    private func reason(_ complaints: Int32) -> String {
        guard complaints >= 0, lseek(complaints, 0, SEEK_SET) == 0,
            let bytes = try? InputReading.stream(complaints, limit: 1 << 20)
        else { return "" }
        let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
        let line = lines.last { $0.hasPrefix("Error") || $0.hasPrefix("error") } ?? lines.last
        return line.map { String($0.prefix(1000)) } ?? ""
    }
}
