// SPDX-License-Identifier: Apache-2.0

internal import Documents

/// Finds the manifests below folders, in a stable order, each once.
struct FolderWalk {
    enum Item {
        /// A folder that is being read; what it holds follows.
        case folder(String)
        case file(String, InputReading.Identity)
        /// A chart or a kustomization.
        case source(RenderedSource)
        case problem(Problem)
    }

    /// Leave the files out that a rendered chart or kustomization stands for.
    let skipsRendered: Bool
    private var visited: Set<InputReading.Identity> = []
    private var items: [Item] = []
    /// The sizes of the files that were found last, in bytes. Of one file so many count: a sparse one may claim more
    /// than a sum can hold.
    private(set) var bytes = 0
    private static let countedBytes = 1 << 30

    init(skipsRendered: Bool) { self.skipsRendered = skipsRendered }

    /// What lies below a folder that the user named.
    mutating func items(below folder: String) -> [Item] {
        items = []
        bytes = 0
        var path = folder
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        visit(path)
        if skipsRendered { dropBases() }
        return items
    }

    private mutating func visit(_ folder: String) {
        do {
            guard visited.insert(try InputReading.status(of: folder).identity).inserted else {
                return note(folder, "the folder was already read through another path, perhaps a symbolic link")
            }
            let names = try InputReading.names(in: folder)
            items.append(.folder(folder))
            visit(folder, names)
        } catch { fail(folder, error.message) }
    }

    private mutating func visit(_ folder: String, _ names: [String]) {
        let source = RenderedSource(folder: folder, names: names)
        if let source { items.append(.source(source)) }
        for name in names where !name.hasPrefix(".") && name != "node_modules" {
            let path = Self.join(folder, name)
            if name.unicodeScalars.contains("\u{FFFD}") {
                fail(path, "the name is not UTF-8")
                continue
            }
            visit(path, named: name, in: source)
        }
    }

    private mutating func visit(_ path: String, named name: String, in source: RenderedSource?) {
        let isManifest = Self.isManifest(name)
        do {
            let status = try InputReading.status(of: path)
            switch status.kind {
            case .folder:
                if source?.owns(folder: name) != true { visit(path) }
            case .file:
                guard isManifest, source?.owns(file: name, whenRendered: skipsRendered) != true else { return }
                items.append(.file(path, status.identity))
                bytes += min(status.size, Self.countedBytes)
            case .pipe, .socket, .device:
                if isManifest { fail(path, status.kind.refusal) }
            }
        } catch {
            // A dangling link that does not look like a manifest is nobody's input; a cycle may hide a folder.
            guard isManifest || error != ReadFailure("no such file or folder") else { return }
            fail(path, error == ReadFailure("no such file or folder") ? Self.dangling : error.message)
        }
    }

    /// A kustomization that another one includes is judged there, with its patches.
    private mutating func dropBases() {
        var included: Set<InputReading.Identity> = []
        for case .source(let source) in items {
            for folder in source.includedFolders() {
                if let status = try? InputReading.status(of: folder) { included.insert(status.identity) }
            }
        }
        items.removeAll { item in
            guard case .source(let source) = item, source.kind == .kustomization else { return false }
            if source.isComponent { return true }
            guard let status = try? InputReading.status(of: source.folder) else { return false }
            return included.contains(status.identity)
        }
    }

    private static let dangling = "is a symbolic link to something that does not exist"

    static func isManifest(_ name: String) -> Bool {
        for ending in [".yaml", ".yml", ".json", ".YAML", ".YML", ".JSON"] where name.hasSuffix(ending) { return true }
        return false
    }

    static func join(_ folder: String, _ name: String) -> String {
        if folder == "." { return name }
        return folder.hasSuffix("/") ? folder + name : folder + "/" + name
    }

    private mutating func fail(_ path: String, _ message: String) {
        items.append(.problem(Problem("unreadable", file: path, message)))
    }

    private mutating func note(_ path: String, _ message: String) {
        items.append(.problem(Problem("already-read", file: path, gravity: .note, message)))
    }
}
