// SPDX-License-Identifier: Apache-2.0

package import Findings

/// The checks of this module.
package enum NetworkPoliciesRegistry {
    package static let all: [any Check.Type] = []
}
