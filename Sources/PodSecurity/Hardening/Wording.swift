// SPDX-License-Identifier: Apache-2.0

internal import Cluster

/// How messages name several things at once.
enum Wording {
    /// `container "web"`, or `containers "web", "log"`.
    static func containers(_ containers: [Container]) -> String {
        let word = containers.count == 1 ? "container " : "containers "
        return word + quoted(containers.map(\.name))
    }

    /// `"a", "b"`.
    static func quoted(_ names: [String]) -> String {
        names.map { "\"\($0)\"" }.joined(separator: ", ")
    }

    /// The ending of a verb whose subject is a list of containers.
    static func verb(_ singular: String, _ plural: String, _ count: Int) -> String { count == 1 ? singular : plural }
}
