// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents

/// The annotations that chose a seccomp profile before v1.19, honoured until v1.26 (KEP-135).
enum SeccompAnnotation {
    static let pod = "seccomp.security.alpha.kubernetes.io/pod"
    static let containerPrefix = "container.seccomp.security.alpha.kubernetes.io/"

    /// The annotation that names a profile for a container, other than `unconfined`; nil when there is none.
    static func profile(for container: Container, in workload: Workload) -> Node? {
        guard let annotations = workload.podAnnotations else { return nil }
        let node = annotations[key: containerPrefix + container.name] ?? annotations[key: pod]
        return node?.equals("unconfined") == true ? nil : node
    }

    /// The field's value for an annotation's; nil for `unconfined` and for what no version understood.
    static func fieldValue(_ annotation: Node) -> Value? {
        let text = annotation.scalarText
        if text == "runtime/default" || text == "docker/default" { return ["type": "RuntimeDefault"] }
        guard text.hasPrefix("localhost/") else { return nil }
        return ["type": "Localhost", "localhostProfile": .string(String(text.dropFirst(10)))]
    }
}
