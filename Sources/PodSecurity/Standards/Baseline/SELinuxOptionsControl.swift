// SPDX-License-Identifier: Apache-2.0

internal import Documents
internal import Findings

/// SELinux types other than those for containers, users and roles may not be chosen.
///
/// Fields: `securityContext.seLinuxOptions` of the pod and of every container; allowed: `type` empty, `container_t`,
/// `container_init_t`, `container_kvm_t` and, since v1.31, `container_engine_t`; `user` and `role` empty.
enum SELinuxOptionsControl {
    static let control = Control(
        "seLinuxOptions", .baseline,
        .init(0) { judge($0, allowed: types) }, .init(31) { judge($0, allowed: typesSince31) })

    private static let types: Set<String> = ["", "container_t", "container_init_t", "container_kvm_t"]
    private static let typesSince31 = types.union(["container_engine_t"])

    private static func judge(_ pod: JudgedPod, allowed: Set<String>) -> Prohibition? {
        var faults = Faults(allowed: allowed)
        var setters = Setters()
        if let options = pod.securityContext?["seLinuxOptions"]?.mapping {
            let fields = faults.look(options)
            if !fields.isEmpty { setters.add("pod", fields) }
        }
        var offenders = Offenders()
        for container in pod.containers {
            guard let options = container.securityContext?["seLinuxOptions"]?.mapping else { continue }
            let fields = faults.look(options)
            if !fields.isEmpty { offenders.add(container.name, fields) }
        }
        if !offenders.isEmpty { setters.add(offenders.containers, offenders.evidence) }
        guard !setters.isEmpty else { return nil }
        return Prohibition(
            "seLinuxOptions", "\(setters.text) set forbidden securityContext.seLinuxOptions: \(faults.text)",
            setters.evidence)
    }

    /// What is wrong with the options of the pod and the containers together.
    private struct Faults {
        let allowed: Set<String>
        private var types: [String] = []
        private var setsUser = false
        private var setsRole = false

        init(allowed: Set<String>) { self.allowed = allowed }

        /// The forbidden fields of one block of options.
        mutating func look(_ options: Node) -> [Evidence] {
            var evidence: [Evidence] = []
            if let type = options["type"], let text = type.decodedText, !allowed.contains(text) {
                types.append(text)
                evidence.append(Evidence(type))
            }
            if let user = options["user"], user.decodedText?.isEmpty == false {
                setsUser = true
                evidence.append(Evidence(user))
            }
            if let role = options["role"], role.decodedText?.isEmpty == false {
                setsRole = true
                evidence.append(Evidence(role))
            }
            return evidence
        }

        var text: String {
            var parts: [String] = []
            let types = Phrases.sortedSet(types)
            if !types.isEmpty {
                parts.append("\(Phrases.plural("type", "types", types.count)) \(Phrases.quoted(types))")
            }
            if setsUser { parts.append("user may not be set") }
            if setsRole { parts.append("role may not be set") }
            return parts.joined(separator: "; ")
        }
    }
}
