// SPDX-License-Identifier: Apache-2.0

import PodSecurity
import Testing

struct BaselineControlTests {
    private static let aa = "container.apparmor.security.beta.kubernetes.io/"
    private static let seccomp = "container.seccomp.security.alpha.kubernetes.io/"

    private static let hosts: [ControlCase] = [
        .init("hostNamespaces", "{spec: {hostNetwork: false, hostPID: null}}", says: nil),
        .init(
            "hostNamespaces", "{spec: {hostIPC: true, hostNetwork: yes, hostPID: true}}",
            says: "host namespaces (hostNetwork=true, hostPID=true, hostIPC=true)"),
        .init("hostNamespaces", "{spec: {hostPID: \"true\"}}", says: nil),
        .init("hostPathVolumes", "{spec: {volumes: [{name: a, emptyDir: {}}, {name: b, hostPath: null}]}}", says: nil),
        .init(
            "hostPathVolumes", "{spec: {volumes: [{name: a, hostPath: {path: /}}, {name: b}]}}",
            says: "hostPath volumes (volume \"a\")"),
        .init(
            "hostPathVolumes", "{spec: {volumes: [{name: b, hostPath: {}}, {hostPath: {path: /}}]}}",
            says: "hostPath volumes (volumes \"b\", \"\")"),
        .init("hostPorts", "{spec: {containers: [{name: a, ports: [{containerPort: 1, hostPort: 0}]}]}}", says: nil),
        .init(
            "hostPorts", "{spec: {containers: [{name: a}, {name: b, ports: [{hostPort: 0}, {hostPort: 20}]}]}}",
            says: "hostPort (container \"b\" uses hostPort 20)"),
        .init(
            "hostPorts",
            """
            {spec: {containers: [{name: b, ports: [{hostPort: 9}, {hostPort: 20}]}, {name: c, ports: [{hostPort: 100}, \
            {hostPort: 20}]}], initContainers: [{name: d, ports: [{hostPort: -5}]}]}}
            """,
            says: "hostPort (containers \"d\", \"b\", \"c\" use hostPorts -5, 100, 20, 9)"),
        .init(
            "hostPorts", "{spec: {hostNetwork: true, containers: [{name: a, ports: [{containerPort: 8}]}]}}", says: nil),
        .init(
            "hostPorts",
            """
            {spec: {hostNetwork: true, containers: [{name: a, ports: [{containerPort: 8}, {containerPort: 9, hostPort: \
            9}]}], initContainers: [{name: i, ports: [{containerPort: 7}]}], ephemeralContainers: [{name: e, ports: \
            [{containerPort: 5}]}]}}
            """, .admitted, says: "hostPort (containers \"i\", \"a\" use hostPorts 7, 8, 9)"),
        .init(
            "hostProbesAndHostLifecycle",
            "{spec: {containers: [{name: a, livenessProbe: {httpGet: {host: x, port: 80}}}]}}", minor: 33, says: nil),
        .init(
            "hostProbesAndHostLifecycle",
            "{spec: {containers: [{name: a, livenessProbe: {httpGet: {host: \"\", port: 80}, tcpSocket: null}}]}}",
            says: nil),
        .init(
            "hostProbesAndHostLifecycle",
            "{spec: {containers: [{name: a, startupProbe: {tcpSocket: {host: \"::1\", port: 80}}}]}}", minor: 34,
            says: "probe or lifecycle host (container \"a\" uses probe or lifecycle host \"::1\")"),
        .init(
            "hostProbesAndHostLifecycle",
            """
            {spec: {containers: [{name: b, readinessProbe: {httpGet: {host: y1}}, lifecycle: {postStart: {httpGet: \
            {host: z}}, preStop: {tcpSocket: {host: x}}}}, {name: a, lifecycle: {preStop: {httpGet: {host: x}}}}]}}
            """,
            says: """
                probe or lifecycle host (containers "a", "b" use probe or lifecycle hosts "x", "y1", "z")
                """),
        .init(
            "hostProbesAndHostLifecycle",
            """
            {spec: {containers: [{name: a, livenessProbe: {httpGet: {host: localhost}}, readinessProbe: {tcpSocket: \
            {host: "::1"}}, startupProbe: {httpGet: {host: 127.0.0.1}}}]}}
            """,
            says: """
                probe or lifecycle host (container "a" uses probe or lifecycle hosts "127.0.0.1", "::1", "localhost")
                """),
        .init(
            "windowsHostProcess",
            """
            {spec: {securityContext: {windowsOptions: {hostProcess: true}}, containers: [{name: a}, {name: b, \
            securityContext: {windowsOptions: {hostProcess: false}}}, {name: c, securityContext: {windowsOptions: \
            {hostProcess: true}}}, {name: d, securityContext: {windowsOptions: {hostProcess: true}}}]}}
            """,
            says: """
                hostProcess (pod and containers "c", "d" must not set securityContext.windowsOptions.hostProcess=true)
                """),
    ]

