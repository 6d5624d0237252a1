// SPDX-License-Identifier: Apache-2.0

internal import Documents

/// Reads Calico's flow logs: Goldmane's flows with their key, Whisker's, and the lines of Calico Enterprise and Cloud.
/// https://github.com/projectcalico/calico/blob/master/goldmane/proto/api.proto
enum CalicoFlow {
    /// The object with the identifying fields.
    static func key(in root: Node) -> Node? {
        for candidate in [root["Key"], root["key"], root["flow"]?["Key"], root["flow"]?["key"], root["_source"], root] {
            guard let candidate, candidate.isMapping, candidate["action"] != nil else { continue }
            if candidate.either("source_name", "sourceName") != nil
                || candidate.either("source_name_aggr", "sourceNameAggr") != nil
            {
                return candidate
            }
        }
        return nil
    }

    static func read(_ key: Node, in root: Node) -> FlowEntry {
        guard let (transport, port) = ports(key) else { return .inexpressible }
        var record = FlowRecord()
        record.transport = transport
        record.port = port
        switch key.text("action")?.lowercased() {
        case "allow", "1": record.verdict = .allowed
        case "deny", "2": record.verdict = .denied
        default: return .irrelevant
        }
        record.reporter = ["dst", "2"].contains(key.text("reporter")?.lowercased()) ? .destination : .source
        let outer = root["flow"] ?? root
        record.source = source(key, outer)
        record.destination = destination(key, outer)
        if let name = key.text("dest_service_name", "destServiceName") {
            record.service = (
                key.text("dest_service_namespace", "destServiceNamespace") ?? record.destination.namespace, name
            )
        }
        record.firstTime = FlowTime.seconds(
            outer.text("start_time", "startTime") ?? key.text("start_time", "startTime") ?? "")
        record.lastTime = FlowTime.seconds(outer.text("end_time", "endTime") ?? key.text("end_time", "endTime") ?? "")
        return .flow(record)
    }

    private static func ports(_ key: Node) -> (TransportProtocol, Int)? {
        guard let port = key.port("dest_port", "destPort") ?? key.port("dest_port_num", "destPortNum") else {
            return nil
        }
        switch (key.text("proto") ?? key.text("protocol"))?.lowercased() {
        case "tcp", "6": return (.tcp, port)
        case "udp", "17": return (.udp, port)
        case "sctp", "132": return (.sctp, port)
        default: return nil
        }
    }

    private static func source(_ key: Node, _ outer: Node) -> FlowRecord.Party {
        var party = FlowRecord.Party()
        party.namespace = key.text("source_namespace", "sourceNamespace") ?? ""
        party.pod = key.text("source_name", "sourceName") ?? key.text("source_name_aggr", "sourceNameAggr") ?? ""
        party.address = key.address("source_ip", "sourceIp")
        party.labels = labels(
            outer.either("source_labels", "sourceLabels") ?? key.either("source_labels", "sourceLabels"))
        party.role = role(key.text("source_type", "sourceType"), party)
        return party
    }

    private static func destination(_ key: Node, _ outer: Node) -> FlowRecord.Party {
        var party = FlowRecord.Party()
        party.namespace = key.text("dest_namespace", "destNamespace") ?? ""
        party.pod = key.text("dest_name", "destName") ?? key.text("dest_name_aggr", "destNameAggr") ?? ""
        party.address = key.address("dest_ip", "destIp")
        party.labels = labels(outer.either("dest_labels", "destLabels") ?? key.either("dest_labels", "destLabels"))
        party.names = (key.either("dest_domains", "destDomains")?.elements ?? .none).map(\.scalarText).filter {
            $0 != "-"
        }
        party.role = role(key.text("dest_type", "destType"), party)
        return party
    }

    /// A list, an object with a list, or one text with bars or commas.
    private static func labels(_ node: Node?) -> [String: String] {
        guard let node else { return [:] }
        let list = node["labels"] ?? node
        var pairs = list.elements.map(\.scalarText)
        if list.isScalar { pairs = list.scalarText.split { $0 == "|" || $0 == "," }.map(String.init) }
        var labels: [String: String] = [:]
        for pair in pairs {
            let text = pair.drop { $0 == " " }
            guard let mark = text.firstIndex(of: "=") else { continue }
            let key = String(text[..<mark])
            if VolatileLabels.isVolatile(key),
                key != "app.kubernetes.io/instance" || key.hasPrefix("projectcalico.org/")
            {
                continue
            }
            labels[key] = String(text[text.index(after: mark)...].reversed().drop { $0 == " " }.reversed())
        }
        return labels.filter { !$0.key.hasPrefix("projectcalico.org/") }
    }

    private static func role(_ type: String?, _ party: FlowRecord.Party) -> FlowRecord.Role {
        switch type?.lowercased() {
        case "wep", "workloadendpoint", "1": return .pod
        case "hep", "hostendpoint", "2": return .otherNode
        case "ns", "networkset", "3": return .networkSet
        default: break
        }
        switch party.pod.lowercased() {
        case "pub", "public network": return party.address == nil ? .publicNetwork : .outside
        case "pvt", "private network": return party.address == nil ? .privateNetwork : .outside
        default: break
        }
        if type != nil { return party.address == nil ? .unknown : .outside }
        return party.namespace.isEmpty || party.namespace == "global" ? .networkSet : .pod
    }
}
