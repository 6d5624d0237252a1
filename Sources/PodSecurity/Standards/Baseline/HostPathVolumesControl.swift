// SPDX-License-Identifier: Apache-2.0

internal import Documents
internal import Findings

/// Pods may not mount directories of the node.
///
/// Field: `spec.volumes[*].hostPath`; allowed: not set. The restricted standard says the same with its list of volume
/// types.
enum HostPathVolumesControl {
    static let control = Control("hostPathVolumes", .baseline, .init(0, judge))

    private static func judge(_ pod: JudgedPod) -> Prohibition? {
        var names: [String] = []
        var evidence: [Evidence] = []
        for volume in pod.spec["volumes"]?.elements ?? Node.Elements.none {
            guard let hostPath = volume["hostPath"]?.mapping else { continue }
            names.append(volume["name"]?.decodedText ?? "")
            evidence.append(Evidence(hostPath))
        }
        guard !names.isEmpty else { return nil }
        return Prohibition(
            "hostPath volumes", "\(Phrases.plural("volume", "volumes", names.count)) \(Phrases.quoted(names))", evidence
        )
    }
}
