// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents

/// Services that the API server calls: admission and conversion webhooks, aggregated APIs.
enum WebhookEvidence: EvidenceSource {
    static func collect(_ context: GenerationContext, into collected: inout CollectedEvidence) {
        for kind in ["ValidatingWebhookConfiguration", "MutatingWebhookConfiguration"] {
            for resource in context.inventory.resources(ofKind: kind) {
                for webhook in resource.node["webhooks"]?.elements ?? .none {
                    add(
                        webhook["clientConfig"]?["service"], "the webhook of \(kind) \(resource.name)", context,
                        &collected)
                }
            }
        }
        for resource in context.inventory.resources(ofKind: "APIService") {
            add(resource.spec?.field("service"), "the API of APIService \(resource.name)", context, &collected)
        }
        for resource in context.inventory.resources(ofKind: "CustomResourceDefinition") {
            let client = resource.spec?["conversion"]?["webhook"]?["clientConfig"]
            add(client?["service"], "the conversion webhook of \(resource.name)", context, &collected)
        }
    }

    private static func add(
        _ node: Node?, _ what: String, _ context: GenerationContext, _ collected: inout CollectedEvidence
    ) {
        guard let node, node.isMapping, let name = node["name"]?.scalarText,
            let namespace = node["namespace"]?.scalarText
        else { return }
        guard let entry = context.directory.service(namespace: namespace, name: name) else {
            return collected.note("Service \(namespace)/\(name) of \(what) is not in the input")
        }
        let port = node["port"]?.integer.flatMap { Int(exactly: $0) } ?? 443
        let addresses = context.apiServerAddresses
        let evidence =
            addresses.isEmpty
            ? ConnectionEvidence(
                .medium,
                "the API server calls \(what); its addresses are not known, so from anywhere: narrow it with "
                    + "--api-server CIDR", at: node.location)
            : ConnectionEvidence(.high, "the API server calls \(what)", at: node.location)
        let sources = addresses.isEmpty ? [.anywhere] : addresses.map { NeededConnection.Side.block($0, except: []) }
        for target in entry.endpoints {
            let ports = context.directory.targets(entry, port: port, at: target)
            collected.add(from: sources, to: target, ports, evidence, context)
        }
    }
}
