// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Documents

/// Roles and bindings with just the permissions that a log shows in use.
package struct RoleGeneration: Sendable {
    /// What was made for one subject.
    package struct Subject: Sendable {
        package let user: String
        /// Roles and bindings, in the order in which they are applied.
        package let objects: [Value]
        /// What a reviewer must know: names left out, requests denied.
        package let remarks: [String]
        package let events: Int
    }

    /// Sorted by user.
    package let subjects: [Subject]
    /// Requests that were denied, one line each: never granted.
    package let denied: [String]

    /// - Parameters:
    ///   - isWanted: which users to make roles for.
    ///   - known: roles of a stock cluster; what they give to everybody (discovery) is left out.
    package init(_ usage: AuditUsage, known: Authorizer?, for isWanted: (String) -> Bool) {
        var positions: [String: [Int]] = [:]
        var denied: [String] = []
        var members: [String: Identity] = [:]
        for (position, request) in usage.requests.enumerated() where isWanted(request.user) {
            guard request.isAllowed else {
                denied.append(Self.sentence(request, usage.counts[position]))
                continue
            }
            let everybody = members[request.user] ?? Identity(user: request.user).everybody
            members[request.user] = everybody
            if let known, usage.questions(position).allSatisfy({ known.allows($0, by: everybody) }) { continue }
            positions[request.user, default: []].append(position)
        }
        subjects = positions.sorted { $0.key < $1.key }.map { Self.subject($0.key, usage, $0.value) }
        self.denied = denied.sorted()
    }

    private static func sentence(_ request: AuditUsage.Request, _ count: AuditUsage.Count) -> String {
        let target: String
        if request.url.isEmpty {
            let resource = request.group.isEmpty ? request.resource : "\(request.resource).\(request.group)"
            let subresource = request.subresource.isEmpty ? "" : "/\(request.subresource)"
            let place = request.namespace.isEmpty ? "" : " in \"\(request.namespace)\""
            target = resource + subresource + place
        } else {
            target = request.url
        }
        return
            "\(request.user): \(request.verb) \(target) (\(count.events) \(count.events == 1 ? "request" : "requests"))"
    }

    // MARK: - One subject

    private static func subject(_ user: String, _ usage: AuditUsage, _ positions: [Int]) -> Subject {
        var remarks: [String] = []
        var scopes: [String: RuleDraft] = [:]
        var events = 0
        for position in positions {
            let request = usage.requests[position]
            let count = usage.counts[position]
            events += count.events
            scopes[request.namespace, default: RuleDraft()].add(request, count, remarks: &remarks)
        }
        let names = RoleNaming(user)
        var objects: [Value] = []
        if let cluster = scopes.removeValue(forKey: "") {
            objects.append(names.role(kind: "ClusterRole", namespace: nil, suffix: "", rules: cluster.rules))
            objects.append(names.binding(namespace: nil, roleKind: "ClusterRole", suffix: ""))
        }
        // The same rules in several namespaces become one ClusterRole that is bound in each of them.
        let groups = Dictionary(grouping: scopes.keys.sorted()) { scopes[$0]?.rules ?? [] }
        for (number, group) in groups.sorted(by: { $0.value.first ?? "" < $1.value.first ?? "" }).enumerated() {
            let isShared = group.value.count > 1
            let suffix = isShared ? "-namespaces" + (number == 0 ? "" : "-\(number + 1)") : ""
            let kind = isShared ? "ClusterRole" : "Role"
            objects.append(
                names.role(kind: kind, namespace: isShared ? nil : group.value.first, suffix: suffix, rules: group.key))
            for namespace in group.value {
                objects.append(names.binding(namespace: namespace, roleKind: kind, suffix: suffix))
            }
        }
        return Subject(user: user, objects: objects, remarks: remarks, events: events)
    }
}

/// Gathers the rules of one scope.
private struct RuleDraft {
    /// Verbs by what they apply to.
    private var verbs: [Target: Set<String>] = [:]

    private struct Target: Hashable {
        let group: String
        let resource: String
        /// Empty: all.
        let names: [String]
        let url: String
    }

    private static let nameLimit = 10

    mutating func add(_ request: AuditUsage.Request, _ count: AuditUsage.Count, remarks: inout [String]) {
        if !request.url.isEmpty {
            verbs[Target(group: "", resource: "", names: [], url: request.url), default: []].insert(request.verb)
            return
        }
        let resource = request.subresource.isEmpty ? request.resource : "\(request.resource)/\(request.subresource)"
        var names = count.names.sorted()
        if count.unnamed > 0 || count.hasMoreNames {
            names = []
        } else if names.count > Self.nameLimit || names.contains(where: GeneratedName.matches) {
            let examples = RoleHolders.listing(names.map { "\"\($0)\"" })
            remarks.append(
                "\(request.verb) \(resource) is not limited to names: \(names.count) were seen (\(examples)), which do "
                    + "not look stable")
            names = []
        }
        let target = Target(group: request.group, resource: resource, names: names, url: "")
        verbs[target, default: []].insert(request.verb)
    }

