// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum SystemNameSpoofCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "system-name-spoof", title: "Named like a part of Kubernetes", severity: .low, layer: .admission,
        rationale: """
            Miners and backdoors are often called kube-proxy or something close to it, so that nobody who lists the \
            pods looks twice.
            """,
        attack: "The intruder's pod is one line among forty, and its name says that it belongs there.",
        rule: """
            Fires for a workload whose name is that of a component of Kubernetes while no container runs an image of \
            that component, and for a name that differs from a component's by one letter.
            """,
        fix: "Find out who created the workload; rename it if it is yours.",
        mappings: Mappings(mitre: ["T1036.005", "MS-TA9023"], owasp: ["K04"]),
        references: ["https://microsoft.github.io/Threat-Matrix-for-Kubernetes/"],
        examples: [
            .violating("another image", at: ["metadata.name"], manifest("kube-proxy", "alpine:3")),
            .violating("one letter off", at: ["metadata.name"], manifest("kube-proxi", "alpine:3")),
            .compliant("the component", manifest("kube-proxy", "registry.k8s.io/kube-proxy:v1.34.0")),
            .compliant("a name of its own", manifest("kube-state-metrics", "registry.k8s.io/kube-state-metrics:v2")),
        ])

    private static func manifest(_ name: String, _ image: String) -> String {
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: \(name), namespace: kube-system}
        spec: {containers: [{name: a, image: "\(image)"}]}
        """
    }

    private static let components = [
        "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kube-proxy", "cloud-controller-manager",
        "kubelet", "kube-dns", "coredns", "konnectivity-agent", "konnectivity-server",
    ]

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        let name = workload.name
        guard let field = workload.resource.metadata?["name"], let component = imitated(by: name) else { return }
        if name == component, workload.containers.contains(where: { runs(component, $0) }) { return }
        let what = name == component ? "runs no image of it" : "differs by one letter"
        findings.add(
            "the \(workload.kind) \"\(name)\" is named like Kubernetes' own \(component) and \(what)",
            Subject(workload), Evidence(field),
            remediation: Remediation("find out who created it, and rename it if it is yours", .review))
    }

    private static func imitated(by name: String) -> String? {
        for component in components {
            guard abs(name.utf8.count - component.utf8.count) <= 1 else { continue }
            if name == component || isOneEditApart(Array(name.utf8), Array(component.utf8)) { return component }
        }
        return nil
    }

    /// The image's repository ends with the component's name, or is one of the images that bundle them.
    private static func runs(_ component: String, _ container: Container) -> Bool {
        guard let image = container.image else { return false }
        let path = image.split(separator: "@").first ?? ""
        let last = path.split(separator: "/").last?.split(separator: ":").first ?? ""
        return last.contains(component) || last.contains("hyperkube") || last.contains("kube")
            || last.contains("rke2") || last.contains("k3s") || component.hasPrefix(String(last) + "-")
    }

    /// One letter more, less or other.
    private static func isOneEditApart(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        guard abs(left.count - right.count) <= 1, left != right else { return false }
        var start = 0
        while start < min(left.count, right.count), left[start] == right[start] { start += 1 }
        var end = 0
        while end < min(left.count, right.count) - start,
            left[left.count - 1 - end] == right[right.count - 1 - end]
        {
            end += 1
        }
        return max(left.count, right.count) - start - end == 1
    }
}
