// SPDX-License-Identifier: Apache-2.0

internal import Cluster

/// Tells findings apart before and after a change.
struct FindingKeys {
    /// What a finding says of what, without the field: cheap, and enough to recognise most findings again.
    struct Face: Hashable {
        fileprivate let check: ObjectIdentifier
        fileprivate let object: Int
        fileprivate let container: String?
        fileprivate let message: String
    }

    private struct Place: Hashable {
        let object: ObjectKey
        let file: String
    }

    private var numbers: [ObjectIdentifier: Int] = [:]
    private var known: [FindingKey: Int] = [:]
    private var fingerprints = Fingerprinting()
    private var objects: [ObjectIdentifier: Int] = [:]
    private var places: [Place: Int] = [:]
    /// Keeps what the identities stand for alive.
    private var findings: [Finding] = []
    private var resources: [Resource] = []

    /// A number that equal findings share.
    subscript(finding: Finding) -> Int {
        mutating get {
            if let number = numbers[ObjectIdentifier(finding)] { return number }
            let key = FindingKey(finding, &fingerprints)
            let number = known[key] ?? known.count
            known[key] = number
            numbers[ObjectIdentifier(finding)] = number
            findings.append(finding)
            return number
        }
    }

    mutating func face(of finding: Finding) -> Face {
        Face(
            check: ObjectIdentifier(finding.check), object: number(of: finding.subject.resource),
            container: finding.subject.container, message: finding.message)
    }

    private mutating func number(of resource: Resource) -> Int {
        if let number = objects[ObjectIdentifier(resource)] { return number }
        let place = Place(object: ObjectKey(resource), file: resource.file)
        let number = places[place] ?? places.count
        places[place] = number
        objects[ObjectIdentifier(resource)] = number
        resources.append(resource)
        return number
    }
}

/// Findings in which others are looked for: by what they say, or by the field on which they rest.
struct FoundBefore {
    private struct Group: Hashable {
        let check: ObjectIdentifier
        let object: ObjectKey
    }

    let faces: Set<FindingKeys.Face>
    private let findings: [Finding]
    private var groups: [Group: [Finding]]?

    init(_ findings: [Finding], _ keys: inout FindingKeys) {
        self.findings = findings
        var faces = Set<FindingKeys.Face>(minimumCapacity: findings.count)
        for finding in findings { faces.insert(keys.face(of: finding)) }
        self.faces = faces
    }

    /// Whether one of them says the same of the same object, or speaks of the same field.
    mutating func contains(_ finding: Finding, _ keys: inout FindingKeys) -> Bool {
        if faces.contains(keys.face(of: finding)) { return true }
        let all = groups ?? Dictionary(grouping: findings, by: Self.group)
        groups = all
        guard let group = all[Self.group(finding)] else { return false }
        let key = keys[finding]
        return group.contains { keys[$0] == key }
    }

    private static func group(_ finding: Finding) -> Group {
        Group(check: ObjectIdentifier(finding.check), object: ObjectKey(finding.subject.resource))
    }
}

/// Tells objects apart, in whatever file they stand.
struct ObjectKey: Hashable {
    private let group: String
    private let kind: String
    private let namespace: String
    private let name: String

    init(_ resource: Resource) {
        group = resource.group
        kind = resource.kind
        namespace = resource.effectiveNamespace
        name = resource.name
    }
}
