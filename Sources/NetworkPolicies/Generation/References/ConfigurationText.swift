// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents

/// A line of a workload's configuration.
struct ConfigurationText: Sendable {
    enum Form: Sendable {
        /// A variable, an argument, or a value of one line: what the program surely reads.
        case setting
        /// A line of a longer text.
        case line
    }

    /// The variable, flag or key; empty without one.
    let name: String
    let text: String
    let form: Form
    /// `env REDIS_ADDR`, for people.
    let origin: String
    let location: Location
    /// Texts in which a host and its port may stand side by side have the same number.
    let scope: Int
}

/// Gathers what a workload is configured with: variables and where they come from, commands, arguments, and the
/// ConfigMaps and Secrets that it mounts.
struct ConfigurationReader {
    private let inventory: Inventory
    private let workload: Workload
    private var scope = 0
    private var variables: [String: String] = [:]
    private(set) var texts: [ConfigurationText] = []
    /// ConfigMaps and Secrets that hold hosts by their names, and are not in the input.
    private(set) var missing: [String] = []
    private var readObjects: Set<Node> = []

    init(_ workload: Workload, _ inventory: Inventory) {
        self.inventory = inventory
        self.workload = workload
        for container in workload.containers { read(container) }
        for volume in workload.volumes { read(volume: volume) }
    }

    // MARK: Containers

    private mutating func read(_ container: Container) {
        scope += 1
        variables = [:]
        for source in container.node.items("envFrom") { read(envFrom: source) }
        for variable in container.node.items("env") { read(variable: variable) }
        read(words: Array(container.node.items("command")) + Array(container.node.items("args")))
    }

    private mutating func read(variable: Node) {
        guard let name = variable["name"]?.scalarText else { return }
        if let value = variable.field("value") {
            add(name, expanded(value.scalarText), "env \(name)", value)
            return
        }
        guard let source = variable.field("valueFrom"),
            let (kind, reference) = [
                "ConfigMap": source.field("configMapKeyRef"), "Secret": source.field("secretKeyRef"),
            ]
            .compactMap({ key, node in node.map { (key, $0) } }).first,
            let key = reference["key"]?.scalarText, let source = reference["name"]?.scalarText
        else { return }
        guard let object = object(kind, source), let entry = Self.entries(object).first(where: { $0.key == key }) else {
            if ConfigurationName.isHost(name) { missing.append("env \(name) from \(kind) \(source)") }
            return
        }
        add(name, entry.text, "env \(name) from \(kind) \(object.name)", entry.node)
    }

    private mutating func read(envFrom source: Node) {
        let prefix = source["prefix"]?.scalarText ?? ""
        for (kind, reference) in [("ConfigMap", source.field("configMapRef")), ("Secret", source.field("secretRef"))] {
            guard let object = object(kind, reference?["name"]?.scalarText) else { continue }
            for entry in Self.entries(object) {
                add(prefix + entry.key, entry.text, "env \(prefix + entry.key) from \(kind) \(object.name)", entry.node)
            }
        }
    }

    private mutating func add(_ name: String, _ text: String, _ origin: String, _ node: Node) {
        variables[name] = text
        addText(name, text, origin, node)
    }

    /// Commands and arguments: a flag names the word behind it, a number behind a word may be its port.
    private mutating func read(words: [Node]) {
        scope += 1
        var flag = ""
        for (position, node) in words.enumerated() {
            let text = expanded(node.scalarText)
            defer { flag = text.hasPrefix("-") && !text.contains("=") && !text.contains(" ") ? text : "" }
            if text.hasPrefix("-"), let mark = text.firstIndex(of: "="), !text[..<mark].contains(" ") {
                let name = String(text[..<mark])
                addText(name, String(text[text.index(after: mark)...]), "argument \(name)", node)
                continue
            }
            let next = position + 1 < words.count ? words[position + 1].scalarText : ""
            let isPort = Int(next).map { (1...65_535).contains($0) } ?? false
            let joined = isPort && !text.hasPrefix("-") && !text.contains(" ") ? "\(text) \(next)" : text
            addText(flag, joined, flag.isEmpty ? "argument" : "argument \(flag)", node)
        }
    }

