// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

/// `fix --interactive`, asked and answered at a terminal.
struct FixInterviewTests {
    private static let manifest = """
        apiVersion: v1
        kind: Pod
        metadata: {name: web, namespace: shop}
        spec:
          containers:
            - name: web
              image: nginx:1.27

        """
    private static let question = "[e]xplain"
    private static let line =
        "$B fix web.yaml --write -i --fail-on never --only net-raw,privilege-escalation,seccomp-missing"

    private let folder = TemporaryFolder()
    private let program: BuiltProgram

    init() throws {
        program = try #require(BuiltProgram())
        folder.write("web.yaml", Self.manifest)
    }

    /// Answers the questions one after the other; what was shown, and the status.
    private func interview(_ answers: [String], _ line: String = Self.line) throws -> (screen: String, status: Int32) {
        let session = try #require(TerminalSession(line, program, in: folder))
        for answer in answers {
            guard session.wait(for: Self.question) else { break }
            session.type(answer)
        }
        let status = session.finish()
        return (session.screen, status)
    }

    private var repaired: [Bool] {
        let text = folder.text("web.yaml")
        return ["NET_RAW", "allowPrivilegeEscalation: false", "RuntimeDefault"].map { text.firstRange(of: $0) != nil }
    }

    @Test func `all questions are asked, and only what was agreed to is repaired`() throws {
        let result = try interview(["n", "y", "n"])
        #expect(result.status == 0)
        for number in 1...3 { #expect(result.screen.contains("repair it (\(number) of 3)?")) }
        #expect(result.screen.contains("repaired 1 finding in 1 file"))
        #expect(repaired.count { $0 } == 1)
        #expect(result.screen.contains("left: 2 declined"))
    }

    @Test func `no to everything leaves the file as it is`() throws {
        let result = try interview(["n", "n", "n"])
        #expect(result.screen.contains("nothing to repair"))
        #expect(folder.text("web.yaml") == Self.manifest)
    }

    @Test func `all answers the questions that are left`() throws {
        let result = try interview(["n", "a"])
        #expect(result.screen.contains("repaired 2 findings in 1 file"))
        #expect(repaired.count { $0 } == 2)
        #expect(!result.screen.contains("repair it (3 of 3)?"))
    }

    @Test func `quit keeps what was agreed to before`() throws {
        let result = try interview(["y", "q"])
        #expect(result.screen.contains("repaired 1 finding in 1 file"))
        #expect(repaired.count { $0 } == 1)
    }

    @Test func `explain tells why, and asks again`() throws {
        let result = try interview(["e", "what", "y", "q"])
        #expect(result.screen.contains("expected y, n, a, q or e"))
        #expect(result.screen.split(separator: "repair it (1 of 3)?").count == 4)
        #expect(repaired.count { $0 } == 1)
    }

    @Test func `the end of the input is quit`() throws {
        let result = try interview(["\u{4}"])
        #expect(result.status == 0)
        #expect(folder.text("web.yaml") == Self.manifest)
    }

    @Test func `manifests from standard input are asked about at the terminal`() throws {
        let result = try interview(
            ["y", "q"], "$B fix - --write -i --fail-on never --only seccomp-missing <web.yaml >out.yaml")
        #expect(result.status == 0)
        #expect(folder.text("out.yaml").contains("RuntimeDefault"))
    }

    @Test func `a target is asked about with what belongs to it`() throws {
        let result = try interview(["a"], "$B fix web.yaml --write -i --target restricted")
        #expect(result.status == 0)
        #expect(result.screen.contains("all 1 workloads satisfy restricted after the repair"))
        #expect(!folder.text("web.yaml").contains("readOnlyRootFilesystem"))
    }

    @Test func `without a terminal it is wrong usage`() {
        let result = program.shell("setsid -w $B fix web.yaml -i", in: folder)
        #expect(result.status == 2)
        #expect(result.errors.contains("--interactive needs a terminal"))
    }

    @Test func `a file that changed while the questions were asked is not overwritten`() throws {
        let session = try #require(TerminalSession(Self.line, program, in: folder))
        #expect(session.wait(for: Self.question))
        folder.write("web.yaml", "# mine now\n" + Self.manifest)
        session.type("a")
        #expect(session.finish() == 3)
        #expect(session.screen.contains("has changed since it was read: run the repair again"))
        #expect(folder.text("web.yaml") == "# mine now\n" + Self.manifest)
        #expect(folder.names == ["web.yaml"])
    }
}
