// SPDX-License-Identifier: Apache-2.0

internal import Documents

/// Reads what `hubble observe -o json` and Hubble's exporter write.
/// https://docs.cilium.io/en/stable/_api/v1/flow/README/
enum HubbleFlow {
    /// The flow inside of a response, or the response itself in the format of old versions.
    static func flow(in root: Node) -> Node? {
        if let flow = root["flow"], flow.isMapping { return flow["verdict"] == nil ? nil : flow }
        return root["verdict"] != nil && (root["l4"] != nil || root["IP"] != nil || root["source"] != nil) ? root : nil
    }

    /// Other responses of Hubble.
    static func notice(in root: Node) -> FlowEntry? {
        if let lost = root.either("lost_events", "lostEvents") {
            return .lost(Int(lost.text("num_events_lost", "numEventsLost") ?? "") ?? 1)
        }
        let others: [StaticString] = ["node_status", "agent_event", "debug_event"]
        return others.contains { root[$0] != nil } ? .irrelevant : nil
    }

    static func read(_ flow: Node, in root: Node) -> FlowEntry {
        if flow.text("Type") == "SOCK" { return .irrelevant }
        guard let verdict = verdict(flow) else { return .irrelevant }
        guard let l4 = flow["l4"], let (transport, ports) = transport(l4),
            let port = ports.port("destination_port", "destinationPort")
        else { return .inexpressible }
        switch isReply(flow, ports, transport) {
        case true?: return .reply
        case nil: return .unclear
        case false?: break
        }
        var record = FlowRecord()
        record.transport = transport
        record.port = port
        record.verdict = verdict
        record.reporter = flow.text("traffic_direction", "trafficDirection") == "INGRESS" ? .destination : .source
        record.source = party(flow["source"], flow["IP"]?.address("source"), flow.either("source_names", "sourceNames"))
        record.destination = party(
            flow["destination"], flow["IP"]?.address("destination"),
            flow.either("destination_names", "destinationNames"))
        if let service = flow.either("destination_service", "destinationService"), let name = service.text("name") {
            record.service = (service.text("namespace") ?? record.source.namespace, name)
        }
        record.firstTime = FlowTime.seconds(flow.text("time") ?? root.text("time") ?? "")
        record.lastTime = record.firstTime
        return .flow(record)
    }

    /// Nil when it says nothing about policies. In audit mode traffic passes that a policy would deny.
    private static func verdict(_ flow: Node) -> FlowRecord.Verdict? {
        switch flow.text("verdict") {
        case "FORWARDED", "REDIRECTED", "AUDIT": return .allowed
        case "DROPPED":
            guard let reason = flow.text("drop_reason_desc", "dropReasonDesc") else {
                return [nil, "0", "133", "181"].contains(flow.text("drop_reason", "dropReason")) ? .denied : nil
            }
            let isPolicy = reason.uppercased().hasPrefix("POLICY") || reason.uppercased() == "AUTH_REQUIRED"
            return isPolicy ? .denied : nil
        default: return nil
        }
    }

    private static func transport(_ l4: Node) -> (TransportProtocol, Node)? {
        if let ports = l4["TCP"] { return (.tcp, ports) }
        if let ports = l4["UDP"] { return (.udp, ports) }
        return l4["SCTP"].map { (.sctp, $0) }
    }

    /// Nil when nothing tells. A SYN is only sent by who opens a connection, and answered with SYN and ACK.
    private static func isReply(_ flow: Node, _ ports: Node, _ transport: TransportProtocol) -> Bool? {
        if flow["l7"]?.text("type") == "RESPONSE" { return true }
        if let known = flow.either("is_reply", "isReply")?.bool { return known }
        if flow["reply"]?.bool == true { return true }
        if let flags = ports["flags"], transport == .tcp {
            guard flags["SYN"]?.bool == true else { return nil }
            return flags["ACK"]?.bool == true
        }
        guard let from = ports.port("source_port", "sourcePort"),
            let to = ports.port("destination_port", "destinationPort")
        else { return nil }
        if from < 32_768, to >= 32_768 { return true }
        return from >= 32_768 && to < 32_768 ? false : nil
    }

