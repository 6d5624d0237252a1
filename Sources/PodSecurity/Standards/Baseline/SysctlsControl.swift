// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents
internal import Findings

/// Only kernel parameters that are namespaced and do no harm to others may be set.
///
/// Field: `spec.securityContext.sysctls[*].name`; allowed: the safe list of the version.
enum SysctlsControl {
    static let control = Control(
        "sysctls", .baseline,
        .init(0) { judge($0, minor: 0) }, .init(27) { judge($0, minor: 27) }, .init(29) { judge($0, minor: 29) },
        .init(32) { judge($0, minor: 32) }, .init(37) { judge($0, minor: 37) })

    /// The safe parameters, with the version since which they are.
    static let safeSince: [String: Int] = [
        "kernel.shm_rmid_forced": 0,
        "net.ipv4.ip_local_port_range": 0,
        "net.ipv4.ip_unprivileged_port_start": 0,
        "net.ipv4.ping_group_range": 0,
        "net.ipv4.tcp_syncookies": 0,
        "net.ipv4.ip_local_reserved_ports": 27,
        "net.ipv4.tcp_fin_timeout": 29,
        "net.ipv4.tcp_keepalive_intvl": 29,
        "net.ipv4.tcp_keepalive_probes": 29,
        "net.ipv4.tcp_keepalive_time": 29,
        "net.ipv4.tcp_rmem": 32,
        "net.ipv4.tcp_wmem": 32,
        "net.ipv4.tcp_notsent_lowat": 37,
        "net.ipv4.tcp_slow_start_after_idle": 37,
    ]

    private static func judge(_ pod: JudgedPod, minor: Int) -> Prohibition? {
        var forbidden: [String] = []
        var evidence: [Evidence] = []
        for sysctl in pod.securityContext?["sysctls"]?.elements ?? Node.Elements.none {
            let field = sysctl["name"]
            let name = field?.decodedText ?? ""
            if let since = safeSince[name], since <= minor { continue }
            forbidden.append(name)
            evidence.append(Evidence(field ?? sysctl, missing: field == nil ? ["name"] : []))
        }
        return forbidden.isEmpty
            ? nil : Prohibition("forbidden sysctls", forbidden.joined(separator: ", "), evidence)
    }
}
