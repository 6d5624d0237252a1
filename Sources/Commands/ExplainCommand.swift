// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Findings
internal import Reports

extension ExplanationFormat: ExpressibleByArgument {}

/// Tells what a check is about, by our id or by the id of another tool.
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Explain a check: what, why, how it is used and how it is repaired.",
        discussion: """
            NAME is a check of ours (privileged-container), an id of another tool in any usual spelling (CKV_K8S_16, \
            KSV017, C-0057), a control of the Pod Security Standards (capabilities_restricted), or an entry of the CIS \
            benchmark, MITRE or OWASP (5.2.2, T1611, K01). Without a name, all checks are listed.
            """)

    @Argument(help: "The check, or another tool's id for it.")
    var name: String?

    @Option(name: [.customShort("o"), .long], help: "How to write it: table, json or markdown.")
    var format: ExplanationFormat = .table

    @Option(help: "Colour the page.")
    var color: ColorChoice = .auto

    func run() throws {
        guard let name else { return try write(Explanation(listOf: AllChecks.catalogue.checks)) }
        let checks = Self.checks(named: name)
        guard !checks.isEmpty else {
            let candidates = AllChecks.catalogue.checks.map { $0.id } + StandardControls.names
            let hint = NearestName.find(name.lowercased(), in: candidates).map { ", did you mean \"\($0)\"?" } ?? ""
            throw ValidationError("unknown check \"\(name)\"\(hint) (\(Program.name) explain lists all)")
        }
        if checks.count > 1, format == .table { return try write(Explanation(listOf: checks)) }
        try write(Explanation(Self.pages(checks)))
    }

    /// The pages with the examples repaired.
    private static func pages(_ checks: [CheckDescription]) -> [CheckPage] {
        checks.map { description in
            let page = CheckPage(description)
            guard let check = AllChecks.all.first(where: { $0.description === description }), let example = page.example
            else { return page }
            return CheckPage(description, repairedExample: ExampleRepair.text(of: example, for: check))
        }
    }

    private static func checks(named name: String) -> [CheckDescription] {
        let found = AllChecks.catalogue.checks(named: name)
        guard found.isEmpty else { return found }
        let controlled = StandardControls.checks(of: name).compactMap { AllChecks.catalogue.check(id: $0) }
        return controlled.isEmpty ? AllChecks.catalogue.checks(ofFramework: name) : controlled
    }

    private func write(_ explanation: Explanation) throws {
        let sink = Output.standard()
        let options = OutputOptions.rendering(color, toFile: false)
        try explanation.write(format, options: options) { try sink.write($0) }
        try sink.finish()
    }
}

/// The controls of the Pod Security Standards, as the admission plug-in names them, and our checks of the same fields.
enum StandardControls {
    private static let checks: [(control: String, checks: [String])] = [
        ("allowPrivilegeEscalation", ["privilege-escalation"]),
        ("appArmorProfile", ["apparmor-unconfined"]),
        ("capabilities_baseline", ["caps-over-baseline"]),
        ("capabilities_restricted", ["capabilities-not-dropped", "caps-over-restricted"]),
        ("hostNamespaces", ["host-pid", "host-ipc", "host-network"]),
        ("hostPathVolumes", ["hostpath-volume"]),
        ("hostPorts", ["host-port"]),
        ("hostProbesAndHostLifecycle", ["host-probe-host"]),
        ("privileged", ["privileged-container"]),
        ("procMount", ["proc-mount-unmasked"]),
        ("procMount_restricted", ["proc-mount-unmasked"]),
        ("restrictedVolumes", ["volume-type-not-restricted"]),
        ("runAsNonRoot", ["may-run-as-root"]),
        ("runAsUser", ["root-user"]),
        ("seLinuxOptions", ["selinux-custom"]),
        ("seccompProfile_baseline", ["seccomp-unconfined"]),
        ("seccompProfile_restricted", ["seccomp-missing", "seccomp-unconfined"]),
        ("sysctls", ["unsafe-sysctls"]),
        ("windowsHostProcess", ["windows-host-process"]),
    ]

    static var names: [String] { checks.map(\.control) }

    /// The ids of our checks; case does not matter.
    static func checks(of control: String) -> [String] {
        checks.first { $0.control.lowercased() == control.lowercased() }?.checks ?? []
    }
}
