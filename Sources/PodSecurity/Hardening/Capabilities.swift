// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents
internal import Findings

/// The Linux capabilities of a container as the runtime computes them: the default set or, with `ALL`, everything or
/// nothing; then the names under `add`; then the names under `drop`, so that a drop by name beats an add by name.
struct Capabilities {
    /// How much a capability that is added gives away; a capability belongs to one grade, and one check reports it.
    enum Grade: Hashable {
        /// `NET_BIND_SERVICE`, which the restricted standard allows.
        case harmless
        /// `NET_RAW`: in the default set of runtimes, but not in the baseline standard.
        case netRaw
        /// One of the thirteen default capabilities of the baseline standard.
        case standard
        /// Beyond the default set, but acting on little more than the process itself.
        case minor
        /// Beyond the default set.
        case elevated
        /// A way to the node or around its access control.
        case dangerous(Severity)
    }

    /// The entries of `add` that no entry of `drop` takes back by name.
    let added: [(node: Node, name: String, grade: Grade)]
    /// `drop` has `ALL`, in any case, as the runtimes accept it.
    let dropsAll: Bool
    /// `add` has `ALL`.
    let addsAll: Bool
    /// `drop` names `NET_RAW`.
    let dropsNetRaw: Bool

    init(_ container: Container) {
        let node = container.capabilities
        var dropped: [String] = []
        for entry in node?["drop"]?.elements ?? Node.Elements.none {
            dropped.append(entry.scalarText.uppercased())
        }
        dropsAll = dropped.contains("ALL")
        dropsNetRaw = dropped.contains("NET_RAW")
        var added: [(node: Node, name: String, grade: Grade)] = []
        for entry in node?["add"]?.elements ?? Node.Elements.none {
            let name = Self.name(entry)
            if name != "ALL", dropped.contains(name) { continue }
            added.append((entry, name, Self.grade(of: name)))
        }
        addsAll = added.contains { $0.name == "ALL" }
        self.added = added
    }

    /// The capability's name in Kubernetes' spelling: upper case, without `CAP_`.
    private static func name(_ node: Node) -> String {
        let text = node.scalarText.uppercased()
        return text.hasPrefix("CAP_") ? String(text.dropFirst(4)) : text
    }

    private static let standard: Set<String> = [
        "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "SETFCAP", "SETGID", "SETPCAP",
        "SETUID", "SYS_CHROOT",
    ]

    private static func grade(of name: String) -> Grade {
        switch name {
        case "NET_BIND_SERVICE": .harmless
        case "NET_RAW": .netRaw
        case "ALL", "SYS_ADMIN", "SYS_MODULE", "SYS_RAWIO", "DAC_READ_SEARCH": .dangerous(.critical)
        case "SYS_PTRACE", "NET_ADMIN", "BPF", "PERFMON", "MAC_ADMIN", "MAC_OVERRIDE", "SYS_BOOT",
            "CHECKPOINT_RESTORE":
            .dangerous(.high)
        case "IPC_LOCK", "SYS_NICE", "LEASE", "WAKE_ALARM", "BLOCK_SUSPEND": .minor
        default: standard.contains(name) ? .standard : .elevated
        }
    }

    /// Whether `NET_RAW` is there without anybody having added it.
    var keepsDefaultNetRaw: Bool { !dropsAll && !dropsNetRaw && !addsAll }
}

extension Container {
    /// Adds `SYS_ADMIN`, or everything: with it, privilege escalation cannot be forbidden.
    var hasSysAdmin: Bool {
        capabilities != nil
            && Capabilities(self).added.contains { $0.name == "SYS_ADMIN" || $0.name == "ALL" }
    }

    /// A container port below 1024 that needs `NET_BIND_SERVICE` where the pod has not lowered the first
    /// unprivileged port.
    func bindsPrivilegedPort(in workload: Workload) -> Bool {
        !privilegedPorts(firstUnprivileged: workload.firstUnprivilegedPort).isEmpty
    }

    /// The container ports below a limit.
    func privilegedPorts(firstUnprivileged: Int64) -> [(node: Node, number: Int64)] {
        var ports: [(node: Node, number: Int64)] = []
        for port in node["ports"]?.elements ?? Node.Elements.none {
            guard let field = port["containerPort"], let number = field.integer else { continue }
            if number > 0, number < firstUnprivileged { ports.append((field, number)) }
        }
        return ports
    }

    /// The edits that take all capabilities away: a drop of `ALL`, which stands for whatever was dropped by name, and
    /// `NET_BIND_SERVICE` for a port below 1024.
    func dropAllEdits(in workload: Workload) -> [Edit] {
        let drop = Evidence(below: node, "securityContext", "capabilities", "drop")
        var edits = [Edit(drop.missing.isEmpty ? .set(["ALL"]) : .append("ALL"), at: drop)]
        let isBinding = bindsPrivilegedPort(in: workload)
        if isBinding, !Capabilities(self).added.contains(where: { $0.name == "NET_BIND_SERVICE" }) {
            let place = Evidence(below: node, "securityContext", "capabilities", "add")
            edits.append(Edit(.append("NET_BIND_SERVICE"), at: place))
        }
        return edits
    }
}

extension Workload {
    /// The first port that needs no capability: 1024, or what `net.ipv4.ip_unprivileged_port_start` says.
    var firstUnprivilegedPort: Int64 {
        for sysctl in securityContext?["sysctls"]?.elements ?? Node.Elements.none {
            guard sysctl["name"]?.equals("net.ipv4.ip_unprivileged_port_start") == true else { continue }
            if let text = sysctl["value"]?.scalarText, let port = Int64(text) { return port }
        }
        return 1024
    }
}
