// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents

/// Shows what a check's repair makes of an example.
package enum ExampleRepair {
    /// The manifest after the repair; nil when nothing in it can be edited.
    package static func text(of example: Example, for check: any Check.Type) -> String? {
        var settings = Settings()
        if let version = example.kubernetesVersion.flatMap({ KubernetesVersion($0) }) {
            settings.kubernetesVersion = version
        }
        let inventory = Inventory(documents: [Document.parse(example.manifest, name: "example.yaml")])
        var selection = RepairSelection()
        selection.includesReview = true
        let assessment = Assessment(version: "", checks: [check], settings: settings)
        let repairer = Repairer(assessment, selection: selection)
        guard let file = repairer.repair(assessment.judgement(of: inventory)).files.first else { return nil }
        return String(decoding: file.after.bytes, as: UTF8.self)
    }
}
