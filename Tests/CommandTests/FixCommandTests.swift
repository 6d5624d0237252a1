// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

/// A folder with a small manifest to repair.
private struct Workshop {
    static let manifest = """
        # The web server.
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: web
          namespace: shop
        spec:
          selector:
            matchLabels: {app: web}
          template:
            metadata:
              labels: {app: web}
            spec:
              containers:
                - name: web   # the only one
                  image: "nginx:1.27"

        """

    let folder: TemporaryFolder
    let program: BuiltProgram

    init() throws {
        folder = TemporaryFolder()
        program = try #require(BuiltProgram())
        folder.write("web.yaml", Self.manifest)
    }

    func shell(_ line: String) -> BuiltProgram.Result { program.shell(line, in: folder) }
    var text: String { folder.text("web.yaml") }
}

struct FixCommandTests {
    private static let only = "--only privilege-escalation,seccomp-missing"

    @Test func `the default shows a diff and writes nothing`() throws {
        let workshop = try Workshop()
        let result = workshop.shell("$B fix web.yaml \(Self.only) --fail-on never")
        #expect(result.status == 0)
        #expect(result.output.contains("+            allowPrivilegeEscalation: false"))
        #expect(result.errors.contains("would repair 2 findings in 1 file"))
        #expect(workshop.text == Workshop.manifest)
    }

    @Test func `a patch of a file with a byte order mark applies`() throws {
        let workshop = try Workshop()
        workshop.folder.write("web.yaml", "\u{FEFF}" + Workshop.manifest.split(separator: "\n").joined(separator: "\n"))
        let result = workshop.shell(
            "$B fix web.yaml --review -o patch --fail-on never > p; git apply --check p; echo $?")
        #expect(result.output == "0\n")
    }

    @Test func `a file in UTF-16 is left to a person`() throws {
        let workshop = try Workshop()
        let result = workshop.shell("iconv -t UTF-16 web.yaml > wide.yaml; $B fix wide.yaml -o patch --verbose")
        #expect(result.output.isEmpty)
        #expect(result.errors.contains("the file is not UTF-8, which is not rewritten: convert it first"))
    }

    @Test func `written changes keep every other byte, the mode and the link`() throws {
        let workshop = try Workshop()
        let line =
            "chmod 640 web.yaml; ln -s web.yaml link.yaml; $B fix link.yaml --write \(Self.only); stat -c %a web.yaml"
        let result = workshop.shell(line + "; readlink link.yaml; $B fix web.yaml \(Self.only)")
        #expect(result.output == "640\nweb.yaml\n")
        let added = [
            "          securityContext:\n            allowPrivilegeEscalation: false\n",
            "      securityContext:\n        seccompProfile:\n          type: RuntimeDefault\n",
        ]
        #expect(workshop.text == Workshop.manifest + added.joined())
        #expect(result.errors.contains("nothing to repair"))
    }

    @Test func `a patch goes through git apply`() throws {
        let workshop = try Workshop()
        let line =
            "$B fix web.yaml --review -o patch --quiet >fix.patch; git apply --check fix.patch && git apply fix.patch"
        let result = workshop.shell(line + " && $B fix web.yaml --review -o patch --fail-on never")
        #expect(result.status == 0)
        #expect(result.errors.contains("nothing to repair"))
    }

    @Test func `exceptions hold for repairs too`() throws {
        let workshop = try Workshop()
        let lines = Workshop.manifest.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            let comment = "        # bulwark:ignore privilege-escalation it needs sudo\n"
            return line.contains("- name: web") ? comment + line : String(line)
        }
        workshop.folder.write("web.yaml", lines.joined(separator: "\n"))
        let result = workshop.shell("$B fix web.yaml \(Self.only) --fail-on never")
        #expect(!result.output.contains("allowPrivilegeEscalation"))
        #expect(result.output.contains("seccompProfile"))
    }

    @Test func `standard input is repaired to standard output`() throws {
        let workshop = try Workshop()
        let result = workshop.shell("$B fix - --write \(Self.only) --quiet < web.yaml")
        #expect(result.output.hasPrefix(Workshop.manifest))
        #expect(result.output.contains("seccompProfile"))
    }

    @Test func `commands for a live cluster are quoted`() throws {
        let workshop = try Workshop()
        let result = workshop.shell("$B fix web.yaml --only seccomp-missing -o kubectl --quiet")
        let start = "kubectl patch deployment.v1.apps web --namespace shop --type json --patch '[{\"op\":\"add\","
        #expect(result.output.hasPrefix(start))
    }

    @Test func `what is left is told with its reason`() throws {
        let workshop = try Workshop()
        let result = workshop.shell("$B fix web.yaml --only may-run-as-root --verbose")
        #expect(result.errors.contains("web.yaml:15:11: may-run-as-root"))
        #expect(result.errors.contains("needs --review"))
    }

    @Test func `contradicting options are wrong usage`() throws {
        let workshop = try Workshop()
        #expect(workshop.shell("$B fix web.yaml --write --diff").status == 2)
        #expect(workshop.shell("$B fix web.yaml --write -o patch").status == 2)
    }
}

extension FixCommandTests {
    @Test func `a target level is reached or the obstacles are named`() throws {
        let workshop = try Workshop()
        let reached = workshop.shell(
            "$B fix web.yaml --target restricted --write; $B psa check web.yaml --level restricted")
        #expect(reached.status == 0)
        #expect(reached.errors.contains("all 1 workloads satisfy restricted after the repair"))
        workshop.folder.write(
            "web.yaml", Workshop.manifest + "      volumes:\n        - name: etc\n          hostPath: {path: /etc}\n")
        let obstructed = workshop.shell("$B fix web.yaml --target baseline")
        #expect(obstructed.status == 1)
        #expect(obstructed.errors.contains("web.yaml:19:21: Deployment shop/web: hostPath volumes"))
        #expect(obstructed.errors.contains("hostPath: by hand: "))
        #expect(workshop.shell("$B fix web.yaml --target strict").status == 2)
    }
}