    // MARK: Sides

    private static func party(_ node: Node?, _ address: IPRange?, _ names: Node?) -> FlowRecord.Party {
        var party = FlowRecord.Party()
        party.address = address
        party.names = (names?.elements ?? .none).map(\.scalarText)
        party.namespace = node?.text("namespace") ?? ""
        party.pod = node?.text("pod_name", "podName") ?? ""
        if let workload = node?["workloads"]?[0], let name = workload.text("name") {
            party.workload = (workload.text("kind") ?? "", name)
        }
        var reserved: Set<String> = []
        for element in node?.items("labels") ?? .none { read(element.scalarText, &party, &reserved) }
        party.role = role(party, reserved, node?.text("identity"))
        return party
    }

    private static func read(_ text: String, _ party: inout FlowRecord.Party, _ reserved: inout Set<String>) {
        let colon = text.firstIndex(of: ":")
        let origin = colon.map { String(text[..<$0]) } ?? ""
        if origin == "reserved" {
            reserved.insert(String(text.dropFirst("reserved:".count)))
            return
        }
        if !origin.isEmpty, !["k8s", "any", "container"].contains(origin), !origin.contains("=") {
            if origin == "fqdn" { party.names.append(String(text.dropFirst("fqdn:".count))) }
            return
        }
        let pair = origin.isEmpty || origin.contains("=") ? text[...] : text.dropFirst(origin.count + 1)
        guard let mark = pair.firstIndex(of: "=") else { return }
        let key = String(pair[..<mark])
        let value = String(pair[pair.index(after: mark)...])
        if key == "io.kubernetes.pod.namespace", party.namespace.isEmpty { party.namespace = value }
        if !VolatileLabels.isVolatile(key) || key == "app.kubernetes.io/instance" { party.labels[key] = value }
    }

    private static func role(_ party: FlowRecord.Party, _ reserved: Set<String>, _ identity: String?) -> FlowRecord.Role
    {
        if reserved.contains("kube-apiserver") || identity == "7" { return .apiServer }
        if reserved.contains("host") || identity == "1" { return .ownNode }
        if reserved.contains("remote-node") || identity == "6" { return .otherNode }
        if reserved.contains("health") || reserved.contains("ingress") { return .ownNode }
        if !party.namespace.isEmpty { return .pod }
        if reserved.contains(where: { $0.hasPrefix("world") }) || identity == "2" { return .outside }
        return party.address == nil ? .unknown : .outside
    }
}

/// Times of logs, all in one form.
enum FlowTime {
    /// RFC 3339 without fractions of a second.
    static func seconds(_ text: String) -> String {
        if let number = Int64(text) { return text.count > 11 ? date(number / 1000) : date(number) }
        return text.count >= 19 ? text.prefix(19) + "Z" : text
    }

    /// The date of a number of seconds since 1970.
    private static func date(_ seconds: Int64) -> String {
        guard (0...253_402_300_799).contains(seconds) else { return "" }
        var days = seconds / 86_400 + 719_468
        let era = days / 146_097
        days -= era * 146_097
        let year = (days - days / 1460 + days / 36_524 - days / 146_096) / 365
        let dayOfYear = days - (365 * year + year / 4 - year / 100)
        let month = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * month + 2) / 5 + 1
        let civilMonth = month < 10 ? month + 3 : month - 9
        let civilYear = year + era * 400 + (civilMonth <= 2 ? 1 : 0)
        let rest = seconds % 86_400
        func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : String(number) }
        return
            "\(civilYear)-\(two(civilMonth))-\(two(day))T\(two(rest / 3600)):\(two(rest / 60 % 60)):\(two(rest % 60))Z"
    }
}
