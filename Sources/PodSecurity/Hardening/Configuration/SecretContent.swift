// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents

/// The entries of a Secret, decoded.
struct SecretContent {
    struct Entry {
        let key: String
        let node: Node
        let bytes: [UInt8]

        var text: String { String(decoding: bytes, as: UTF8.self) }
    }

    let entries: [Entry]

    /// Leaves out what is not base64 in `data`: a placeholder, or text that an encryption tool put there.
    init(_ secret: Resource) {
        var entries: [Entry] = []
        if let data = secret.node["data"] {
            for (key, value) in data.entries {
                guard let bytes = Base64.decode(value.scalarText.utf8) else { continue }
                entries.append(Entry(key: key.scalarText, node: value, bytes: bytes))
            }
        }
        if let data = secret.node["stringData"] {
            for (key, value) in data.entries {
                entries.append(Entry(key: key.scalarText, node: value, bytes: Array(value.scalarText.utf8)))
            }
        }
        self.entries = entries
    }
}

extension Resource {
    /// Read from a cluster rather than written by a person: the API server has given it an identity.
    var isFromCluster: Bool { metadata?["uid"] != nil || metadata?["resourceVersion"] != nil }
}
