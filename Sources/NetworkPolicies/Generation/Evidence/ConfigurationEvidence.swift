// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents

/// Hosts that workloads are configured with: in variables, arguments, commands, ConfigMaps and Secrets.
enum ConfigurationEvidence: EvidenceSource {
    static func collect(_ context: GenerationContext, into collected: inout CollectedEvidence) {
        for (position, endpoint) in context.model.endpoints.enumerated() {
            guard let workload = endpoint.workload else { continue }
            var finding = ConfigurationFinding(context, position, collected)
            let reader = ConfigurationReader(workload, context.inventory)
            finding.read(reader.texts)
            collected = finding.collected
            for source in reader.missing {
                collected.gap(position, "\(source) names a host, but is not in the input: no rule")
            }
        }
    }
}

/// What the configuration of one workload says.
private struct ConfigurationFinding {
    private let context: GenerationContext
    private let endpoint: Int
    private let namespace: String
    private(set) var collected: CollectedEvidence
    /// Ports that stand alone, by scope and name.
    private var ports: [Int: [String: Int]] = [:]

    init(_ context: GenerationContext, _ endpoint: Int, _ collected: CollectedEvidence) {
        self.context = context
        self.endpoint = endpoint
        self.collected = collected
        namespace = context.model.endpoints[endpoint].namespace
    }

    mutating func read(_ texts: [ConfigurationText]) {
        for text in texts {
            let digits = text.text.filter { $0 != "\"" && $0 != "'" && $0 != " " }
            guard let number = Int(digits), (1...65_535).contains(number) else { continue }
            ports[text.scope, default: [:]][ConfigurationName.joined(text.name)] = number
        }
        for text in texts {
            for reference in ReferenceScanner.references(in: text.text, name: text.name) { read(reference, text) }
        }
    }

    /// A mention with everything that is known about it.
    private struct Mention {
        let reference: HostReference
        let text: ConfigurationText
        /// Written, beside it, or the scheme's own.
        let port: Int?
        /// The port was concluded from the scheme alone.
        let isDefault: Bool

        /// Says what was found, but not the line itself, which may hold a password.
        func evidence(_ confidence: Confidence, _ remark: String = "") -> ConnectionEvidence {
            let scheme = reference.scheme.map { $0 + "://" } ?? ""
            let port = reference.port.map { ":\($0)" } ?? (isDefault ? "" : self.port.map { " with port \($0)" } ?? "")
            return ConnectionEvidence(
                confidence, "\(text.origin) names \(scheme)\(reference.host)\(port)\(remark)", at: text.location)
        }
    }

    private mutating func read(_ reference: HostReference, _ text: ConfigurationText) {
        if reference.host == "localhost" || reference.host.hasSuffix(".localhost") { return }
        let written = reference.port ?? besidePort(text)
        let port = written ?? reference.scheme.flatMap { HostReference.defaultPort($0) }
        let mention = Mention(reference: reference, text: text, port: port, isDefault: written == nil && port != nil)
        if let address = IPRange(address: reference.host) { return read(address, mention) }
        switch context.directory.meaning(of: reference.host, from: namespace) {
        case nil: return
        case .outside(let host): readOutside(host, mention)
        case .apiServer:
            if reference.signal == .word || reference.signal == .value && !reference.host.contains(".") { return }
            APIServerEvidence.add(endpoint, context, mention.evidence(.medium), into: &collected)
        case .unknownService(let namespace, let name): readUnknown(namespace, name, mention)
        case .service(let entry, let pod): read(entry, pod, mention)
        }
    }

    /// The port in a variable beside the host's: `DB_PORT` beside `DB_HOST`.
    private func besidePort(_ text: ConfigurationText) -> Int? {
        ConfigurationName.ports(beside: text.name).lazy.compactMap { ports[text.scope]?[$0] }.first
    }

    // MARK: Services of the input

    private mutating func read(_ entry: ServiceEntry, _ pod: String?, _ mention: Mention) {
        guard let confidence = confidence(entry, mention) else { return }
        let targets = context.directory.endpoints(of: entry, pod: pod)
        if targets.isEmpty { return readUnselected(entry, mention) }
        var isReached = false
        for target in targets {
            if target == endpoint, pod == nil, !entry.isHeadless { return }
            var ports = context.directory.targets(entry, port: mention.port, at: target)
            var evidence = mention.evidence(confidence)
            if ports.isEmpty, mention.isDefault || mention.port == nil {
                ports = context.directory.targets(entry, port: nil, at: target)
                let isGuess = mention.isDefault && entry.ports.count > 1
                evidence = mention.evidence(
                    isGuess ? .low : min(confidence, .medium), " without a port: all ports of Service \(entry.title)")
            }
            isReached = isReached || !ports.isEmpty
            collected.add(from: endpoint, to: target, narrowed(ports, mention), evidence, context)
        }
        if !isReached, let port = mention.port, mention.reference.signal != .word, !mention.isDefault {
            guard mention.reference.scheme != nil || ConfigurationName.isHost(mention.text.name) else { return }
            collected.gap(
                endpoint, "\(mention.evidence(.low).text), but Service \(entry.title) has no port \(port): no rule")
        }
    }

