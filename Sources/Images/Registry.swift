// SPDX-License-Identifier: Apache-2.0

package import Findings

/// The checks of this module.
package enum ImagesRegistry {
    package static let all: [any Check.Type] = [
        InvalidImageCheck.self, MutableTagCheck.self, NoDigestCheck.self, PullPolicyCheck.self,
        UntrustedRegistryCheck.self, RetiredRegistryCheck.self, AmbiguousRepoPrefixCheck.self, TillerCheck.self,
        TagDriftCheck.self,
    ]
}
