// SPDX-License-Identifier: Apache-2.0

internal import AccessControl
internal import Cluster
internal import Documents

extension JSONWriter {
    /// The bindings and roles behind an answer; `file` and `line` are the binding's.
    mutating func member(grants: [Authorizer.Grant]) {
        member("via") { writer in
            writer.array { writer in for grant in grants { writer.value(grant) } }
        }
    }

    private mutating func value(_ grant: Authorizer.Grant) {
        object { writer in
            writer.member("binding", grant.binding.path)
            writer.member("role", grant.role.path)
            writer.member("file", grant.binding.resource.file)
            writer.member("line", grant.binding.resource.location.line)
            writer.member("bindingKind", grant.binding.resource.kind)
            writer.member("roleKind", grant.role.resource.kind)
            writer.member("roleFile", grant.role.resource.file)
            writer.member("roleLine", grant.rule.node.location.line)
        }
    }

    mutating func member(problems: [Problem]) {
        member("problems") { writer in
            writer.array { writer in
                for problem in problems where problem.gravity != .note {
                    writer.object { writer in
                        writer.member("file", problem.location.file)
                        writer.member("line", problem.location.line)
                        writer.member("column", problem.location.column)
                        writer.member("message", problem.message)
                    }
                }
            }
        }
    }

    mutating func member(_ rule: PolicyRule.Content) {
        member("verbs", rule.verbs)
        member("apiGroups", rule.apiGroups)
        member("resources", rule.resources)
        member("resourceNames", rule.resourceNames)
        member("nonResourceURLs", rule.nonResourceURLs)
    }
}

extension Binding {
    /// `namespace/name`, or the name alone when cluster-wide.
    var path: String { isClusterBinding ? name : "\(namespace)/\(name)" }
}

extension Authorizer.Grant {
    /// `ClusterRoleBinding "x" (file:3:1), ClusterRole "y" (file:12:3)`.
    var sentence: String {
        "\(binding.title) (\(binding.resource.location)), "
            + "\(role.resource.kind) \"\(role.path)\" (\(rule.node.location))"
    }

    /// `x (file:3) → y (file:12)` for a table's cell.
    var short: String {
        "\(binding.path) (\(binding.resource.location.short)) → \(role.path) (\(rule.node.location.short))"
    }
}

extension Location {
    /// File and line.
    var short: String { "\(file):\(line)" }
}

extension PolicyRule.Content {
    /// What the rule is about, as `kubectl auth can-i --list` prints it.
    var objects: String {
        if !nonResourceURLs.isEmpty { return nonResourceURLs.joined(separator: ", ") }
        var names: [String] = []
        for group in apiGroups {
            for resource in resources { names.append(Self.qualified(resource, group)) }
        }
        return names.joined(separator: ", ")
    }

    private static func qualified(_ resource: String, _ group: String) -> String {
        if group.isEmpty { return resource }
        guard let slash = resource.firstIndex(of: "/") else { return "\(resource).\(group)" }
        return "\(resource[..<slash]).\(group)\(resource[slash...])"
    }
}