    /// URLs of all schemes but these go over TCP, where a Service has the number for both.
    private func narrowed(_ ports: PortSet, _ mention: Mention) -> PortSet {
        guard let scheme = mention.reference.scheme else { return ports }
        let wanted = PortSet(scheme == "udp" || scheme == "statsd" ? .udp : .tcp)
        let narrowed = ports.intersection(wanted)
        return narrowed.isEmpty ? ports : narrowed
    }

    /// How sure it is that a Service is meant; nil when its name is just a word.
    private func confidence(_ entry: ServiceEntry, _ mention: Mention) -> Confidence? {
        let isQualified = mention.reference.host.contains(".")
        let hasPort = mention.port != nil && !mention.isDefault
        switch mention.reference.signal {
        case .url: return hasPort || entry.ports.contains { $0.number == mention.port } ? .high : .medium
        case .port: return .high
        case .name: return hasPort ? .high : .medium
        case .value: return isQualified ? .medium : nil
        case .word: return isQualified && mention.reference.host.contains(".svc") ? .medium : nil
        }
    }

    /// A Service without pods in the input: its addresses may be written down.
    private mutating func readUnselected(_ entry: ServiceEntry, _ mention: Mention) {
        if entry.hasSelector {
            collected.gap(
                endpoint, "\(mention.evidence(.low).text), but Service \(entry.title) selects no workload of the input")
            return
        }
        let addresses = context.directory.addresses(namespace: entry.namespace, name: entry.name)
        if addresses.isEmpty {
            collected.gap(
                endpoint,
                "\(mention.evidence(.low).text), but Service \(entry.title) has neither a selector nor Endpoints in the "
                    + "input")
            return
        }
        let wanted = entry.ports.filter { mention.port == nil || $0.number == mention.port }
        let ports = wanted.reduce(PortSet.none) { set, port in
            guard case .number(let number) = port.target else { return set }
            return set.union(PortSet(port.transport, number, number))
        }
        collected.add(
            from: context.sides(endpoint), to: addresses.map { .block($0, except: []) }, ports,
            mention.evidence(mention.port == nil ? .medium : .high))
    }

    // MARK: Others

    /// A Service of another team: its pods are not known, their port probably is the Service's.
    private mutating func readUnknown(_ namespace: String, _ name: String, _ mention: Mention) {
        guard let port = mention.port, mention.reference.signal != .word else {
            collected.gap(
                endpoint, "\(mention.evidence(.low).text), which is not in the input, without a port: no rule")
            return
        }
        collected.add(
            from: context.sides(endpoint), to: [.pods(ForeignPods(namespace: namespace))], PortSet(.tcp, port, port),
            mention.evidence(.low, ", which is not in the input: any pod of the namespace, on the Service's port"))
    }

    private mutating func read(_ address: IPRange, _ mention: Mention) {
        let isUnspecified = address.low == 0 || address.family == .v4 && address.low >> 24 == 127
        guard let port = mention.port, mention.reference.signal != .word, !isUnspecified else { return }
        if let entry = context.directory.service(address: mention.reference.host) { return read(entry, nil, mention) }
        collected.add(
            from: context.sides(endpoint), to: [.block(address, except: [])], PortSet(.tcp, port, port),
            mention.evidence(mention.text.form == .setting ? .medium : .low))
    }

    private mutating func readOutside(_ host: String, _ mention: Mention) {
        let signal = mention.reference.signal
        guard signal == .url || signal == .port || signal == .name, PublicName.isPublic(host, isURL: signal == .url)
        else { return }
        let isSetting = mention.text.form == .setting
        let opens = isSetting && mention.port != nil && context.options.opensOutside
        let evidence = mention.evidence(opens ? .medium : .low, ", a name outside of the cluster")
        collected.outsideNames.append(
            OutsideName(endpoint: endpoint, host: host, port: mention.port, evidence: evidence))
        guard opens, let port = mention.port else { return }
        collected.add(
            from: context.sides(endpoint), to: GenerationContext.publicAddresses, PortSet(.tcp, port, port), evidence)
    }
}

/// Names that the public DNS may know.
enum PublicName {
    /// Endings of file names, which look like names of hosts.
    private static let fileEndings: Set<String> = [
        "yaml", "yml", "json", "toml", "ini", "conf", "cfg", "properties", "xml", "txt", "log", "sh", "py", "rb", "js",
        "ts", "go", "rs", "jar", "war", "class", "sock", "pid", "pem", "crt", "key", "cer", "csr", "p12", "jks", "db",
        "sql", "html", "css", "md", "lua", "php", "exe", "dll", "so", "tar", "gz", "zip", "tgz", "env", "lock", "tmpl",
        "tpl", "csv", "bin",
    ]

    /// - Parameter isURL: the name stands in a URL, where no file does.
    static func isPublic(_ host: String, isURL: Bool) -> Bool {
        let labels = host.split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count >= 2, let last = labels.last, last.count >= 2, last.allSatisfy(\.isLetter),
            labels.allSatisfy({ !$0.isEmpty && $0.utf8.count <= 63 })
        else { return false }
        if last == "local" || last == "svc" || last == "localdomain" { return false }
        return isURL || !fileEndings.contains(String(last))
    }
}
