// SPDX-License-Identifier: Apache-2.0

internal import Documents
internal import Findings

/// AppArmor profiles may not be turned off.
///
/// Fields: `securityContext.appArmorProfile.type` of the pod and of every container, allowed `RuntimeDefault` and
/// `Localhost`; annotations `container.apparmor.security.beta.kubernetes.io/*`, allowed `runtime/default`,
/// `localhost/*` and the empty string.
///
/// The API server copies an annotation into the field of a container that has none (KEP-24), so that one annotation
/// is told twice of a pod that reaches admission. (Up to v1.33 it also copied fields to annotations, which changed the
/// wording and never the verdict.)
enum AppArmorProfileControl {
    static let control = Control("appArmorProfile", .baseline, .init(0, judge))

    private static let prefix = "container.apparmor.security.beta.kubernetes.io/"

    /// An AppArmor annotation of the pod.
    private struct Annotation {
        let container: String
        let value: String
        let node: Node

        var isAllowed: Bool { value.isEmpty || value == "runtime/default" || value.hasPrefix("localhost/") }
    }

    /// What an annotation means as a field.
    private struct Profile: Hashable {
        let type: String
        var localhostProfile: String?

        init(_ node: Node) {
            type = node["type"]?.decodedText ?? ""
            localhostProfile = node["localhostProfile"].flatMap { $0.isNull ? nil : $0.string }
        }

        init?(annotation: String) {
            switch annotation {
            case "unconfined": type = "Unconfined"
            case "runtime/default": type = "RuntimeDefault"
            default:
                let name = annotation.dropFirst("localhost/".count)
                guard annotation.hasPrefix("localhost/"), !name.isEmpty else { return nil }
                type = "Localhost"
                localhostProfile = String(name)
            }
        }

        var isAllowed: Bool { type == "RuntimeDefault" || type == "Localhost" }
    }

    private static func judge(_ pod: JudgedPod) -> Prohibition? {
        var values: [String] = []
        let podProfile = pod.securityContext?["appArmorProfile"]?.mapping
        let podType = podProfile.flatMap { forbiddenType($0, &values) }
        let annotations = annotations(of: pod)
        let containers = pod.containers { container in
            if let profile = container.securityContext?["appArmorProfile"]?.mapping {
                return forbiddenType(profile, &values)
            }
            guard pod.isAdmitted, !annotations.isEmpty, !pod.isWindows else { return nil }
            return copied(annotations, container, podProfile, &values)
        }
        var setters = Setters(pod: podType, containers)
        let forbidden = annotations.filter { !$0.isAllowed }
        if !forbidden.isEmpty {
            setters.add(
                Phrases.plural("annotation", "annotations", forbidden.count), forbidden.map { Evidence($0.node) })
        }
        guard !setters.isEmpty else { return nil }
        let listed = forbidden.map { "\(prefix)\($0.container)=\(Phrases.goQuoted($0.value))" }
        let all = Phrases.sortedSet(values) + Phrases.sortedSet(listed)
        return Prohibition(
            Phrases.plural("forbidden AppArmor profile", "forbidden AppArmor profiles", all.count),
            "\(setters.text) must not set AppArmor profile type to \(Phrases.quoted(all))", setters.evidence)
    }

    /// The field that chooses a forbidden type.
    private static func forbiddenType(_ profile: Node, _ values: inout [String]) -> Node? {
        let type = profile["type"]
        if type?.equals("RuntimeDefault") == true || type?.equals("Localhost") == true { return nil }
        values.append(type?.decodedText ?? "")
        return type ?? profile
    }

    /// The annotation that the API server copies into a container's field, when that makes a forbidden profile.
    private static func copied(
        _ annotations: [Annotation], _ container: JudgedContainer, _ podProfile: Node?, _ values: inout [String]
    ) -> Node? {
        let name = container.name
        guard let annotation = annotations.last(where: { $0.container == name }),
            let profile = Profile(annotation: annotation.value), profile != podProfile.map({ Profile($0) }),
            !profile.isAllowed
        else { return nil }
        values.append(profile.type)
        return annotation.node
    }

    private static func annotations(of pod: JudgedPod) -> [Annotation] {
        guard let annotations = pod.annotations else { return [] }
        var found: [Annotation] = []
        for (key, value) in annotations.entries where key.range.count >= prefix.utf8.count {
            let name = key.scalarText
            guard name.hasPrefix(prefix), let text = value.decodedText else { continue }
            let container = String(name.dropFirst(prefix.count))
            found.removeAll { $0.container == container }
            found.append(Annotation(container: container, value: text, node: value))
        }
        return found
    }
}
