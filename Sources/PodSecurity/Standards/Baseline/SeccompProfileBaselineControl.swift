// SPDX-License-Identifier: Apache-2.0

internal import Documents
internal import Findings

/// Seccomp may not be turned off.
///
/// Up to v1.18: annotations `seccomp.security.alpha.kubernetes.io/pod` and
/// `container.seccomp.security.alpha.kubernetes.io/NAME`, allowed `runtime/default`, `docker/default`, `localhost/*`.
/// Since v1.19: `securityContext.seccompProfile.type` of the pod and of every container, allowed `RuntimeDefault` and
/// `Localhost`. API servers since v1.27 copy neither into the other.
enum SeccompProfileBaselineControl {
    static let control = Control(
        "seccompProfile_baseline", .baseline, .init(0, judgeAnnotations), .init(19, judgeFields))

    // MARK: - Annotations

    private static let podKey = "seccomp.security.alpha.kubernetes.io/pod"
    private static let containerPrefix = "container.seccomp.security.alpha.kubernetes.io/"

    private static func judgeAnnotations(_ pod: JudgedPod) -> Prohibition? {
        guard let annotations = pod.annotations else { return nil }
        var forbidden: [String] = []
        var evidence: [Evidence] = []
        func look(_ key: String) {
            guard let node = annotations[key: key], let value = node.decodedText, !isAllowed(value) else { return }
            forbidden.append("\(key)=\(Phrases.goQuoted(value))")
            evidence.append(Evidence(node))
        }
        look(podKey)
        for container in pod.containers { look(containerPrefix + container.name) }
        guard !forbidden.isEmpty else { return nil }
        forbidden = Phrases.sortedSet(forbidden)
        let noun = Phrases.plural("annotation", "annotations", forbidden.count)
        return Prohibition("seccompProfile", "forbidden \(noun) \(forbidden.joined(separator: ", "))", evidence)
    }

    private static func isAllowed(_ annotation: String) -> Bool {
        annotation == "runtime/default" || annotation == "docker/default" || annotation.hasPrefix("localhost/")
    }

    // MARK: - Fields

    private static func judgeFields(_ pod: JudgedPod) -> Prohibition? {
        var values: [String] = []
        let podType = pod.securityContext?["seccompProfile"]?.mapping.flatMap { forbiddenType($0, &values) }
        let containers = pod.containers { container in
            container.securityContext?["seccompProfile"]?.mapping.flatMap { forbiddenType($0, &values) }
        }
        return prohibition(Setters(pod: podType, containers), values)
    }

    /// The field that chooses a forbidden type, and what it chooses; a missing type is the empty string.
    static func forbiddenType(_ profile: Node, _ values: inout [String]) -> Node? {
        let type = profile["type"]
        if type?.equals("RuntimeDefault") == true || type?.equals("Localhost") == true { return nil }
        values.append(type?.decodedText ?? "")
        return type ?? profile
    }

    /// What to say of those who choose forbidden types; nil when nobody does.
    static func prohibition(_ setters: Setters, _ values: [String]) -> Prohibition? {
        guard !setters.isEmpty else { return nil }
        return Prohibition(
            "seccompProfile",
            "\(setters.text) must not set securityContext.seccompProfile.type to "
                + Phrases.quoted(Phrases.sortedSet(values)),
            setters.evidence)
    }
}