    private static let contexts: [ControlCase] = [
        .init("privileged", "{spec: {containers: [{name: a, securityContext: {privileged: false}}]}}", says: nil),
        .init(
            "privileged",
            """
            {spec: {ephemeralContainers: [{name: e, securityContext: {privileged: true}}], containers: [{name: a}, \
            {name: b, securityContext: {privileged: true}}], initContainers: [{name: i, securityContext: {privileged: \
            true}}, null]}}
            """, says: "privileged (containers \"i\", \"b\", \"e\" must not set securityContext.privileged=true)"),
        .init(
            "capabilities_baseline",
            "{spec: {containers: [{name: a, securityContext: {capabilities: {add: [CHOWN, SYS_CHROOT]}}}]}}", says: nil),
        .init(
            "capabilities_baseline",
            """
            {spec: {containers: [{name: a, securityContext: {capabilities: {add: [FOO, chown, CAP_CHOWN]}}}, {name: b, \
            securityContext: {capabilities: {add: [FOO, null]}}}]}}
            """,
            says: """
                non-default capabilities (containers "a", "b" must not include "", "CAP_CHOWN", "FOO", "chown" in \
                securityContext.capabilities.add)
                """),
        .init("procMount", "{spec: {containers: [{name: a, securityContext: {procMount: Default}}]}}", says: nil),
        .init(
            "procMount",
            """
            {spec: {hostUsers: false, containers: [{name: a, securityContext: {procMount: other}}, {name: b, \
            securityContext: {procMount: Unmasked}}]}}
            """, minor: 34,
            says: """
                procMount (containers "a", "b" must not set securityContext.procMount to "Unmasked", "other")
                """),
        .init(
            "procMount",
            "{spec: {hostUsers: false, containers: [{name: b, securityContext: {procMount: Unmasked}}]}}", minor: 35,
            says: nil),
        .init(
            "procMount", "{spec: {hostUsers: true, containers: [{name: b, securityContext: {procMount: \"\"}}]}}",
            says: "procMount (container \"b\" must not set securityContext.procMount to \"\")"),
        .init(
            "seLinuxOptions",
            "{spec: {containers: [{name: a, securityContext: {seLinuxOptions: {type: container_engine_t}}}]}}",
            minor: 30,
            says: """
                seLinuxOptions (container "a" set forbidden securityContext.seLinuxOptions: type "container_engine_t")
                """),
        .init(
            "seLinuxOptions",
            "{spec: {containers: [{name: a, securityContext: {seLinuxOptions: {type: container_engine_t}}}]}}",
            minor: 31,
            says: nil),
        .init(
            "seLinuxOptions",
            """
            {spec: {securityContext: {seLinuxOptions: {type: foo, user: bar, role: baz, level: s0}}, containers: \
            [{name: a, securityContext: {seLinuxOptions: {type: container_t}}}, {name: e, securityContext: \
            {seLinuxOptions: {type: bar}}}, {name: f, securityContext: {seLinuxOptions: {user: u}}}, {name: g, \
            securityContext: {seLinuxOptions: {role: r}}}]}}
            """,
            says: """
                seLinuxOptions (pod and containers "e", "f", "g" set forbidden securityContext.seLinuxOptions: \
                types "bar", "foo"; user may not be set; role may not be set)
                """),
        .init(
            "seLinuxOptions", "{spec: {securityContext: {seLinuxOptions: {role: x, user: \"\", type: \"\"}}}}",
            says: "seLinuxOptions (pod set forbidden securityContext.seLinuxOptions: role may not be set)"),
    ]

