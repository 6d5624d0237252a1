// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents

/// What shows in a container's manifest that its program talks to the API server.
struct APIClientSign: Sendable {
    let container: Container
    /// For people: what the container names.
    let name: String

    /// The first container with such a sign.
    static func first(in workload: Workload) -> APIClientSign? {
        for container in workload.containers {
            let range = container.node.range
            let name: String? = container.node.document.bytes.withUnsafeBufferPointer { bytes in
                guard range.upperBound <= bytes.count else { return nil }
                let text = UnsafeBufferPointer(rebasing: bytes[range])
                return names.first { text.contains($0) }.map { "\($0)" }
            }
            if let name { return APIClientSign(container: container, name: name) }
        }
        return nil
    }

    /// Programs that do nothing else, the token's folder, and the API server's own name.
    private static let names: [StaticString] = [
        "kubectl", "k8s-sidecar", "kube-rbac-proxy", "kubernetes.io/serviceaccount", "kubernetes.default",
    ]
}
