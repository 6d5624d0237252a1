// SPDX-License-Identifier: Apache-2.0

package import Documents

/// What the loader made of the paths that the user named.
package struct LoadedFiles: Sendable {
    /// The parsed inputs in reading order: as named, folders sorted by name.
    package private(set) var documents: [Document] = []
    /// Their objects.
    private(set) var objects = InventoryLoading()
    /// What could not be read, and charts and kustomizations that were not rendered, in reading order.
    package var problems: [Problem] = []
    /// Inputs that were read, standard input and rendered output included.
    package var files = 0
    /// Bytes of all of them.
    package var bytes = 0
    /// Folders that were walked, as the user would name them, for settings that lie beside the manifests.
    package var folders: [String] = []

    package init() {}

    package mutating func add(_ document: Document) {
        documents.append(document)
        objects.add(document)
    }
}
