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
        HostNetworkEscapesPolicyCheck.self,
        CNIDoesNotEnforceCheck.self,
    ]

    /// What the policies say.
    private static let policies: [any Check.Type] = [
        AllowAllIngressCheck.self,
        AllowAllEgressCheck.self,
        DanglingPolicyCheck.self,
        DanglingPeerCheck.self,
        SelectorlessPeerCheck.self,
        SensitiveNamespaceBridgeCheck.self,
        NoPortRestrictionCheck.self,
        EgressDenyBlocksDNSCheck.self,
        RedundantRuleCheck.self,
        ShadowedRuleCheck.self,
        DuplicatePolicyNameCheck.self,
        MissingPolicyTypesCheck.self,
        TenantSettableLabelCheck.self,
        UndocumentedPolicyCheck.self,
    ]

    /// What is open from and to the outside: Services, Ingresses, routes, and what surrounds the pods.
    private static let exposure: [any Check.Type] = [
        IMDSReachableCheck.self,
        KubeletOrAPIServerReachableCheck.self,
        SensitiveInterfaceExposedCheck.self,
        InternetExposedCheck.self,
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
