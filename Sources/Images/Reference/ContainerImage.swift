// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents

/// The image of a container, when there is one to judge.
struct ContainerImage {
    let container: Container
    /// The field.
    let node: Node
    let text: String
    let reference: ImageReference

    /// The readable image references of a workload. Names that are filled in later and unreadable ones are left out:
    /// `invalid-image` tells of the latter.
    static func all(in workload: Workload) -> [ContainerImage] {
        workload.containers.compactMap { container in
            guard let node = container.node["image"], let text = container.image, !isPlaceholder(text, workload),
                let reference = try? ImageReference(text)
            else { return nil }
            return ContainerImage(container: container, node: node, text: text, reference: reference)
        }
    }

    /// Something that a template engine, a build tool (`ko://`) or an injector (Istio's `auto`) puts the name in for.
    static func isPlaceholder(_ text: String, _ workload: Workload) -> Bool {
        if text == "auto" { return workload.podAnnotations?["inject.istio.io/templates"] != nil }
        return ["$", "{", "<", "://", "%"].contains { text.contains($0) } || text.hasPrefix("__")
    }
}
