// SPDX-License-Identifier: Apache-2.0

internal import Cluster

/// The kernel parameters that are namespaced and isolated, with the version since which the Pod Security Standards
/// count them as safe.
enum SafeSysctls {
    private static let sinceMinor: [String: Int] = [
        "kernel.shm_rmid_forced": 0,
        "net.ipv4.ip_local_port_range": 0,
        "net.ipv4.ip_unprivileged_port_start": 0,
        "net.ipv4.tcp_syncookies": 0,
        "net.ipv4.ping_group_range": 0,
        "net.ipv4.ip_local_reserved_ports": 27,
        "net.ipv4.tcp_keepalive_time": 29,
        "net.ipv4.tcp_fin_timeout": 29,
        "net.ipv4.tcp_keepalive_intvl": 29,
        "net.ipv4.tcp_keepalive_probes": 29,
        "net.ipv4.tcp_rmem": 32,
        "net.ipv4.tcp_wmem": 32,
        "net.ipv4.tcp_slow_start_after_idle": 37,
        "net.ipv4.tcp_notsent_lowat": 37,
    ]

    static func contains(_ name: String, version: KubernetesVersion) -> Bool {
        guard let minor = sinceMinor[dotted(name)] else { return false }
        return version.minor >= minor
    }

    /// The kernel takes `net/ipv4/x` for `net.ipv4.x`; where the slash separates, a dot is part of a name.
    private static func dotted(_ name: String) -> String {
        guard let first = name.first(where: { $0 == "." || $0 == "/" }), first == "/" else { return name }
        return String(name.map { $0 == "/" ? "." : $0 == "." ? "/" : $0 })
    }
}
