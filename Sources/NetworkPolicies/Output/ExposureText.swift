// SPDX-License-Identifier: Apache-2.0

internal import Documents

extension Exposure {
    /// Sections for what opens connections, what accepts them, and what nothing protects.
    var lines: [String] {
        var lines: [String] = []
        for (direction, title, arrow) in [
            (Direction.egress, "Could connect to, if such pods appeared:", "=>"),
            (.ingress, "Could be reached from, if such pods appeared:", "<="),
        ] {
            let part = entries.filter { $0.direction == direction }
            if part.isEmpty { continue }
            lines += ["", title] + part.map { "\($0.workload) \(arrow) \($0.peer) : \($0.ports)" }
        }
        if !unprotected.isEmpty {
            lines += ["", "Not protected by network policies:"]
            lines += unprotected.map { "\($0.workload) is not protected on \($0.direction.rawValue)" }.sorted()
        }
        return lines
    }

    /// `{"entries": [{"workload", "direction", "peer", "conn"}], "unprotected": [{"workload", "direction"}]}`.
    func write(_ writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("entries") { writer in
                writer.array { writer in
                    for entry in entries {
                        writer.object { writer in
                            writer.member("workload", entry.workload)
                            writer.member("direction", entry.direction.rawValue)
                            writer.member("peer", entry.peer)
                            writer.member("conn", entry.ports.description)
                        }
                    }
                }
            }
            writer.member("unprotected") { writer in
                writer.array { writer in
                    for entry in unprotected {
                        writer.object { writer in
                            writer.member("workload", entry.workload)
                            writer.member("direction", entry.direction.rawValue)
                        }
                    }
                }
            }
        }
    }
}