    private static let profiles: [ControlCase] = [
        .init(
            "appArmorProfile",
            "{metadata: {annotations: {\(aa)a: runtime/default, \(aa)b: localhost/x, \(aa)c: \"\", x: y}}, spec: {}}",
            says: nil),
        .init(
            "appArmorProfile",
            """
            {metadata: {annotations: {\(aa)f: unknown, \(aa)e: unconfined, "\(aa)": "b\\"g\\n\\u00e9", \(aa)d: \
            localhost/}}, spec: {}}
            """,
            says: """
                forbidden AppArmor profiles (annotations must not set AppArmor profile type to \
                "\(aa)="b\\"g\\né"", "\(aa)e="unconfined"", "\(aa)f="unknown"")
                """),
        .init(
            "appArmorProfile",
            """
            {spec: {securityContext: {appArmorProfile: {type: Unconfined}}, containers: [{name: a, securityContext: \
            {appArmorProfile: {type: Unconfined}}}, {name: b, securityContext: {appArmorProfile: {}}}]}}
            """,
            says: """
                forbidden AppArmor profiles (pod and containers "a", "b" must not set AppArmor profile type to \
                "", "Unconfined")
                """),
        .init(
            "appArmorProfile",
            "{metadata: {annotations: {\(aa)a: unconfined}}, spec: {containers: [{name: a}, {name: b}]}}", .admitted,
            says: """
                forbidden AppArmor profiles (container "a" and annotation must not set AppArmor profile type to \
                "Unconfined", "\(aa)a="unconfined"")
                """),
        .init(
            "appArmorProfile",
            """
            {metadata: {annotations: {\(aa)a: unconfined}}, spec: {securityContext: {appArmorProfile: {type: \
            Unconfined}}, containers: [{name: a}]}}
            """, .admitted,
            says: """
                forbidden AppArmor profiles (pod and annotation must not set AppArmor profile type to \
                "Unconfined", "\(aa)a="unconfined"")
                """),
        .init(
            "appArmorProfile",
            "{metadata: {annotations: {\(aa)a: unconfined}}, spec: {os: {name: windows}, containers: [{name: a}]}}",
            .admitted,
            says: """
                forbidden AppArmor profile (annotation must not set AppArmor profile type to "\(aa)a="unconfined"")
                """),
        .init(
            "seccompProfile_baseline", "{spec: {securityContext: {seccompProfile: {type: Unconfined}}}}", minor: 18,
            says: nil),
        .init(
            "seccompProfile_baseline",
            """
            {metadata: {annotations: {seccomp.security.alpha.kubernetes.io/pod: unconfined, \(seccomp)b: unknown, \
            \(seccomp)a: null, \(seccomp)z: no, \(seccomp)c: docker/default}}, spec: {containers: [{name: b}, {name: \
            a}, {name: c}]}}
            """, minor: 18,
            says: """
                seccompProfile (forbidden annotations \(seccomp)a="", \(seccomp)b="unknown", \
                seccomp.security.alpha.kubernetes.io/pod="unconfined")
                """),
        .init(
            "seccompProfile_baseline",
            "{metadata: {annotations: {\(seccomp)a: unconfined}}, spec: {containers: [{name: a}]}}", minor: 19,
            says: nil),
        .init(
            "seccompProfile_baseline",
            """
            {spec: {securityContext: {seccompProfile: {type: Unconfined}}, containers: [{name: a, securityContext: \
            {seccompProfile: {type: Odd}}}, {name: b, securityContext: {seccompProfile: {type: Localhost}}}]}}
            """, minor: 19,
            says: """
                seccompProfile (pod and container "a" must not set securityContext.seccompProfile.type to \
                "Odd", "Unconfined")
                """),
        .init(
            "sysctls",
            "{spec: {securityContext: {sysctls: [{name: b, value: x}, {name: a}, {name: b}, {name: kernel.shm_rmid_forced}]}}}",
            says: "forbidden sysctls (b, a, b)"),
    ]

    @Test(arguments: hosts + contexts + profiles)
    func `a baseline control speaks as the reference does`(example: ControlCase) throws {
        try example.verify(.baseline)
    }

    @Test(arguments: [
        ("net.ipv4.ip_local_reserved_ports", 27), ("net.ipv4.tcp_keepalive_time", 29), ("net.ipv4.tcp_fin_timeout", 29),
        ("net.ipv4.tcp_keepalive_intvl", 29), ("net.ipv4.tcp_keepalive_probes", 29), ("net.ipv4.tcp_rmem", 32),
        ("net.ipv4.tcp_wmem", 32), ("net.ipv4.tcp_slow_start_after_idle", 37), ("net.ipv4.tcp_notsent_lowat", 37),
    ])
    func `a sysctl is safe from its version on`(name: String, since: Int) throws {
        let pod = "{spec: {securityContext: {sysctls: [{name: \(name), value: \"1\"}]}}}"
        try ControlCase("sysctls", pod, minor: since, says: nil).verify(.baseline)
        try ControlCase("sysctls", pod, minor: since - 1, says: "forbidden sysctls (\(name))").verify(.baseline)
    }
}
