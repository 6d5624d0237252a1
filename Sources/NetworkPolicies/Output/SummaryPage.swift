// SPDX-License-Identifier: Apache-2.0

package import Documents

extension ConnectionSummary {
    /// One line for each kind of connection: how many pairs of pods have it.
    package var text: String {
        var text = "\(pods) pods, \(pairs) pairs of different pods\n"
        for row in rows {
            let thousandths = pairs == 0 ? 0 : Int((Double(row.pairs) * 1000 / Double(pairs)).rounded())
            text += "\(row.ports) : \(row.pairs) (\(thousandths / 10).\(thousandths % 10) %)\n"
        }
        return text
    }

    /// `{"pods", "pairs", "connections": [{"conn", "pairs"}], "problems"}`.
    package func json(_ problems: [Problem]) -> String {
        var writer = JSONWriter(pretty: true)
        writer.object { writer in
            writer.member("pods", pods)
            writer.member("pairs", pairs)
            writer.member("connections") { writer in
                writer.array { writer in
                    for row in rows {
                        writer.object { writer in
                            writer.member("conn", row.ports.description)
                            writer.member("pairs", row.pairs)
                        }
                    }
                }
            }
            writer.member("problems") { $0.problems(problems) }
        }
        writer.newline()
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
