// SPDX-License-Identifier: Apache-2.0

internal import Documents

/// A folder whose manifests come out of a program: a Helm chart or a kustomization.
struct RenderedSource: Sendable, Hashable {
    enum Kind: Sendable, Hashable { case chart, kustomization }

    let kind: Kind
    let folder: String
    /// The file that makes it one, for example `shop/Chart.yaml`.
    let path: String

    private static let kustomizations = ["kustomization.yaml", "kustomization.yml", "Kustomization"]

    /// Nil when the folder is neither.
    init?(folder: String, names: [String]) {
        self.folder = folder
        if names.contains("Chart.yaml") {
            kind = .chart
            path = FolderWalk.join(folder, "Chart.yaml")
        } else if let name = Self.kustomizations.first(where: { names.contains($0) }) {
            kind = .kustomization
            path = FolderWalk.join(folder, name)
        } else {
            return nil
        }
    }

    /// Under which name the output is read, so that a finding says where it comes from.
    var documentName: String {
        switch kind {
        case .chart: folder + " [helm template]"
        case .kustomization: folder + " [kustomize build]"
        }
    }

    /// What is said when it is not rendered.
    var notice: Problem {
        switch kind {
        case .chart:
            Problem(
                "chart", file: path, gravity: .warning,
                "a Helm chart: its templates are judged only once rendered: helm template \(folder) | bulwark scan -, "
                    + "or give --render")
        case .kustomization:
            Problem(
                "kustomization", file: path, gravity: .note,
                "a kustomization: its files are judged as written, without its patches: kubectl kustomize \(folder) "
                    + "| bulwark scan -, or give --render")
        }
    }

    /// Templates are no YAML before they are rendered; subcharts are rendered with their chart.
    func owns(folder name: String) -> Bool { kind == .chart && (name == "templates" || name == "charts") }

    /// Files that say how to render are no manifests, and rendered ones are judged in their final form.
    func owns(file name: String, whenRendered: Bool) -> Bool {
        switch kind {
        case .chart: name == "Chart.yaml" || name == "values.yaml" || name == "values.schema.json"
        case .kustomization: whenRendered || Self.kustomizations.contains(name)
        }
    }

    /// A kustomize component has no output of its own.
    var isComponent: Bool { settings.contains { $0["kind"]?.equals("Component") == true } }

    /// The folders whose kustomizations this one builds upon.
    func includedFolders() -> [String] {
        guard kind == .kustomization else { return [] }
        var folders: [String] = []
        for root in settings {
            for list in [root["resources"], root["bases"], root["components"]] {
                for element in list?.elements ?? Node.Elements.none {
                    let path = element.scalarText
                    if !path.isEmpty, !path.contains("://") { folders.append(FolderWalk.join(folder, path)) }
                }
            }
        }
        return folders
    }

    private var settings: [Node] {
        guard let bytes = try? InputReading.file(path, limit: 1 << 20) else { return [] }
        return Document.parse(bytes, name: path).roots
    }

    /// Runs the program; its output is a stream of manifests.
    func render(limit: Int) throws(ReadFailure) -> [UInt8] {
        switch kind {
        case .chart:
            guard let helm = ProgramRun.find("helm") else {
                throw ReadFailure("a Helm chart cannot be rendered: the program \"helm\" is not installed")
            }
            let release = folder.split(separator: "/").last.map(String.init) ?? "release"
            return try ProgramRun(helm, ["template", Self.releaseName(release), folder]).output(limit: limit)
        case .kustomization:
            if let kustomize = ProgramRun.find("kustomize") {
                return try ProgramRun(kustomize, ["build", folder]).output(limit: limit)
            }
            guard let kubectl = ProgramRun.find("kubectl") else {
                throw ReadFailure(
                    "a kustomization cannot be rendered: neither \"kustomize\" nor \"kubectl\" is installed")
            }
            return try ProgramRun(kubectl, ["kustomize", folder]).output(limit: limit)
        }
    }

    /// Helm wants a DNS label of at most 53 characters.
    private static func releaseName(_ folder: String) -> String {
        let name = folder.lowercased().unicodeScalars.map { scalar -> Character in
            ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar) ? Character(scalar) : "-"
        }
        let trimmed = String(name.prefix(53)).split(separator: "-").joined(separator: "-")
        return trimmed.isEmpty ? "release" : trimmed
    }
}
