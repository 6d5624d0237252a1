// SPDX-License-Identifier: Apache-2.0

internal import Cluster

/// The kernel parameters that are namespaced and isolated, with the version since which the Pod Security Standards
/// count them as safe.
enum SafeSysctls {
    static func contains(_ name: String, version: KubernetesVersion) -> Bool {
        guard let minor = SysctlsControl.safeSince[dotted(name)] else { return false }
        return version.minor >= minor
    }

    /// The kernel takes `net/ipv4/x` for `net.ipv4.x`; where the slash separates, a dot is part of a name.
    private static func dotted(_ name: String) -> String {
        guard let first = name.first(where: { $0 == "." || $0 == "/" }), first == "/" else { return name }
        return String(name.map { $0 == "/" ? "." : $0 == "." ? "/" : $0 })
    }
}
