// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum MissingReferenceCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "missing-reference", title: "Reference to a Secret or ConfigMap that is not there", severity: .low,
        layer: .workload,
        rationale: """
            The pod does not start, or starts without its configuration. Worse, the name is free: whoever may create \
            objects in the namespace decides what the program reads.
            """,
        attack: "An attacker who may create ConfigMaps makes the missing one and so configures the program.",
        rule: """
            Fires when a workload refers (not `optional`) to a key that the named Secret or ConfigMap of the input \
            lacks, or to an object that the input lacks although the same file (or the cluster that was read) has others \
            of that kind in that namespace. Objects that controllers make (Certificates, ExternalSecrets, SealedSecrets, the cluster's own CA \
            bundles) count as present.
            """,
        fix: "Correct the name, add the object, or mark the reference `optional: true`.",
        mappings: Mappings(owasp: ["K03"]),
        references: ["https://kubernetes.io/docs/concepts/configuration/secret/"],
        examples: [
            .violating(
                "a misspelt object and a missing key",
                at: [
                    "spec.containers[0].env[0].valueFrom.configMapKeyRef.key",
                    "spec.containers[0].envFrom[0].configMapRef.name",
                ],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - name: web
                    image: nginx
                    env: [{name: A, valueFrom: {configMapKeyRef: {name: settings, key: colour}}}]
                    envFrom: [{configMapRef: {name: setings}}]
                ---
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: settings}
                data: {color: red}
                """),
            .compliant(
                "present, optional, and made by a controller",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - name: web
                    image: nginx
                    env: [{name: A, valueFrom: {configMapKeyRef: {name: settings, key: color}}}]
                    envFrom: [{configMapRef: {name: more, optional: true}}, {secretRef: {name: db}}]
                  volumes: [{name: ca, configMap: {name: kube-root-ca.crt}}]
                ---
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: settings}
                data: {color: red}
                ---
                apiVersion: v1
                kind: Secret
                metadata: {name: other}
                ---
                apiVersion: external-secrets.io/v1
                kind: ExternalSecret
                metadata: {name: db}
                spec: {target: {}}
                """),
        ])

    package static func isConcerned(by alteration: Alteration) -> Bool { !alteration.keepsReferences }

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        let references = ConfigurationReference.all(in: workload)
        if references.isEmpty { return }
        let known = KnownConfiguration(inventory: context.inventory)
        var seen: Set<String> = []
        for reference in references where !reference.isOptional {
            judge(reference, workload, known, &seen, &findings)
        }
    }

    private static func judge(
        _ reference: ConfigurationReference, _ workload: Workload, _ known: KnownConfiguration,
        _ seen: inout Set<String>, _ findings: inout FindingCollector
    ) {
        let kind = reference.kind.rawValue
        if reference.name.isEmpty || CredentialValue.isPlaceholder(reference.name) { return }
        switch known.presence(of: reference, workload) {
        case .unknown:
            if seen.insert(kind).inserted {
                findings.cannotEvaluate("whether a \(kind) exists beyond the input is not known")
            }
        case .madeByController: return
        case .absent(let nearest):
            guard seen.insert(kind + "/" + reference.name).inserted else { return }
            let hint = nearest.map { ", did you mean \"\($0)\"?" } ?? ""
            findings.add(
                "the \(kind) \"\(reference.name)\" is not in the input\(hint)", Subject(workload),
                Evidence(reference.node),
                remediation: Remediation("correct the name or add the \(kind)", .review))
        case .present(let object):
            for key in reference.keys {
                let name = key.scalarText
                guard !known.has(name, object), seen.insert(kind + "/" + reference.name + "/" + name).inserted else {
                    continue
                }
                findings.add(
                    "the \(kind) \"\(reference.name)\" has no key \"\(name)\"", Subject(workload), Evidence(key),
                    remediation: Remediation("correct the key or add it to the \(kind)", .review))
            }
        }
    }
}

/// Which Secrets and ConfigMaps the input has.
private struct KnownConfiguration {
    enum Presence {
        case present(Resource)
        case madeByController
        case absent(nearest: String?)
        case unknown
    }

    let inventory: Inventory

    private static let clusterMade: Set<String> = [
        "kube-root-ca.crt", "openshift-service-ca.crt", "istio-ca-root-cert", "linkerd-identity-trust-roots",
    ]

    func presence(of reference: ConfigurationReference, _ workload: Workload) -> Presence {
        let namespace = workload.namespace
        let kind = reference.kind
        if let object = inventory.resource(kind: kind.rawValue, namespace: namespace, name: reference.name) {
            return .present(object)
        }
        if kind == .secret, MadeSecrets.of(inventory).contains(namespace, reference.name) { return .madeByController }
        if Self.clusterMade.contains(reference.name) { return .madeByController }
        guard let others = Neighbours.of(inventory).names(kind, workload) else { return .unknown }
        return .absent(nearest: EditDistance.nearest(to: reference.name, among: others)?.name)
    }

    /// Keys of encrypted and generated objects are not known.
    func has(_ key: String, _ object: Resource) -> Bool {
        let parts = [object.node["data"], object.node["stringData"], object.node["binaryData"]].compactMap { $0 }
        return parts.isEmpty || parts.contains { $0[key: key] != nil }
    }
}

/// The Secrets that controllers make of other objects.
private struct MadeSecrets: Sendable {
    private struct Name: Hashable {
        let namespace: String
        let name: String
    }

    private var names: Set<Name> = []

    static func of(_ inventory: Inventory) -> MadeSecrets {
        inventory.derived.value(of: MadeSecrets.self) { MadeSecrets(inventory) }
    }

    private init(_ inventory: Inventory) {
        add(inventory, "SealedSecret") { $0.name }
        add(inventory, "ExternalSecret") { $0.spec?["target"]?["name"]?.scalarText ?? $0.name }
        add(inventory, "Certificate") { $0.spec?["secretName"]?.scalarText ?? "" }
    }

    private mutating func add(_ inventory: Inventory, _ kind: String, _ name: (Resource) -> String) {
        for object in inventory.resources(ofKind: kind) {
            names.insert(Name(namespace: object.effectiveNamespace, name: name(object)))
        }
    }

    func contains(_ namespace: String, _ name: String) -> Bool {
        names.contains(Name(namespace: namespace, name: name))
    }
}

/// The Secrets and ConfigMaps that were read together: from one file, or from a cluster.
private struct Neighbours: Sendable {
    private struct Place: Hashable {
        let kind: ConfigurationReference.Kind
        let namespace: String
        /// Empty for what was read from a cluster.
        let file: String

        init(_ kind: ConfigurationReference.Kind, _ object: Resource) {
            self.kind = kind
            namespace = object.effectiveNamespace
            file = object.isFromCluster ? "" : object.file
        }
    }

    private var names: [Place: [String]] = [:]

    /// Made only when something is missing.
    static func of(_ inventory: Inventory) -> Neighbours {
        inventory.derived.value(of: Neighbours.self) { Neighbours(inventory) }
    }

    private init(_ inventory: Inventory) {
        for kind in [ConfigurationReference.Kind.secret, .configMap] {
            for object in inventory.resources(ofKind: kind.rawValue) where object.group.isEmpty {
                names[Place(kind, object), default: []].append(object.name)
            }
        }
    }

    /// The names of those of a kind that stand beside a workload; nil when there are none.
    func names(_ kind: ConfigurationReference.Kind, _ workload: Workload) -> [String]? {
        names[Place(kind, workload.resource)]
    }
}
