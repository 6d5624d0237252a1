// SPDX-License-Identifier: Apache-2.0

package import Findings

/// The checks of this module.
package enum NetworkPoliciesRegistry {
    package static let all: [any Check.Type] = isolation + policies + exposure

    /// Whether policies cover the pods.
    private static let isolation: [any Check.Type] = [
        NamespaceNoPolicyCheck.self,
        NoDefaultDenyIngressCheck.self,
        NoDefaultDenyEgressCheck.self,
        PodNotIsolatedCheck.self,
    ]

    /// What the policies say.
    private static let policies: [any Check.Type] = [
        AllowAllIngressCheck.self,
        AllowAllEgressCheck.self,
        DanglingPolicyCheck.self,
        DanglingPeerCheck.self,
        SelectorlessPeerCheck.self,
    ]

    /// What Services, Ingresses and routes open.
    private static let exposure: [any Check.Type] = [
        ServiceNodePortCheck.self,
        LoadBalancerOpenCheck.self,
        ServiceExternalIPsCheck.self,
        IngressNoTLSCheck.self,
        IngressSnippetCheck.self,
        IngressControllerEOLCheck.self,
        CatchAllRouteCheck.self,
        DanglingRouteCheck.self,
    ]
}
