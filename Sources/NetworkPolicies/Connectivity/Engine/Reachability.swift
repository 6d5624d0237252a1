// SPDX-License-Identifier: Apache-2.0

internal import Cluster

/// Whether a policy for addresses also matches pods, the one point on which network plug-ins differ.
package enum AddressMatching: Sendable, Hashable {
    /// Only what lies outside of the cluster.
    case outsideOnly
    /// Pods by their address, as far as it is known; a pod of unknown address is in every block that covers all
    /// addresses of a family.
    case pods
    /// Like `pods`, but a pod of unknown address may be in every block that has private addresses.
    case possiblePods
}

/// Exact answers on who can talk to whom.
///
/// Endpoints that no policy tells apart are one class; addresses outside are cut into atoms. Both are columns of bit
/// sets. Classes with the same policies in a direction are one group, which is evaluated once for all peers that the
/// same of its rules name. `ConnectionMatrix` answers for all pairs at once.
package final class Reachability: Sendable {
    package let model: NetworkModel
    package let matching: AddressMatching
    /// What the policies were compiled with, kept for policies that change.
    let compiler: RuleCompiler
    let ingress: DirectionGroups
    let egress: DirectionGroups

    /// - Parameter namesMatch: rules for domain names, which nobody can resolve beforehand, match every address outside
    ///   instead of none.
    package convenience init(
        _ model: NetworkModel, matching: AddressMatching = .outsideOnly, namesMatch: Bool = false
    ) {
        var compiler = RuleCompiler(model, matching: matching, namesMatch: namesMatch)
        let groups = compiler.compile()
        self.init(compiler, ingress: groups.ingress, egress: groups.egress)
    }

    init(_ compiler: RuleCompiler, ingress: DirectionGroups, egress: DirectionGroups) {
        model = compiler.model
        matching = compiler.matching
        self.compiler = compiler
        self.ingress = ingress
        self.egress = egress
    }

    var classes: EndpointClasses { compiler.classes }
    var addresses: AddressAtoms { compiler.addresses }
    /// The distinct sets of columns that rules name.
    var sets: BitRows { compiler.sets }
    /// The distinct port sets of rules.
    var portSets: [PortSet] { compiler.portSets }
    /// Column of the first address atom; the classes lie before it, from 0 on.
    var firstAddress: Int { compiler.firstAddress }
    /// Words of a set of columns.
    var words: Int { compiler.words }
    var columnCount: Int { firstAddress + addresses.ranges.count }

    /// Whether a selection selects pods; nil when no policy has it or asks for its namespaces, or when it selects those
    /// of a column.
    func selectsAny(_ selection: PodSelection, besides column: Int?) -> Bool? {
        if let row = compiler.index.known(selection) {
            if let column, sets[row, column] { return nil }
            return !sets.isEmpty(row)
        }
        guard selection.pods.isEmpty, let pods = compiler.index.knownPods(of: selection.namespaces) else { return nil }
        if let column, pods[column] { return nil }
        return !pods.isEmpty
    }

    func groups(_ direction: Direction) -> DirectionGroups { direction == .ingress ? ingress : egress }

    /// Number of classes.
    package var classCount: Int { classes.classes.count }

    /// The column of an endpoint of the model.
    package func column(ofEndpoint position: Int) -> Int { Int(classes.classOfEndpoint[position]) }

    /// The column of an address outside of the cluster.
    package func column(ofAddress address: IPRange) -> Int? {
        addresses.position(of: address).map { firstAddress + $0 }
    }

    /// The columns that a range outside of the cluster touches.
    package func columns(touching range: IPRange) -> [Int] {
        addresses.ranges.indices.filter { addresses.ranges[$0].overlaps(range) }.map { firstAddress + $0 }
    }

    /// The ports through which one side lets the other: what the policies of `column` allow towards or from `peer`.
    package func ports(_ direction: Direction, of column: Int, peer: Int) -> PortSet {
        guard column < classCount else { return .all }
        let groups = groups(direction)
        let group = groups.groups[Int(groups.groupOfClass[column])]
        return group.ports(matching: group.rules.lazy.filter { self.sets[$0.peers, peer] }, portSets)
    }

    /// The ports through which a connection is possible.
    package func connection(from source: Int, to destination: Int) -> PortSet {
        ports(.egress, of: source, peer: destination).intersection(ports(.ingress, of: destination, peer: source))
    }
}
