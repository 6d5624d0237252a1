// SPDX-License-Identifier: Apache-2.0

import Cluster
import Documents
import TestSupport
import Testing

extension TemporaryFolder {
    func load(_ name: String = "", limits: ReadLimits = ReadLimits(), renders: Bool = false) -> LoadedFiles {
        FileLoader(limits: limits, renders: renders).load(paths: [name.isEmpty ? path : path + "/" + name])
    }

    func names(_ loaded: LoadedFiles) -> [String] { loaded.documents.map { String($0.name.dropFirst(path.count + 1)) } }

    func writeManifest(_ name: String) { write(name, "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n") }

    func messages(_ loaded: LoadedFiles) -> [String] {
        loaded.problems.map {
            "\($0.gravity.rawValue) \($0)".replacing(path + "/", with: "").replacing(path, with: ".")
        }
    }
}

extension String {
    fileprivate func replacing(_ text: String, with other: String) -> String {
        var parts: [Substring] = []
        var rest = self[...]
        while let range = rest.firstRange(of: text) {
            parts.append(rest[..<range.lowerBound])
            rest = rest[range.upperBound...]
        }
        return (parts + [rest]).joined(separator: other)
    }
}

struct FileLoaderTests {
    @Test func `a folder is read recursively and sorted, hidden things are left out`() {
        let folder = TemporaryFolder()
        for name in ["b.yaml", "a/z.yml", "a/c.json", "note.txt", ".git/x.yaml", "node_modules/y.yaml", ".hidden.yaml"]
        {
            folder.writeManifest(name)
        }
        let loaded = folder.load()
        #expect(folder.names(loaded) == ["a/c.json", "a/z.yml", "b.yaml"])
        #expect(loaded.problems.isEmpty)
        #expect(loaded.files == 3)
        #expect(loaded.bytes == 153)
    }

    @Test func `a file that is named is read whatever it is called`() {
        let folder = TemporaryFolder()
        folder.writeManifest("manifest.txt")
        #expect(folder.names(folder.load("manifest.txt")) == ["manifest.txt"])
    }

    @Test func `nothing is read twice`() {
        let folder = TemporaryFolder()
        folder.writeManifest("a.yaml")
        let loaded = FileLoader().load(paths: [folder.path + "/a.yaml", folder.path, folder.path + "/a.yaml"])
        #expect(loaded.files == 1)
        #expect(loaded.problems.isEmpty)
    }

    @Test func `cycles of symbolic links end`() {
        let folder = TemporaryFolder()
        folder.writeManifest("sub/a.yaml")
        folder.link("sub/up", to: "..")
        folder.link("one.yaml", to: "two.yaml")
        folder.link("two.yaml", to: "one.yaml")
        folder.link("gone.yaml", to: "nowhere")
        let loaded = folder.load()
        #expect(folder.names(loaded) == ["sub/a.yaml"])
        #expect(
            folder.messages(loaded) == [
                "error gone.yaml: is a symbolic link to something that does not exist",
                "error one.yaml: too many symbolic links: they form a cycle",
                "note sub/up: the folder was already read through another path, perhaps a symbolic link",
                "error two.yaml: too many symbolic links: they form a cycle",
            ])
    }

    @Test func `what is no manifest gets one clear problem`() {
        let folder = TemporaryFolder()
        folder.write("binary.yaml", [0x61, 0x62, 0, 0, 1])
        folder.write("packed.yaml", [0x1F, 0x8B, 8, 0])
        folder.write("empty.yaml", "")
        folder.pipe("pipe.yaml")
        #expect(
            folder.messages(folder.load()) == [
                "error binary.yaml: is binary (it contains NUL bytes), expected text",
                "note empty.yaml: the input is empty, expected Kubernetes manifests",
                "error packed.yaml: is compressed with gzip, expected text (gunzip -c FILE | bulwark scan -)",
                "error pipe.yaml: is a named pipe, expected a file or a folder (pipe into \"bulwark scan -\" instead)",
            ])
        #expect(folder.messages(folder.load("empty.yaml")).map { $0.prefix(5) } == ["error"])
        #expect(folder.messages(folder.load("missing")) == ["error missing: no such file or folder"])
        #expect(FileLoader().load(paths: ["/dev/zero"]).problems.count == 1)
    }

    @Test func `a folder without manifests is a problem`() {
        let folder = TemporaryFolder()
        folder.write("readme.md", "hello")
        #expect(
            folder.messages(folder.load()) == [
                "error .: the folder holds no manifests, expected files that end in .yaml, .yml or .json"
            ])
    }

    @Test func `a file beyond the limit is not read`() {
        let folder = TemporaryFolder()
        folder.writeManifest("a.yaml")
        var limits = ReadLimits()
        limits.bytes = 20
        #expect(
            folder.messages(folder.load(limits: limits)) == [
                "error a.yaml: is larger than 20 bytes (51 or more), the most that is read"
            ])
    }

    @Test func `a chart is named and its templates are not read as manifests`() {
        let folder = TemporaryFolder()
        folder.write("shop/Chart.yaml", "apiVersion: v2\nname: shop\n")
        folder.write("shop/values.yaml", "a: 1\n")
        folder.write("shop/templates/a.yaml", "{{ broken }}")
        folder.writeManifest("shop/crds/a.yaml")
        let loaded = folder.load()
        #expect(folder.names(loaded) == ["shop/crds/a.yaml"])
        #expect(loaded.problems.map(\.gravity) == [.warning])
        #expect(loaded.problems.map(\.location.file) == [folder.path + "/shop/Chart.yaml"])
    }

    @Test func `a kustomization is named and its files are read`() {
        let folder = TemporaryFolder()
        folder.write("kustomization.yaml", "resources: [a.yaml]\n")
        folder.writeManifest("a.yaml")
        let loaded = folder.load()
        #expect(folder.names(loaded) == ["a.yaml"])
        #expect(loaded.problems.map(\.gravity) == [.note])
    }
}
