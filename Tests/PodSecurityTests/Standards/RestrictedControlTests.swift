// SPDX-License-Identifier: Apache-2.0

import PodSecurity
import Testing

struct RestrictedControlTests {
    private static let escalation =
        """
        {spec: {containers: [{name: a}, {name: b, securityContext: {allowPrivilegeEscalation: null}}, {name: c, \
        securityContext: {allowPrivilegeEscalation: true}}, {name: d, securityContext: {allowPrivilegeEscalation: false}}]}}
        """

    private static let capabilities =
        """
        {spec: {containers: [{name: a, securityContext: {capabilities: {add: [FOO, BAR]}}}, {name: b, securityContext: \
        {capabilities: {add: [BAR, BAZ], drop: [all, NET_RAW]}}}, {name: c, securityContext: {capabilities: {add: \
        [NET_BIND_SERVICE, CHOWN], drop: [FOO, ALL]}}}]}}
        """

    private static let silent =
        """
        {spec: {containers: [{name: a}, {name: b, securityContext: {}}, {name: c, securityContext: {runAsNonRoot: true, \
        seccompProfile: {type: RuntimeDefault}}}]}}
        """

    private static let processes: [ControlCase] = [
        .init("allowPrivilegeEscalation", escalation, minor: 7, says: nil),
        .init(
            "allowPrivilegeEscalation", escalation, minor: 8,
            says: """
                allowPrivilegeEscalation != false (containers "a", "b", "c" must set \
                securityContext.allowPrivilegeEscalation=false)
                """),
        .init(
            "allowPrivilegeEscalation", "{spec: {os: {name: windows}, containers: [{name: a}]}}", minor: 24,
            says: """
                allowPrivilegeEscalation != false (container "a" must set \
                securityContext.allowPrivilegeEscalation=false)
                """),
        .init(
            "allowPrivilegeEscalation", "{spec: {os: {name: windows}, containers: [{name: a}]}}", minor: 25, says: nil),
        .init("capabilities_restricted", capabilities, minor: 21, says: nil),
        .init(
            "capabilities_restricted", capabilities, minor: 22,
            says: """
                unrestricted capabilities (containers "a", "b" must set securityContext.capabilities.drop=["ALL"]; \
                containers "a", "b", "c" must not include "BAR", "BAZ", "CHOWN", "FOO" in \
                securityContext.capabilities.add)
                """),
        .init(
            "capabilities_restricted", "{spec: {os: {name: windows}, containers: [{name: a}]}}", minor: 25, says: nil),
        .init(
            "capabilities_restricted", "{spec: {os: {name: linux}, containers: [{name: a}]}}",
            says: "unrestricted capabilities (container \"a\" must set securityContext.capabilities.drop=[\"ALL\"])"),
        .init(
            "procMount_restricted",
            "{spec: {hostUsers: false, containers: [{name: b, securityContext: {procMount: Unmasked}}]}}", minor: 35,
            says: "procMount (container \"b\" must not set securityContext.procMount to \"Unmasked\")"),
        .init(
            "procMount_restricted", "{spec: {containers: [{name: b, securityContext: {procMount: Unmasked}}]}}",
            minor: 34, says: nil),
    ]

    private static let users: [ControlCase] = [
        .init(
            "runAsNonRoot", silent, minor: 0,
            says: """
                runAsNonRoot != true (pod or containers "a", "b" must set securityContext.runAsNonRoot=true)
                """),
        .init("runAsNonRoot", "{spec: {hostUsers: false, containers: [{name: a}]}}", minor: 35, says: nil),
        .init(
            "runAsNonRoot", "{spec: {hostUsers: false, containers: [{name: a}]}}", minor: 34,
            says: "runAsNonRoot != true (pod or container \"a\" must set securityContext.runAsNonRoot=true)"),
        .init(
            "runAsNonRoot",
            """
            {spec: {securityContext: {runAsNonRoot: false}, containers: [{name: a}, {name: c, securityContext: \
            {runAsNonRoot: false}}, {name: d, securityContext: {runAsNonRoot: true}}]}}
            """,
            says: """
                runAsNonRoot != true (pod and container "c" must not set securityContext.runAsNonRoot=false)
                """),
        .init(
            "runAsNonRoot",
            """
            {spec: {securityContext: {runAsNonRoot: true}, containers: [{name: a}, {name: c, securityContext: \
            {runAsNonRoot: false}}, {name: d, securityContext: {runAsNonRoot: false}}]}}
            """,
            says: """
                runAsNonRoot != true (containers "c", "d" must not set securityContext.runAsNonRoot=false)
                """),
        .init("runAsUser", "{spec: {securityContext: {runAsUser: 0}}}", minor: 22, says: nil),
        .init(
            "runAsUser", "{spec: {securityContext: {runAsUser: 0}, containers: [{name: a}]}}", minor: 23,
            says: "runAsUser=0 (pod must not set runAsUser=0)"),
        .init(
            "runAsUser",
            """
            {spec: {securityContext: {runAsUser: 0}, containers: [{name: c, securityContext: {runAsUser: 0}}, {name: \
            d, securityContext: {runAsUser: 0.0}}, {name: e, securityContext: {runAsUser: -1}}, {name: f, \
            securityContext: {runAsUser: null}}]}}
            """, says: "runAsUser=0 (pod and containers \"c\", \"d\" must not set runAsUser=0)"),
        .init("runAsUser", "{spec: {hostUsers: false, securityContext: {runAsUser: 0}}}", minor: 35, says: nil),
    ]

