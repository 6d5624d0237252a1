// SPDX-License-Identifier: Apache-2.0

package import Findings

/// The checks of this module.
package enum AccessControlRegistry {
    package static let all: [any Check.Type] = serviceAccounts + bindings + wildcards + powers

    /// Service accounts and their tokens.
    private static let serviceAccounts: [any Check.Type] = [
        DefaultServiceAccountCheck.self,
        TokenAutomountCheck.self,
        DefaultServiceAccountAutomountCheck.self,
        DefaultServiceAccountBoundCheck.self,
        MissingServiceAccountCheck.self,
        SharedServiceAccountCheck.self,
        DeprecatedServiceAccountFieldCheck.self,
        LegacyTokenSecretCheck.self,
        LongLivedProjectedTokenCheck.self,
        UnusedServiceAccountCheck.self,
        WorkloadAdminRoleCheck.self,
        DaemonSetPowerfulTokenCheck.self,
        CloudIdentityAdminCheck.self,
    ]

    /// Who holds roles.
    private static let bindings: [any Check.Type] = [
        ClusterAdminBindingCheck.self,
        AnonymousBindingCheck.self,
        AuthenticatedBindingCheck.self,
        MastersBindingCheck.self,
        DanglingRoleRefCheck.self,
        DanglingSubjectCheck.self,
        UnusedRoleCheck.self,
        RoleSprawlCheck.self,
        CrossNamespaceSubjectCheck.self,
        AggregationInjectionCheck.self,
        DashboardSubjectCheck.self,
    ]

    /// Rules that name everything.
    private static let wildcards: [any Check.Type] = [
        WildcardAllCheck.self,
        WildcardVerbCheck.self,
        WildcardResourceCheck.self,
        WildcardAPIGroupCheck.self,
        NonResourceWildcardCheck.self,
    ]

    /// What roles enable.
    private static let powers: [any Check.Type] = [
        SecretsReadCheck.self,
        SecretsWriteCheck.self,
        WorkloadCreateCheck.self,
        WorkloadModifyCheck.self,
        PodsExecCheck.self,
        PodsAttachCheck.self,
        PodsPortforwardCheck.self,
        EphemeralContainersCheck.self,
        NodesProxyCheck.self,
        ImpersonateCheck.self,
        BindCheck.self,
        EscalateCheck.self,
        RBACWriteCheck.self,
        TokenRequestCheck.self,
        CSRApproveCheck.self,
        SignerSignCheck.self,
        WebhookWriteCheck.self,
        PVCreateCheck.self,
        NodeWriteCheck.self,
        StealPodsCheck.self,
        StatusHijackCheck.self,
        DNSConfigWriteCheck.self,
        NetworkObjectWriteCheck.self,
        EventsDeleteCheck.self,
        LogsDeleteCheck.self,
        DestructiveDeleteCheck.self,
        NamespaceLabelWriteCheck.self,
        GuardrailWriteCheck.self,
        APIAggregationWriteCheck.self,
        PodLogReadCheck.self,
        CloudAuthMapWriteCheck.self,
    ]
}
