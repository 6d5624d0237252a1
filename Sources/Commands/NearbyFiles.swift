// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Finds files of settings beside the input or above it, up to the root of the repository.
enum NearbyFiles {
    /// The nearest file of a name in a folder or above it.
    static func nearest(_ name: String, from folder: String) -> String? {
        for folder in ancestors(folder) {
            let path = folder == "." ? name : folder + "/" + name
            if exists(path) { return path }
        }
        return nil
    }

    /// All files of some names beside paths or above them, the nearest first, each once.
    static func all(_ names: [String], around paths: [String]) -> [String] {
        var seen: Set<String> = []
        var found: [String] = []
        for folder in [".", "-"] + paths where folder != "-" {
            for folder in ancestors(isFolder(folder) ? folder : parent(folder)) {
                for name in names {
                    let path = folder == "." ? name : folder + "/" + name
                    guard exists(path), let real = realpath(path, nil) else { continue }
                    defer { free(real) }
                    if seen.insert(String(cString: real)).inserted { found.append(path) }
                }
            }
        }
        return found
    }

    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    private static func parent(_ path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// A folder and those above it, up to the one that holds `.git`, as paths that can be opened from here.
    private static func ancestors(_ folder: String) -> [String] {
        var folders: [String] = []
        var path = folder.count > 1 && folder.hasSuffix("/") ? String(folder.dropLast()) : folder
        var last: (UInt64, UInt64)?
        for _ in 0..<64 {
            var status = stat()
            guard stat(path, &status) == 0 else { break }
            let identity = (UInt64(status.st_dev), UInt64(status.st_ino))
            if let last, last == identity { break }
            last = identity
            folders.append(path)
            if exists(path + "/.git") { break }
            path = path == "." ? ".." : path + "/.."
        }
        return folders
    }
}
