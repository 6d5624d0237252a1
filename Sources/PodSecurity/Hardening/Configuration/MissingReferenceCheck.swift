// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents
package import Findings

package enum MissingReferenceCheck: InventoryCheck {
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

    package static func evaluate(_ context: Context, _ findings: inout FindingCollector) {
        var known = KnownConfiguration(context.inventory)
        for workload in context.inventory.workloads where !workload.isOwned {
            var seen: Set<String> = []
            for reference in ConfigurationReference.all(in: workload) where !reference.isOptional {
                judge(reference, workload, &known, &seen, &findings)
            }
        }
    }

    private static func judge(
        _ reference: ConfigurationReference, _ workload: Workload, _ known: inout KnownConfiguration,
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

/// Which Secrets and ConfigMaps the input has, by namespace.
private struct KnownConfiguration {
    enum Presence {
        case present(Resource)
        case madeByController
        case absent(nearest: String?)
        case unknown
    }

    private struct Name: Hashable {
        let kind: ConfigurationReference.Kind
        let namespace: String
        let name: String
    }

    private let inventory: Inventory
    /// Names by kind, namespace and file; those read from a cluster together, under an empty file name.
    private var names: [Name: [String]]?
    private var made: Set<Name> = []

    private static let clusterMade: Set<String> = [
        "kube-root-ca.crt", "openshift-service-ca.crt", "istio-ca-root-cert", "linkerd-identity-trust-roots",
    ]

    init(_ inventory: Inventory) {
        self.inventory = inventory
        add(inventory, "SealedSecret") { $0.name }
        add(inventory, "ExternalSecret") { $0.spec?["target"]?["name"]?.scalarText ?? $0.name }
        add(inventory, "Certificate") { $0.spec?["secretName"]?.scalarText ?? "" }
    }

    /// Only what is missing needs its neighbours.
    private mutating func neighbours() -> [Name: [String]] {
        if let names { return names }
        var found: [Name: [String]] = [:]
        for kind in [ConfigurationReference.Kind.secret, .configMap] {
            for object in inventory.resources(ofKind: kind.rawValue) where object.group.isEmpty {
                let file = Name(kind: kind, namespace: object.effectiveNamespace, name: Self.file(object))
                found[file, default: []].append(object.name)
            }
        }
        names = found
        return found
    }

    private static func file(_ object: Resource) -> String { object.isFromCluster ? "" : object.file }

    private mutating func add(_ inventory: Inventory, _ kind: String, _ name: (Resource) -> String) {
        for object in inventory.resources(ofKind: kind) {
            made.insert(Name(kind: .secret, namespace: object.effectiveNamespace, name: name(object)))
        }
    }

    mutating func presence(of reference: ConfigurationReference, _ workload: Workload) -> Presence {
        let namespace = workload.namespace
        let name = Name(kind: reference.kind, namespace: namespace, name: reference.name)
        if let object = inventory.resource(
            kind: reference.kind.rawValue, namespace: namespace, name: reference.name)
        {
            return .present(object)
        }
        if made.contains(name) || Self.clusterMade.contains(reference.name) { return .madeByController }
        let file = Name(kind: reference.kind, namespace: namespace, name: Self.file(workload.resource))
        guard let others = neighbours()[file] else { return .unknown }
        return .absent(nearest: EditDistance.nearest(to: reference.name, among: others)?.name)
    }

    /// Keys of encrypted and generated objects are not known.
    func has(_ key: String, _ object: Resource) -> Bool {
        let parts = [object.node["data"], object.node["stringData"], object.node["binaryData"]].compactMap { $0 }
        return parts.isEmpty || parts.contains { $0[key: key] != nil }
    }
}