    /// `$(NAME)`, which Kubernetes replaces, and `${NAME}` and `$NAME`, which shells do.
    private func expanded(_ text: String) -> String {
        guard text.contains("$"), !variables.isEmpty else { return text }
        var result = ""
        var rest = text[...]
        while let mark = rest.firstIndex(of: "$") {
            result += rest[..<mark]
            rest = rest[rest.index(after: mark)...]
            let isBracketed = rest.first == "(" || rest.first == "{"
            let body = isBracketed ? rest.dropFirst() : rest
            let name = body.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
            let behind = body[name.endIndex...]
            guard let value = variables[String(name)], !isBracketed || behind.first == ")" || behind.first == "}",
                result.utf8.count < 1 << 16
            else {
                result += "$"
                continue
            }
            result += value
            rest = isBracketed ? behind.dropFirst() : behind
        }
        return result + rest
    }

    // MARK: Mounted objects

    private mutating func read(volume: Node) {
        read(mounted: "ConfigMap", volume.field("configMap"), "name")
        read(mounted: "Secret", volume.field("secret"), "secretName")
        for source in volume.field("projected")?.items("sources") ?? .none {
            read(mounted: "ConfigMap", source.field("configMap"), "name")
            read(mounted: "Secret", source.field("secret"), "name")
        }
    }

    private mutating func read(mounted kind: String, _ source: Node?, _ nameKey: StaticString) {
        guard let source, let object = object(kind, source[nameKey]?.scalarText) else { return }
        let wanted = Set(source.items("items").compactMap { $0["key"]?.scalarText })
        for entry in Self.entries(object) where wanted.isEmpty || wanted.contains(entry.key) {
            guard readObjects.insert(entry.node).inserted else { continue }
            scope += 1
            addText(entry.key, entry.text, "\(kind) \(object.name) key \(entry.key)", entry.node)
        }
    }

    private func object(_ kind: String, _ name: String?) -> Resource? {
        name.flatMap { inventory.resource(kind: kind, namespace: workload.namespace, name: $0) }
    }

    /// The texts of a ConfigMap or a Secret.
    private static func entries(_ object: Resource) -> [(key: String, text: String, node: Node)] {
        var entries: [(key: String, text: String, node: Node)] = []
        let isSecret = object.kind == "Secret"
        for (key, value) in object.node["data"]?.entries ?? .none {
            if isSecret {
                guard let bytes = Base64.decode(value.scalarText.utf8),
                    let text = String(validating: bytes, as: UTF8.self)
                else { continue }
                entries.append((key.scalarText, text, value))
            } else {
                entries.append((key.scalarText, value.scalarText, value))
            }
        }
        guard isSecret else { return entries }
        for (key, value) in object.node["stringData"]?.entries ?? .none {
            entries.append((key.scalarText, value.scalarText, value))
        }
        return entries
    }

    // MARK: Lines

    private mutating func addText(_ name: String, _ text: String, _ origin: String, _ node: Node) {
        let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
        let place = node.location
        guard lines.count > 1, lines.dropFirst().contains(where: { !$0.isEmpty }) else {
            texts.append(
                ConfigurationText(
                    name: name, text: lines.first.map(String.init) ?? "", form: .setting, origin: origin,
                    location: place, scope: scope))
            return
        }
        let isLiteral = node.record.style == .literal
        let offset = isLiteral && node.document.bytes[safe: node.range.lowerBound] == 0x7C ? 1 : 0
        for (number, line) in lines.enumerated() {
            let trimmed = line.drop { $0 == " " || $0 == "\t" }
            if trimmed.isEmpty || trimmed.hasPrefix("#") || trimmed.hasPrefix("//") { continue }
            let location =
                isLiteral ? Location(file: place.file, line: place.line + offset + number, column: 1) : place
            let pair = Self.pair(trimmed)
            texts.append(
                ConfigurationText(
                    name: pair.name, text: pair.value, form: .line, origin: origin, location: location, scope: scope))
        }
    }

    /// `key=value` and `key: value` lines of settings files; without them, the line as it is.
    private static func pair(_ line: Substring) -> (name: String, value: String) {
        let isWord: (Character) -> Bool = { $0.isASCII && ($0.isLetter || $0.isNumber || "_-.\"'".contains($0)) }
        let name = line.prefix(while: isWord)
        let rest = line[name.endIndex...].drop { $0 == " " }
        guard !name.isEmpty, let mark = rest.first, mark == "=" || mark == ":" else { return ("", String(line)) }
        let value = rest.dropFirst().drop { $0 == " " }
        if value.isEmpty || value.hasPrefix("//") || mark == ":" && rest.dropFirst().first != " " {
            return ("", String(line))
        }
        return (name.filter { $0 != "\"" && $0 != "'" }, String(value))
    }
}

extension [UInt8] {
    fileprivate subscript(safe position: Int) -> UInt8? { indices.contains(position) ? self[position] : nil }
}
