// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents
internal import Findings

/// The image of a container, when there is one to judge.
struct ContainerImage {
    let container: Container
    /// The field.
    let node: Node
    let text: String
    let reference: ImageReference

    /// The readable image references of a workload. Names that are filled in later and unreadable ones are left out:
    /// `invalid-image` tells of the latter.
    static func all(in workload: Workload, _ context: Context) -> [ContainerImage] {
        images(of: workload, context).readable
    }

    /// Those that no runtime can pull.
    static func unreadable(in workload: Workload, _ context: Context) -> [Unreadable] {
        images(of: workload, context).unreadable
    }

    struct Unreadable {
        let container: Container
        let node: Node
        let text: String
        let fault: ImageReference.Fault
    }

    private struct Images {
        var readable: [ContainerImage] = []
        var unreadable: [Unreadable] = []
    }

    private static func images(of workload: Workload, _ context: Context) -> Images {
        context.facts(of: workload).value(of: Images.self) {
            var images = Images()
            for container in workload.containers {
                guard let node = container.node["image"], let text = container.image, !isPlaceholder(text, workload)
                else { continue }
                do throws(ImageReference.Fault) {
                    let reference = try ImageReference(text)
                    images.readable.append(
                        ContainerImage(container: container, node: node, text: text, reference: reference))
                } catch {
                    images.unreadable.append(
                        Unreadable(container: container, node: node, text: text, fault: error))
                }
            }
            return images
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
