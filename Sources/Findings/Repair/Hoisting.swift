// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents

/// Moves a security context field that all containers of a pod are to get to the pod's own security context: one line
/// instead of one per container.
enum Hoisting {
    /// Fields that the pod level passes on to its containers.
    private static let fields: Set<String> = [
        "runAsNonRoot", "runAsUser", "runAsGroup", "seccompProfile", "appArmorProfile", "seLinuxOptions",
    ]

    private struct Place: Hashable {
        let spec: Node
        let field: String
    }

    private struct Wish: Hashable {
        let container: Node
        let value: Value
    }

    /// The findings' edits, with those that agree replaced by one at the pod level.
    static func edits(of findings: [Finding]) -> [(Finding, [Edit])] {
        var wishes: [Place: Set<Wish>] = [:]
        for finding in findings {
            for edit in finding.remediation?.edits ?? [] {
                if let (place, wish) = wish(edit) { wishes[place, default: []].insert(wish) }
            }
        }
        let hoisted = wishes.filter { isHoistable($0.key, $0.value) }
        return findings.map { finding in
            let edits = finding.remediation?.edits ?? []
            return (
                finding,
                edits.map { edit in
                    guard let (place, wish) = wish(edit), hoisted[place] != nil else { return edit }
                    return Edit(
                        .set(wish.value), at: Evidence(below: place.spec, ["securityContext", place.field]))
                }
            )
        }
    }

    /// An edit that sets one of the fields in a container's security context where it is missing.
    private static func wish(_ edit: Edit) -> (Place, Wish)? {
        guard case .set(let value) = edit.operation, let field = edit.place.missing.last, fields.contains(field) else {
            return nil
        }
        let depth = edit.place.missing.count
        let isInContext = depth == 1 && edit.place.node.parent?["securityContext"] == edit.place.node
        guard isInContext || depth == 2 && edit.place.missing.first == "securityContext" else { return nil }
        let container = isInContext ? edit.place.node.parent : edit.place.node
        guard let container, let list = container.parent, list.isSequence, let spec = list.parent,
            spec["containers"] != nil
        else { return nil }
        return (Place(spec: spec, field: field), Wish(container: container, value: value))
    }

    /// All containers want the same value, none has one of its own, and the pod has none.
    private static func isHoistable(_ place: Place, _ wishes: Set<Wish>) -> Bool {
        guard Set(wishes.map(\.value)).count == 1, place.spec["securityContext"]?[key: place.field] == nil else {
            return false
        }
        let lists = [place.spec["initContainers"], place.spec["containers"]]
        let containers = lists.flatMap { Array($0?.elements ?? Node.Elements.none) }
        let wanting = Set(wishes.map(\.container))
        return containers.count > 1 && containers.allSatisfy(wanting.contains)
    }
}
