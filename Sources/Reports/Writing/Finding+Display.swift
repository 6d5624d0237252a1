// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents
internal import Findings

extension Finding {
    /// The place to look at.
    var place: Location { mainEvidence?.location ?? subject.resource.location }
}

extension Subject {
    /// `Deployment shop/cart`.
    var displayName: String { resource.displayName }
}

extension Resource {
    /// `Deployment shop/cart`, without the namespace when the object does not say it.
    var displayName: String { namespace.map { "\(kind) \($0)/\(name)" } ?? "\(kind) \(name)" }
}

extension Location {
    /// The file's name as code hosts know it: relative, without a leading `./`.
    var repositoryPath: String {
        if file == "-" { return "stdin" }
        var path = file[...]
        while path.hasPrefix("./") { path = path.dropFirst(2).drop { $0 == "/" } }
        return String(path)
    }
}
