// SPDX-License-Identifier: Apache-2.0

import Glibc
import TestSupport
import Testing

/// `fix --write` replaces a file as a whole or not at all.
struct FixWritingTests {
    private static let pod = """
        apiVersion: v1
        kind: Pod
        metadata: {name: web}
        spec:
          containers:
            - {name: a, image: b:1}

        """
    private static let fix = "$B fix --write --fail-on never --only seccomp-missing"
    private static let isRoot = geteuid() == 0
    /// A command that runs another one without root's rights, which modes do not hold up.
    private static let asNobody = isRoot ? "setpriv --reuid 65534 --regid 65534 --clear-groups" : ""
    /// A command that runs a shell line where file systems can be mounted.
    private static let isolated = isRoot ? "unshare -m sh -c" : "unshare -rm sh -c"

    private let folder = TemporaryFolder()
    private let program: BuiltProgram

    init() throws {
        program = try #require(BuiltProgram())
        folder.write("pod.yaml", Self.pod)
    }

    private func shell(_ line: String) -> BuiltProgram.Result { program.shell(line, in: folder) }

    private static func works(_ command: String) -> Bool { system(command + " >/dev/null 2>&1") == 0 }

    private static let canMount = works(isolated + " 'mount -t tmpfs none /mnt'")
    private static let canBeNobody = !isRoot || works(asNobody + " true")

    @Test(.enabled(if: isRoot, "only root gives files away"))
    func `owner, group and mode stay`() {
        let result = shell(
            "chown 12345:54321 pod.yaml; chmod 4651 pod.yaml; \(Self.fix) pod.yaml; stat -c '%u:%g %a' pod.yaml")
        #expect(result.output == "12345:54321 4651\n")
        #expect(folder.text("pod.yaml") != Self.pod)
    }

    @Test func `a symbolic link stays one and what it points to is repaired`() {
        let line = "mkdir real; mv pod.yaml real/pod.yaml; ln -s real/pod.yaml pod.yaml; ln -s pod.yaml other.yaml"
        let result = shell("\(line); \(Self.fix) other.yaml; readlink other.yaml pod.yaml; ls real")
        #expect(result.output == "pod.yaml\nreal/pod.yaml\npod.yaml\n")
        #expect(folder.text("real/pod.yaml").contains("RuntimeDefault"))
    }

    @Test(
        .enabled(if: canBeNobody, "root's rights cannot be given up here"),
        arguments: ["chmod 555 .", "chmod 444 pod.yaml"])
    func `what must not be written is left as it is`(lock: String) {
        let owner = Self.isRoot ? "chown 65534 . pod.yaml; " : ""
        let fix = "\(Self.asNobody) ./bulwark \(Self.fix.dropFirst(3)) pod.yaml"
        let result = shell(
            "chmod 755 .; \(owner)cp -p $B bulwark; \(lock); \(fix); s=$?; chmod 755 .; exit $s")
        #expect(result.status == 3)
        #expect(result.errors.contains("pod.yaml: cannot be replaced: Permission denied"))
        #expect(folder.text("pod.yaml") == Self.pod)
        #expect(folder.names.count { $0.hasPrefix("pod.yaml") } == 1)
    }

    @Test(.enabled(if: canMount, "file systems cannot be mounted here"), arguments: ["size=8k", "ro"])
    func `a full disk or one that cannot be written leaves the file as it was`(options: String) {
        let script = """
            mkdir disk; mount -t tmpfs -o size=8k none disk; cp pod.yaml disk; cat /dev/zero >disk/rest 2>/dev/null
            mount -o remount,\(options) disk; \(Self.fix) disk/pod.yaml; echo $?; ls disk; cmp pod.yaml disk/pod.yaml
            """
        let result = shell("export B; \(Self.isolated) '\(script)'")
        #expect(result.output == "3\npod.yaml\nrest\n")
        let reason = options == "ro" ? "Read-only file system" : "No space left on device"
        #expect(result.errors.contains("disk/pod.yaml: cannot be replaced: \(reason)"))
    }

    @Test func `a limit of the file size leaves the file as it was`() {
        let long = Self.pod + String(repeating: "# a long comment\n", count: 60)
        folder.write("pod.yaml", long)
        let result = shell("(ulimit -f 1; \(Self.fix) pod.yaml 2>&1 | cat >errors); \(Self.fix) pod.yaml")
        #expect(folder.text("errors").contains("cannot be replaced: File too large"))
        #expect(result.status == 0)
        #expect(folder.names.count { $0.hasPrefix("pod.yaml") } == 1)
    }

    @Test func `what can be written is written beside what cannot`() {
        folder.write("other.yaml", Self.pod)
        let result = shell("mkfifo p; ln -s /proc/self/nothing none.yaml; \(Self.fix) pod.yaml other.yaml none.yaml")
        #expect(result.status == 3)
        #expect(folder.text("other.yaml").contains("RuntimeDefault"))
    }

    /// Killed as soon as the first of many files is new.
    @Test func `killed in the middle, every file is the old or the new one`() {
        let old = Self.pod + String(repeating: "# padding\n", count: 2_000)
        for number in 100..<160 { folder.write("d/\(number).yaml", old) }
        folder.write("one.yaml", old)
        let result = shell(
            """
            \(Self.fix) one.yaml; cp d/100.yaml old
            \(Self.fix) d & while cmp -s old d/100.yaml; do :; done; kill -9 $!; wait $!
            for f in d/*.yaml; do if cmp -s $f old; then echo old; elif cmp -s $f one.yaml; then echo new; else echo $f; fi; done
            """)
        let files = result.output.split(separator: "\n")
        #expect(files.count == 60)
        #expect(files.allSatisfy { $0 == "old" || $0 == "new" })
        #expect(files.contains("new"))
    }
}
