// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents

/// A pod as the controls look at it: views on the nodes, nothing copied.
struct JudgedPod {
    let annotations: Node?
    let spec: Node
    let securityContext: Node?
    /// Initial, then main, then ephemeral containers: the order in which the reference visits them.
    let containers: [JudgedContainer]
    /// The pod is judged as it reaches admission, with the API server's defaults.
    let isAdmitted: Bool

    init(metadata: Node?, spec: Node, _ mode: PodSecurityStandards.Mode) {
        self.init(metadata, spec, spec["securityContext"], Self.containers(in: spec), mode)
    }

    /// The pods that a workload makes. Tasks and workflows list their containers in ways of their own.
    init(_ workload: Workload, _ mode: PodSecurityStandards.Mode) {
        let spec = workload.spec
        let isPodSpec = spec["containers"]?.isSequence == true || workload.containers.isEmpty
        self.init(
            workload.template["metadata"], spec, workload.securityContext,
            isPodSpec
                ? Self.containers(in: spec) : workload.containers.map { JudgedContainer($0.node, $0.role) },
            mode)
    }

    private init(
        _ metadata: Node?, _ spec: Node, _ context: Node?, _ containers: [JudgedContainer],
        _ mode: PodSecurityStandards.Mode
    ) {
        annotations = metadata?["annotations"]?.mapping
        self.spec = spec
        securityContext = context?.mapping
        self.containers = containers
        isAdmitted = mode == .admitted
    }

    /// A null in a list is an empty container, as it is for Go's decoder.
    private static func containers(in spec: Node) -> [JudgedContainer] {
        var containers: [JudgedContainer] = []
        func add(_ list: Node?, _ role: Container.Role) {
            for node in list?.elements ?? Node.Elements.none where node.isMapping || node.isNull {
                containers.append(JudgedContainer(node, role))
            }
        }
        add(spec["initContainers"], .initial)
        add(spec["containers"], .main)
        add(spec["ephemeralContainers"], .ephemeral)
        return containers
    }

    /// `spec.os.name` is `windows`.
    var isWindows: Bool { spec["os"]?["name"]?.equals("windows") == true }

    /// `hostUsers: false`: a user namespace of its own (KEP-127).
    var hasUserNamespace: Bool { spec["hostUsers"]?.bool == false }

    /// The named containers of those for which something was found.
    func containers(_ test: (JudgedContainer) -> Node?) -> Offenders {
        var offenders = Offenders()
        for container in containers {
            if let node = test(container) { offenders.add(container, node) }
        }
        return offenders
    }
}

/// A container of a pod that is judged.
struct JudgedContainer {
    let node: Node
    let role: Container.Role
    let securityContext: Node?

    init(_ node: Node, _ role: Container.Role) {
        self.node = node
        self.role = role
        securityContext = node["securityContext"]?.mapping
    }

    /// Empty when missing.
    var name: String { node["name"].map { $0.isNull ? "" : $0.scalarText } ?? "" }
}

/// The values of fields as Go's decoder hands them to the reference: a null is a missing value, and so is a value of
/// the wrong type.
extension Node {
    /// The node itself when it is a mapping.
    var mapping: Node? { isMapping ? self : nil }

    /// The text of a string; a null is the empty string.
    var decodedText: String? { isNull ? "" : string }

    /// The number of an integer field, which may be written as a float without a fraction.
    var decodedInteger: Int64? { integer ?? double.flatMap { Int64(exactly: $0) } }
}
