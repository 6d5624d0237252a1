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

    /// What the program prints on standard output; its last line of complaint when it fails. Complaints go through a
    /// file, so that neither stream can block the other.
    func output(limit: Int) throws(ReadFailure) -> [UInt8] {
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
        let result = Result { () throws(ReadFailure) in try InputReading.stream(ends[0], limit: limit) }
        close(ends[0])
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        let bytes = try result.get()
        guard status == 0 else { throw ReadFailure(failureMessage(complaints)) }
        return bytes
    }

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

    private func failureMessage(_ complaints: Int32) -> String {
        var text = ""
        if complaints >= 0, lseek(complaints, 0, SEEK_SET) == 0,
            let bytes = try? InputReading.stream(complaints, limit: 1 << 20)
        {
            text = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).last.map(String.init) ?? ""
        }
        let command = ([path] + arguments).joined(separator: " ")
        return text.isEmpty ? "\"\(command)\" failed" : "\"\(command)\" failed: \(text)"
    }
}