    /// As few rules as say the same: verbs of one target together, then resources of one group with the same verbs.
    var rules: [Value] {
        var resources: [Shape: Set<String>] = [:]
        for (target, verbs) in withoutCovered() {
            let shape = Shape(
                isURL: !target.url.isEmpty, group: target.group, names: target.names, verbs: Self.ordered(verbs))
            resources[shape, default: []].insert(target.url.isEmpty ? target.resource : target.url)
        }
        return resources.map { (shape: $0.key, resources: $0.value.sorted()) }
            .sorted { ($0.shape.order, $0.resources.first ?? "") < ($1.shape.order, $1.resources.first ?? "") }
            .map { Self.rule($0.shape, $0.resources) }
    }

    /// Leaves out verbs on named objects that are allowed on all objects anyway.
    private func withoutCovered() -> [Target: Set<String>] {
        var result: [Target: Set<String>] = [:]
        for (target, own) in verbs {
            var left = own
            if !target.names.isEmpty {
                let all = Target(group: target.group, resource: target.resource, names: [], url: "")
                left.subtract(verbs[all] ?? [])
            }
            if !left.isEmpty { result[target] = left }
        }
        return result
    }

    private struct Shape: Hashable {
        let isURL: Bool
        let group: String
        let names: [String]
        let verbs: [String]

        var order: String {
            "\(isURL ? 1 : 0)\u{0}\(group)\u{0}\(names.joined(separator: ","))\u{0}\(verbs.joined(separator: ","))"
        }
    }

    private static func rule(_ shape: Shape, _ resources: [String]) -> Value {
        func list(_ texts: [String]) -> Value { .array(texts.map { .string($0) }) }
        if shape.isURL { return ["nonResourceURLs": list(resources), "verbs": list(shape.verbs)] }
        var members: [Value.Member] = [
            .init("apiGroups", list([shape.group])), .init("resources", list(resources)),
        ]
        if !shape.names.isEmpty { members.append(.init("resourceNames", list(shape.names))) }
        members.append(.init("verbs", list(shape.verbs)))
        return .object(members)
    }

    private static let order = ["get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"]

    private static func ordered(_ verbs: Set<String>) -> [String] {
        verbs.sorted { left, right in
            let places = (order.firstIndex(of: left) ?? order.count, order.firstIndex(of: right) ?? order.count)
            return places.0 == places.1 ? left < right : places.0 < places.1
        }
    }
}

/// Tells names that a controller made up from those that people chose.
enum GeneratedName {
    /// Whether a name ends like a pod's or a replica set's: `web-7d4b9c6f5b-x2kqp` (no vowels, no `0`, `1`, `3`).
    static func matches(_ name: String) -> Bool {
        guard let suffix = name.split(separator: "-").last, name.contains("-") else { return false }
        let isRandom = suffix.utf8.allSatisfy { alphabet.contains($0) }
        return (suffix.utf8.count == 5 || suffix.utf8.count >= 8) && isRandom && suffix.contains(where: \.isNumber)
            || suffix.utf8.count == 5 && isRandom || isIdentifier(name)
    }

    private static let alphabet = Set("bcdfghjklmnpqrstvwxz2456789".utf8)

    /// `8-4-4-4-12` hexadecimal digits.
    private static func isIdentifier(_ name: String) -> Bool {
        let parts = name.split(separator: "-")
        guard parts.count >= 5 else { return false }
        return parts.suffix(5).map(\.count) == [8, 4, 4, 4, 12]
            && parts.suffix(5).allSatisfy { $0.allSatisfy(\.isHexDigit) }
    }
}

/// Names and shapes of what is made for a user.
private struct RoleNaming {
    private let user: String
    private let name: String

    init(_ user: String) {
        self.user = user
        let short = Identity.serviceAccount(user).map { "\($0.namespace)-\($0.name)" } ?? user
        let letters = short.lowercased().unicodeScalars.map { scalar -> Character in
            ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar) || scalar == "." ? Character(scalar) : "-"
        }
        let trimmed = String(letters).split(separator: "-").joined(separator: "-")
        name = (trimmed.isEmpty ? "user" : String(trimmed.prefix(200))) + "-observed"
    }

    private func metadata(_ namespace: String?, _ suffix: String) -> Value {
        var members = [Value.Member("name", .string(name + suffix))]
        if let namespace { members.append(.init("namespace", .string(namespace))) }
        return .object(members)
    }

    func role(kind: String, namespace: String?, suffix: String, rules: [Value]) -> Value {
        [
            "apiVersion": "rbac.authorization.k8s.io/v1", "kind": .string(kind),
            "metadata": metadata(namespace, suffix), "rules": .array(rules),
        ]
    }

    func binding(namespace: String?, roleKind: String, suffix: String) -> Value {
        let subject: Value
        if let account = Identity.serviceAccount(user) {
            subject = [
                "kind": "ServiceAccount", "name": .string(account.name), "namespace": .string(account.namespace),
            ]
        } else {
            subject = ["apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": .string(user)]
        }
        return [
            "apiVersion": "rbac.authorization.k8s.io/v1",
            "kind": namespace == nil ? "ClusterRoleBinding" : "RoleBinding",
            "metadata": metadata(namespace, suffix),
            "roleRef": [
                "apiGroup": "rbac.authorization.k8s.io", "kind": .string(roleKind), "name": .string(name + suffix),
            ],
            "subjects": .array([subject]),
        ]
    }
}
