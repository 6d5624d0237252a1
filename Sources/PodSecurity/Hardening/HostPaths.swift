// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents
internal import Findings

/// What a path of the node gives to a container that mounts it. A path belongs to one class, the most specific, and
/// one check reports it.
enum HostPathClass: Hashable {
    /// The socket of a container runtime, or a folder that holds it.
    case runtimeSocket
    /// Keys and tokens for the cloud.
    case cloudCredential
    /// What decides over the node: its worth to an intruder, and what is there.
    case sensitive(Severity, String)
    case ordinary

    init(_ path: String) {
        let path = HostPaths.normalised(path)
        if HostPaths.isRuntimeSocket(path) {
            self = .runtimeSocket
        } else if HostPaths.isCloudCredential(path) {
            self = .cloudCredential
        } else if let entry = HostPaths.sensitiveEntry(path) {
            self = .sensitive(entry.severity, entry.what)
        } else {
            self = .ordinary
        }
    }
}

/// The paths of a node that matter, after `/var/run` has become `/run`.
enum HostPaths {
    /// Without doubled or trailing slashes, `.` and `..`, and with `/var/run` as the link to `/run` that it is on all
    /// distributions of today.
    static func normalised(_ path: String) -> String {
        guard path.hasPrefix("/") else { return path.lowercased() }
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        if parts.count >= 2, parts[0] == "var", parts[1] == "run" { parts.removeFirst() }
        return "/" + parts.joined(separator: "/")
    }

    private static let sockets = [
        "/run/docker.sock", "/run/containerd/containerd.sock", "/run/crio/crio.sock", "/run/dockershim.sock",
        "/run/cri-dockerd.sock", "/run/podman/podman.sock", "/run/k3s/containerd/containerd.sock",
        "/run/k0s/containerd.sock", "/run/buildkit/buildkitd.sock", "/run/dockerd/docker.sock",
        "/var/snap/microk8s/common/run/containerd.sock", "/run/frakti.sock", "/run/rktlet.sock",
    ]

    static func isRuntimeSocket(_ path: String) -> Bool {
        if path.hasPrefix("\\\\") || path.hasPrefix("//") {
            return path.contains("docker_engine") || path.contains("containerd-containerd")
        }
        if path == "/" || path == "/var" || path == "/var/snap" { return false }
        return sockets.contains { $0 == path || $0.hasPrefix(path + "/") } || path.hasSuffix("/docker.sock")
            || path.hasSuffix("/containerd.sock") || path.hasSuffix("/crio.sock")
    }

    static func isCloudCredential(_ path: String) -> Bool {
        for prefix in cloudPrefixes where isBelow(path, prefix) { return true }
        let parts = path.split(separator: "/")
        return parts.contains { $0 == ".aws" || $0 == ".azure" || $0 == "gcloud" || $0 == ".oci" }
    }

    private static let cloudPrefixes = [
        "/etc/kubernetes/azure.json", "/etc/kubernetes/cloud.conf", "/etc/kubernetes/cloud-config", "/etc/openstack",
        "/var/lib/cloud", "/var/lib/waagent", "/run/cloud-init", "/etc/eks", "/etc/amazon",
    ]

    static func isBelow(_ path: String, _ prefix: String) -> Bool {
        path == prefix || path.hasPrefix(prefix + "/")
    }

    /// The worth of a path: of the entry itself, of everything below it, and of a folder above it.
    static func sensitiveEntry(_ path: String) -> (severity: Severity, what: String)? {
        if path == "/" { return (.critical, "the node's whole file system") }
        if path == "/var" || path == "/var/lib" { return (.critical, "the kubelet's and the runtime's files") }
        if path.hasPrefix("c:") { return (.high, "the node's files") }
        for entry in harmless where isBelow(path, entry) { return nil }
        for entry in sensitive where isBelow(path, entry.path) { return (entry.severity, entry.what) }
        return nil
    }

    /// Files below sensitive folders that every image has or everybody may read.
    private static let harmless = [
        "/etc/localtime", "/etc/timezone", "/etc/ssl/certs", "/etc/pki/ca-trust", "/etc/ca-certificates",
        "/etc/os-release", "/etc/machine-id", "/usr/share/zoneinfo", "/usr/share/ca-certificates", "/dev/shm",
        "/dev/null", "/etc/hostname", "/dev/log", "/dev/urandom", "/dev/random", "/dev/hugepages",
    ]

