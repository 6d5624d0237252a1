// SPDX-License-Identifier: Apache-2.0

/// The API version and kind of objects, with what follows from them. Objects of one kind share one.
package final class ResourceType: Sendable {
    /// As written, for example `apps/v1`.
    package let apiVersion: String
    package let kind: String
    /// The API group: empty for the core group.
    package let group: String
    package let version: String
    /// The kind lives outside of namespaces; false for kinds that the table does not know.
    package let isClusterScoped: Bool

    package init(apiVersion: String, kind: String) {
        self.apiVersion = apiVersion
        self.kind = kind
        if let slash = apiVersion.utf8.firstIndex(of: UInt8(ascii: "/")) {
            group = String(apiVersion[..<slash])
            version = String(apiVersion[apiVersion.utf8.index(after: slash)...])
        } else {
            group = ""
            version = apiVersion
        }
        isClusterScoped = Kinds.description(kind: kind, group: group)?.isNamespaced == false
    }
}
