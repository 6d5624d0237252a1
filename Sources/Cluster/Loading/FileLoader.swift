// SPDX-License-Identifier: Apache-2.0

package import Documents

/// Reads manifests from files, folders and standard input into documents.
///
/// A file that is named is read whatever it is called. In folders, files ending in `.yaml`, `.yml` and `.json` are
/// read, sorted by name; hidden files and folders and `node_modules` are left out. Symbolic links are followed, and
/// nothing is read twice.
package struct FileLoader: Sendable {
    private let limits: ReadLimits
    private let renders: Bool
    /// Called after each input with how many inputs and bytes have been read so far.
    package var onInput: (@Sendable (_ files: Int, _ bytes: Int) -> Void)?

    /// - Parameter renders: run `helm` and `kustomize` for charts and kustomizations instead of naming them.
    package init(limits: ReadLimits = ReadLimits(), renders: Bool = false) {
        self.limits = limits
        self.renders = renders
    }

    /// Reads everything that the paths lead to; `-` is standard input. Never fails: what cannot be read becomes a
    /// problem.
    package func load(paths: [String]) -> LoadedFiles {
        var run = LoadingRun(limits: limits, renders: renders)
        run.onInput = onInput
        for path in paths { run.add(path) }
        return run.finish()
    }
}

/// One run of the loader.
private struct LoadingRun {
    let limits: ReadLimits
    let renders: Bool
    private var loaded = LoadedFiles()
    private var walk: FolderWalk
    private var seen: Set<InputReading.Identity> = []
    private var readStandardInput = false
    private var room = HeapRoom()
    var onInput: (@Sendable (_ files: Int, _ bytes: Int) -> Void)?

    init(limits: ReadLimits, renders: Bool) {
        self.limits = limits
        self.renders = renders
        walk = FolderWalk(skipsRendered: renders)
    }

    func finish() -> LoadedFiles { loaded }

    mutating func add(_ path: String) {
        if path == "-" || path == "/dev/stdin" { return addStandardInput() }
        if path.isEmpty { return fail("", "the path is empty, expected a file or a folder") }
        do {
            let status = try InputReading.status(of: path)
            switch status.kind {
            case .file:
                room.reserve(for: loaded.bytes + min(status.size, limits.bytes))
                read(path, status.identity, isNamed: true)
            case .folder: addFolder(path)
            case .pipe, .device, .socket: addSpecial(path, status.kind)
            }
        } catch { fail(path, error.message) }
    }

    private mutating func addStandardInput() {
        if readStandardInput { return }
        readStandardInput = true
        do {
            parse(try InputReading.stream(0, limit: limits.bytes), "-", isNamed: true)
        } catch { fail("-", "standard input " + error.message) }
    }

    /// Shells hand over the output of a command as `/dev/fd/63`; other pipes and devices might never end.
    private mutating func addSpecial(_ path: String, _ kind: InputReading.Kind) {
        let isHandedOver = path.hasPrefix("/dev/fd/") || path.hasPrefix("/proc/self/fd/") || path == "/dev/null"
        guard kind == .socket || !isHandedOver else {
            do { parse(try InputReading.file(path, limit: limits.bytes), path, isNamed: true) } catch {
                fail(path, error.message)
            }
            return
        }
        fail(path, kind.refusal)
    }

    private mutating func addFolder(_ path: String) {
        var isEmpty = true
        let items = walk.items(below: path)
        room.reserve(for: loaded.bytes + walk.bytes)
        for item in items {
            switch item {
            case .folder(let path):
                loaded.folders.append(path)
                continue
            case .file(let path, let identity): read(path, identity, isNamed: false)
            case .source(let source): add(source)
            case .problem(let problem): loaded.problems.append(problem)
            }
            isEmpty = false
        }
        guard isEmpty else { return }
        fail(path, "the folder holds no manifests, expected files that end in .yaml, .yml or .json")
    }

    private mutating func add(_ source: RenderedSource) {
        guard renders else { return loaded.problems.append(source.notice) }
        do {
            parse(try source.render(limit: limits.bytes), source.documentName, isNamed: true)
        } catch { fail(source.path, error.message) }
    }

    private mutating func read(_ path: String, _ identity: InputReading.Identity, isNamed: Bool) {
        guard seen.insert(identity).inserted else { return }
        do {
            parse(try InputReading.file(path, limit: limits.bytes), path, isNamed: isNamed)
        } catch { fail(path, error.message) }
    }

    private mutating func parse(_ bytes: consuming [UInt8], _ name: String, isNamed: Bool) {
        loaded.files += 1
        loaded.bytes += bytes.count
        room.reserve(for: loaded.bytes)
        onInput?(loaded.files, loaded.bytes)
        if bytes.isEmpty {
            let message = "the input is empty, expected Kubernetes manifests"
            return loaded.problems.append(
                Problem("empty-input", file: name, gravity: isNamed ? .error : .note, message))
        }
        if let kind = BinaryContent(copy bytes) { return fail(name, kind.message) }
        loaded.add(Document.parse(consume bytes, name: name, limits: limits))
    }

    private mutating func fail(_ path: String, _ message: String) {
        loaded.problems.append(Problem("unreadable", file: path, message))
    }
}

extension InputReading.Kind {
    /// What to say about something in the file system that cannot be a manifest.
    var refusal: String {
        switch self {
        case .file: "is a file, expected something else"
        case .folder: "is a folder, expected a file"
        case .pipe: "is a named pipe, expected a file or a folder (pipe into \"bulwark scan -\" instead)"
        case .socket: "is a socket, expected a file or a folder"
        case .device: "is a device, expected a file or a folder"
        }
    }
}