    private static let profiles: [ControlCase] = [
        .init("seccompProfile_restricted", silent, minor: 18, says: nil),
        .init(
            "seccompProfile_restricted", silent, minor: 19,
            says: """
                seccompProfile (pod or containers "a", "b" must set securityContext.seccompProfile.type to \
                "RuntimeDefault" or "Localhost")
                """),
        .init(
            "seccompProfile_restricted",
            """
            {spec: {securityContext: {seccompProfile: {type: RuntimeDefault}}, containers: [{name: a}, {name: c, \
            securityContext: {seccompProfile: {type: Unconfined}}}, {name: d, securityContext: {seccompProfile: {}}}]}}
            """,
            says: """
                seccompProfile (containers "c", "d" must not set securityContext.seccompProfile.type to \
                "", "Unconfined")
                """),
        .init(
            "seccompProfile_restricted",
            "{spec: {os: {name: windows}, securityContext: {seccompProfile: {type: Unconfined}}}}", minor: 24,
            says: """
                seccompProfile (pod must not set securityContext.seccompProfile.type to "Unconfined")
                """),
        .init(
            "seccompProfile_restricted",
            "{spec: {os: {name: windows}, securityContext: {seccompProfile: {type: Unconfined}}}}", minor: 25, says: nil
        ),
        .init(
            "seccompProfile_restricted",
            """
            {spec: {ephemeralContainers: [{name: e}], containers: [{name: c}], initContainers: [{name: i}]}}
            """,
            says: """
                seccompProfile (pod or containers "i", "c", "e" must set securityContext.seccompProfile.type to \
                "RuntimeDefault" or "Localhost")
                """),
    ]

    private static let volumes: [ControlCase] = [
        .init(
            "restrictedVolumes",
            """
            {spec: {volumes: [{name: a, emptyDir: {}}, {name: b, secret: {}}, {name: c, image: {}}, {name: d, csi: {}, \
            hostPath: {}}, {name: e, ephemeral: {}}, {name: f, projected: {}}, {name: g, persistentVolumeClaim: {}}]}}
            """, minor: 0, says: nil),
        .init(
            "restrictedVolumes", "{spec: {volumes: [{name: v}]}}",
            says: "restricted volume types (volume \"v\" uses restricted volume type \"unknown\")"),
        .init(
            "restrictedVolumes", "{spec: {volumes: [{name: v}, {name: w, emptyDir: null}, {name: x, odd: {}}]}}",
            .admitted, says: nil),
        .init(
            "restrictedVolumes",
            """
            {spec: {volumes: [{name: a, hostPath: {}}, {name: b, gcePersistentDisk: {}}, {name: c, \
            awsElasticBlockStore: {}}, {name: d, gitRepo: {}}, {name: e, nfs: {}}, {name: f, iscsi: {}}, {name: g, \
            glusterfs: {}}, {name: h, rbd: {}}, {name: i, flexVolume: {}}, {name: j, cinder: {}}, {name: k, cephfs: \
            {}}, {name: l, flocker: {}}, {name: m, fc: {}}, {name: N1, azureFile: {}}, {name: o, vsphereVolume: {}}, \
            {name: p, quobyte: {}}, {name: q, azureDisk: {}}, {name: r, photonPersistentDisk: {}}, {name: s, \
            portworxVolume: {}}, {name: t, scaleIO: {}}, {name: u, storageos: {}}, {name: v}]}}
            """, minor: 0,
            says: """
                restricted volume types (volumes "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", \
                "N1", "o", "p", "q", "r", "s", "t", "u", "v" use restricted volume types "awsElasticBlockStore", \
                "azureDisk", "azureFile", "cephfs", "cinder", "fc", "flexVolume", "flocker", "gcePersistentDisk", \
                "gitRepo", "glusterfs", "hostPath", "iscsi", "nfs", "photonPersistentDisk", "portworxVolume", \
                "quobyte", "rbd", "scaleIO", "storageos", "unknown", "vsphereVolume")
                """),
        .init(
            "restrictedVolumes",
            """
            {spec: {volumes: [{name: z, nfs: {}}, {name: u, hostPath: {}, nfs: {}}, {name: x, nfs: {}, cephfs: {}}, \
            {name: w, storageos: {}}]}}
            """, .admitted,
            says: """
                restricted volume types (volumes "z", "u", "x", "w" use restricted volume types \
                "hostPath", "nfs", "storageos")
                """),
    ]

    @Test(arguments: processes + users + profiles + volumes)
    func `a restricted control speaks as the reference does`(example: ControlCase) throws {
        try example.verify(.restricted)
    }
}
