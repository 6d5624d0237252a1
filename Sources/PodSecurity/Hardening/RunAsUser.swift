// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents
internal import Findings

/// The user of a container's first process, as far as the manifest decides it.
enum RunAsUser: Hashable {
    /// `runAsUser: 0` is in effect.
    case root
    /// `runAsUser` with any other number is in effect.
    case fixed(Int64)
    /// `runAsNonRoot: true` without a number: the kubelet does not start an image whose user is root.
    case nonRoot
    /// Nothing is said; the image decides, and most images say root.
    case image

    /// The process cannot be root.
    var isNonRoot: Bool {
        switch self {
        case .root, .image: false
        case .fixed, .nonRoot: true
        }
    }

    /// A number other than 0.
    var uid: Int64? {
        guard case .fixed(let uid) = self else { return nil }
        return uid
    }
}

extension Workload {
    func runAsUser(of container: Container) -> RunAsUser {
        if let uid = effective("runAsUser", in: container)?.integer { return uid == 0 ? .root : .fixed(uid) }
        return effective("runAsNonRoot", in: container)?.bool == true ? .nonRoot : .image
    }
}
