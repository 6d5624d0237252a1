// SPDX-License-Identifier: Apache-2.0

internal import AccessControl
internal import Findings
internal import Images
internal import NetworkPolicies
internal import PodSecurity

/// Every check of every module.
enum AllChecks {
    static let all: [any Check.Type] =
        PodSecurityRegistry.all + AccessControlRegistry.all + NetworkPoliciesRegistry.all + ImagesRegistry.all

    static let catalogue = CheckCatalogue(all.map { $0.description })
}
