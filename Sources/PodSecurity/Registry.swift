// SPDX-License-Identifier: Apache-2.0

package import Findings

/// The checks of this module.
package enum PodSecurityRegistry {
    package static let all: [any Check.Type] =
        securityContext + volumes + configuration + resources + admission + governance

    /// Security contexts of pods and containers.
    private static let securityContext: [any Check.Type] = [
        PrivilegedContainerCheck.self, PrivilegeEscalationCheck.self, RootUserCheck.self, MayRunAsRootCheck.self,
        LowUidCheck.self, RootGroupCheck.self, WritableRootFsCheck.self, CapabilitiesNotDroppedCheck.self,
        NetRawCheck.self, CapsOverRestrictedCheck.self, CapsOverBaselineCheck.self, DangerousCapabilityCheck.self,
        SeccompMissingCheck.self, SeccompUnconfinedCheck.self, SeccompAnnotationDeprecatedCheck.self,
        AppArmorMissingCheck.self, AppArmorUnconfinedCheck.self, AppArmorAnnotationOrphanCheck.self,
        SELinuxCustomCheck.self, LinuxHardeningAbsentCheck.self,
        ProcMountUnmaskedCheck.self, UnsafeSysctlsCheck.self, HostPIDCheck.self, HostIPCCheck.self,
        HostNetworkCheck.self, HostUsersSharedCheck.self, HostPortCheck.self, HostProbeHostCheck.self,
        WindowsHostProcessCheck.self, SharedProcessNamespaceCheck.self, HostAliasesCheck.self,
        PrivilegedPortCheck.self, SSHInContainerCheck.self, SudoEntrypointCheck.self, NoSecurityContextCheck.self,
        ExecLifecycleHookCheck.self, EphemeralContainerLeftCheck.self, SandboxRuntimeMissingCheck.self,
        SubpathSymlinkCVECheck.self, IneffectiveSecurityContextCheck.self,
    ]

    /// Volumes and their mounts.
    private static let volumes: [any Check.Type] = [
        HostPathVolumeCheck.self, WritableHostPathCheck.self, SensitiveHostPathCheck.self, RuntimeSocketCheck.self,
        CloudCredentialMountCheck.self, PVHostPathBypassCheck.self, VolumeTypeNotRestrictedCheck.self,
        MountPropagationBidirectionalCheck.self, GitRepoVolumeCheck.self, GitSyncInjectionCheck.self,
        PVUnencryptedCheck.self, SharedWritableVolumeCheck.self, HostDiskCheck.self,
    ]

    /// Secrets and configuration.
    private static let configuration: [any Check.Type] = [
        SecretAsEnvCheck.self, CredentialInEnvCheck.self, CredentialInConfigMapCheck.self, CredentialInArgsCheck.self,
        SecretCommittedCheck.self, UnusedSecretCheck.self, SecretInKubeSystemCheck.self, TLSExpiringCheck.self,
        MissingReferenceCheck.self, DNSConfigRiskyCheck.self, DuplicateEnvCheck.self, EncryptionAtRestOffCheck.self,
    ]

    /// Requests, limits and probes.
    private static let resources: [any Check.Type] = [
        CpuRequestCheck.self, CpuLimitCheck.self, MemoryRequestCheck.self, MemoryLimitCheck.self,
        EphemeralStorageLimitCheck.self, NamespaceNoQuotaCheck.self, NamespaceNoLimitRangeCheck.self,
        EmptyDirUnboundedCheck.self, ProbesCheck.self, SystemPriorityAbuseCheck.self,
    ]

    /// Pod Security admission, policy engines, webhooks.
    private static let admission: [any Check.Type] = [
        PSANotEnforcedCheck.self, PSAPrivilegedCheck.self, PSAWarnOnlyCheck.self, PSAVersionFloatingCheck.self,
        PSAWouldRejectCheck.self, PSAHeadroomCheck.self, PSABroadExemptionCheck.self, PSPPresentCheck.self,
        NoPolicyEngineCheck.self, WebhookFailOpenCheck.self, WebhookLabelBypassCheck.self,
        WebhookNamespaceExemptCheck.self, WebhookReviewCheck.self, PolicyWithoutEffectCheck.self,
    ]

    /// Namespaces, API versions, controllers.
    private static let governance: [any Check.Type] = [
        DefaultNamespaceCheck.self, SystemNamespaceCheck.self, NakedPodCheck.self, RemovedAPICheck.self,
        SelectorMismatchCheck.self, ControlPlaneTolerationCheck.self, SystemNameSpoofCheck.self,
        CronJobReviewCheck.self,
    ]

    /// The controls of the Pod Security Standards.
    static let controls: [Control] = [
        AppArmorProfileControl.control, CapabilitiesBaselineControl.control, HostNamespacesControl.control,
        HostPathVolumesControl.control, HostPortsControl.control, HostProbesAndHostLifecycleControl.control,
        PrivilegedControl.control, ProcMountControl.control, SELinuxOptionsControl.control,
        SeccompProfileBaselineControl.control, SysctlsControl.control, WindowsHostProcessControl.control,
        AllowPrivilegeEscalationControl.control, CapabilitiesRestrictedControl.control,
        ProcMountRestrictedControl.control, RestrictedVolumesControl.control, RunAsNonRootControl.control,
        RunAsUserControl.control, SeccompProfileRestrictedControl.control,
    ]
}
