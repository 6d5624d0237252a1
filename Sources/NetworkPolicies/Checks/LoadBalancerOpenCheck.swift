// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum LoadBalancerOpenCheck: ResourceCheck {
    package static let kinds = ["Service"]

    package static let description = CheckDescription(
        id: "loadbalancer-open", title: "Load balancer open to every address", severity: .medium, layer: .network,
        rationale: """
            A LoadBalancer Service without source ranges answers the whole internet on most clouds, whatever the port \
            was meant for.
            """,
        attack: """
            Scanners find the address within minutes and try the known weaknesses of what answers.
            """,
        rule: """
            Fires for a Service of type LoadBalancer whose `loadBalancerSourceRanges` (or the annotation of the same \
            purpose) is missing or contains all addresses, unless an annotation asks the cloud for an internal load \
            balancer.
            """,
        fix: """
            List the networks that need it in loadBalancerSourceRanges, make the load balancer internal, or publish \
            through an ingress controller that authenticates.
            """,
        mappings: Mappings(
            nsa: ["Network separation and hardening"], mitre: ["T1133"], owasp: ["K06"],
            peers: [
                .kubescape: ["C-0256"], .kubeLinter: ["exposed-services"],
                .kics: ["Load Balancer With Broad Access"],
            ]),
        references: [
            "https://kubernetes.io/docs/tasks/access-application-cluster/configure-cloud-provider-firewall/"
        ],
        examples: [
            .violating(
                "no ranges", at: ["spec.loadBalancerSourceRanges"],
                """
                apiVersion: v1
                kind: Service
                metadata: {name: web}
                spec: {type: LoadBalancer, selector: {app: web}, ports: [{port: 80}]}
                """),
            .violating(
                "all addresses", at: ["spec.loadBalancerSourceRanges[1]"],
                """
                apiVersion: v1
                kind: Service
                metadata: {name: web}
                spec:
                  type: LoadBalancer
                  loadBalancerSourceRanges: [192.0.2.0/24, 0.0.0.0/0]
                  selector: {app: web}
                  ports: [{port: 80}]
                """),
            .compliant(
                "ranges",
                """
                apiVersion: v1
                kind: Service
                metadata: {name: web}
                spec:
                  type: LoadBalancer
                  loadBalancerSourceRanges: [192.0.2.0/24]
                  selector: {app: web}
                  ports: [{port: 80}]
                """),
            .compliant(
                "internal",
                """
                apiVersion: v1
                kind: Service
                metadata:
                  name: web
                  annotations: {service.beta.kubernetes.io/azure-load-balancer-internal: "true"}
                spec: {type: LoadBalancer, selector: {app: web}, ports: [{port: 80}]}
                """),
        ])

    /// Annotations that make a load balancer internal, with the values that do; nil for any value but "false".
    private static let internalAnnotations: [(name: String, values: [String]?)] = [
        ("service.beta.kubernetes.io/aws-load-balancer-internal", nil),
        ("service.beta.kubernetes.io/aws-load-balancer-scheme", ["internal"]),
        ("service.beta.kubernetes.io/azure-load-balancer-internal", nil),
        ("networking.gke.io/load-balancer-type", ["Internal", "internal"]),
        ("cloud.google.com/load-balancer-type", ["Internal", "internal"]),
        ("service.beta.kubernetes.io/openstack-internal-load-balancer", nil),
        ("service.beta.kubernetes.io/oci-load-balancer-internal", nil),
        ("oci-network-load-balancer.oraclecloud.com/internal", nil),
        ("service.kubernetes.io/ibm-load-balancer-cloud-provider-ip-type", ["private"]),
        ("service.beta.kubernetes.io/alibaba-cloud-loadbalancer-address-type", ["intranet"]),
        ("service.kubernetes.io/qcloud-loadbalancer-internal-subnetid", nil),
        ("service.beta.kubernetes.io/do-loadbalancer-network", ["INTERNAL"]),
    ]

    package static func evaluate(_ resource: Resource, _ context: Context, _ findings: inout FindingCollector) {
        guard resource.group.isEmpty, let spec = resource.spec, spec["type"]?.equals("LoadBalancer") == true,
            !isInternal(resource)
        else { return }
        let ranges = Array(spec["loadBalancerSourceRanges"]?.elements ?? Node.Elements.none)
        let annotation = resource.annotations?["service.beta.kubernetes.io/load-balancer-source-ranges"]
        let remediation = Remediation(
            "list the networks that need it in spec.loadBalancerSourceRanges, or make the load balancer internal",
            .review)
        if let open = ranges.first(where: { isEverything($0.scalarText) }) {
            findings.add(
                "service \"\(resource.name)\" lets \(open.scalarText) through its load balancer", Subject(resource),
                Evidence(open), remediation: remediation)
        } else if ranges.isEmpty, !restricts(annotation) {
            findings.add(
                "service \"\(resource.name)\" has a load balancer that is open to every address", Subject(resource),
                Evidence(below: resource.node, "spec", "loadBalancerSourceRanges"), reason: .missing,
                remediation: remediation)
        }
    }

    static func isInternal(_ resource: Resource) -> Bool {
        internalAnnotations.contains { annotation in
            guard let value = resource.annotations?[key: annotation.name]?.scalarText else { return false }
            return annotation.values?.contains(value) ?? (value != "false" && !value.isEmpty)
        }
    }

    private static func restricts(_ annotation: Node?) -> Bool {
        guard let annotation else { return false }
        let ranges = annotation.scalarText.split(separator: ",").map { $0.filter { $0 != " " } }
        return !ranges.isEmpty && !ranges.contains(where: isEverything)
    }

    private static func isEverything(_ range: String) -> Bool {
        let range = range.filter { $0 != " " }
        return range.hasSuffix("/0")
    }
}
