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
        var text = text
        return text.withUTF8 { bytes in
            for (offset, byte) in bytes.enumerated() {
                switch byte {
                case 0x24, 0x25, 0x3C, 0x7B: return true
                case 0x3A where offset + 2 < bytes.count && bytes[offset + 1] == 0x2F && bytes[offset + 2] == 0x2F:
                    return true
                default: continue
                }
            }
            return bytes.count > 1 && bytes[0] == 0x5F && bytes[1] == 0x5F
        }
    }
}