    private static let sensitive: [(path: String, severity: Severity, what: String)] = [
        ("/etc/kubernetes", .critical, "the keys of the control plane and the kubelet"),
        ("/var/lib/kubelet/plugins_registry", .high, "where the kubelet looks for drivers"),
        ("/var/lib/kubelet/plugins", .medium, "the sockets of storage drivers"),
        ("/var/lib/kubelet/device-plugins", .high, "the kubelet's socket for devices"),
        ("/var/lib/kubelet/pod-resources", .medium, "the kubelet's list of devices"),
        ("/var/lib/kubelet/pods", .critical, "the secrets and tokens of all pods on the node"),
        ("/var/lib/kubelet", .critical, "the kubelet's key and the secrets and tokens of all pods on the node"),
        ("/var/lib/etcd", .critical, "the cluster's database with all secrets"),
        ("/var/lib/rancher", .critical, "the keys of the control plane"),
        ("/root", .high, "root's home with its keys"),
        ("/home", .high, "the homes of the node's users with their keys"),
        ("/etc/cni", .high, "the configuration of the pod network, run as root"),
        ("/opt/cni", .high, "programs that the runtime runs as root"),
        ("/etc/cron.d", .critical, "jobs that the node runs as root"),
        ("/etc/systemd", .critical, "services that the node runs as root"),
        ("/etc", .high, "the node's configuration and accounts"),
        ("/proc", .high, "the node's processes and kernel settings"),
        ("/sys", .high, "the node's devices and control groups"),
        ("/dev", .high, "the node's devices"),
        ("/boot", .high, "the node's kernel"),
        ("/lib/modules", .medium, "the node's kernel modules"),
        ("/usr/lib/modules", .medium, "the node's kernel modules"),
        ("/usr/src", .medium, "the node's kernel sources"),
        ("/usr", .high, "programs that the node runs as root"),
        ("/bin", .high, "programs that the node runs as root"),
        ("/sbin", .high, "programs that the node runs as root"),
        ("/lib", .high, "libraries that the node runs as root"),
        ("/lib64", .high, "libraries that the node runs as root"),
        ("/opt/bin", .high, "programs that the node runs"),
        ("/var/lib/docker", .high, "the files of all containers on the node"),
        ("/var/lib/containerd", .high, "the files of all containers on the node"),
        ("/var/lib/containers", .high, "the files of all containers on the node"),
        ("/var/lib/crio", .high, "the state of the container runtime"),
        ("/var/spool/cron", .critical, "jobs that the node runs as root"),
        ("/var/log", .high, "logs, through which a link reads any file of the node"),
        ("/run/systemd", .high, "the node's service manager"),
        ("/run/dbus", .high, "the node's service manager by D-Bus"),
        ("/run/udev", .medium, "the node's device events"),
        ("/run/secrets", .high, "secrets of the node"),
    ]
}

/// A hostPath volume of a pod, with the mounts of its containers.
struct HostPathVolume {
    let node: Node
    let name: String
    /// `hostPath.path`.
    let path: Node
    let pathClass: HostPathClass
    let mounts: [(container: Container, node: Node)]

    /// A mount that may write: `readOnly` is not true.
    static func isWritable(_ mount: Node) -> Bool { mount["readOnly"]?.bool != true }

    var isWritable: Bool { mounts.contains { Self.isWritable($0.node) } }

    /// Who mounts it, as the end of a message.
    var place: String {
        var seen: Set<String> = []
        let containers = mounts.map(\.container).filter { seen.insert($0.name).inserted }
        if containers.isEmpty { return "mounted by no container" }
        return "mounted \(isWritable ? "" : "read-only ")by \(Wording.containers(containers))"
    }
}

extension Workload {
    /// The hostPath volumes in order.
    var hostPathVolumes: [HostPathVolume] {
        var found: [HostPathVolume] = []
        for volume in volumes {
            guard let path = volume["hostPath"]?["path"], path.isScalar else { continue }
            let name = volume["name"]?.scalarText ?? ""
            found.append(
                HostPathVolume(
                    node: volume, name: name, path: path, pathClass: HostPathClass(path.scalarText),
                    mounts: mounts(ofVolume: name)))
        }
        return found
    }

    /// The mounts of a volume by name, container by container.
    func mounts(ofVolume name: String) -> [(container: Container, node: Node)] {
        var mounts: [(container: Container, node: Node)] = []
        for container in containers {
            for mount in container.node["volumeMounts"]?.elements ?? Node.Elements.none
            where mount["name"]?.scalarText == name {
                mounts.append((container, mount))
            }
        }
        return mounts
    }
}
