// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents

/// What the makers of widely used images say of them: where their program writes, and the number of the user that it
/// runs as.
///
/// Sources: the Dockerfiles (USER, VOLUME, useradd) and entry points of github.com/docker-library, MariaDB, redis,
/// nginx/docker-nginx and docker-nginx-unprivileged, prometheus/*, grafana/grafana, kubernetes/kube-state-metrics,
/// jenkinsci/docker, bitnami/containers and GoogleContainerTools/distroless.
struct KnownImage {
    /// Absolute paths besides /tmp that the program writes, empty in the image, so that a volume hides nothing; nil
    /// when they are not known.
    let scratch: [String]?
    /// The same for data that are to outlive the pod.
    let data: [String]
    /// The user of the image's USER, or the one to which its entry point steps down and as which it also starts.
    let user: Int64?
    /// The entry point is root first and gives the data folders to its user, so that a claim has to be given to the
    /// user's group when the pod starts as the user.
    let stepsDown: Bool

    private init(_ scratch: [String]? = [], data: [String] = [], user: Int64? = nil, stepsDown: Bool = false) {
        self.scratch = scratch
        self.data = data
        self.user = user
        self.stepsDown = stepsDown
    }

    var writablePaths: [String]? { scratch.map { data + $0 } }

    /// Nil for an image of which nothing is known.
    init?(_ reference: String) {
        let name = Self.repository(reference)
        if name.hasPrefix("gcr.io/distroless/") {
            guard Self.isNonRoot(reference) else { return nil }
            self.init(user: 65532)
        } else {
            guard let known = Self.table[name] else { return nil }
            self = known.variant(reference, name)
        }
    }

    private static let table: [String: KnownImage] = {
        var table: [String: KnownImage] = [
            "nginx": KnownImage(["/var/cache/nginx", "/var/run"]),
            "nginxinc/nginx-unprivileged": KnownImage(user: 101),
            "httpd": KnownImage(["/usr/local/apache2/logs"]),
            "postgres": KnownImage(
                ["/var/run/postgresql"], data: ["/var/lib/postgresql/data"], user: 999, stepsDown: true),
            "mysql": KnownImage(["/var/run/mysqld"], data: ["/var/lib/mysql"], user: 999, stepsDown: true),
            "mariadb": KnownImage(["/run/mysqld"], data: ["/var/lib/mysql"]),
            "mongo": KnownImage(data: ["/data/db", "/data/configdb"], user: 999, stepsDown: true),
            "redis": KnownImage(data: ["/data"], user: 999, stepsDown: true),
            "rabbitmq": KnownImage(data: ["/var/lib/rabbitmq"], user: 999, stepsDown: true),
            "memcached": KnownImage(user: 11211),
            "haproxy": KnownImage(user: 99),
            "jenkins/jenkins": KnownImage(nil, user: 1000),
            "grafana/grafana": KnownImage(["/var/log/grafana"], data: ["/var/lib/grafana"], user: 472),
            "prom/prometheus": KnownImage(data: ["/prometheus"], user: 65534),
            "prom/alertmanager": KnownImage(data: ["/alertmanager"], user: 65534),
            "prom/node-exporter": KnownImage(user: 65534),
            "registry.k8s.io/kube-state-metrics/kube-state-metrics": KnownImage(user: 65534),
        ]
        for name in ["prometheus", "alertmanager", "node-exporter"] {
            table["quay.io/prometheus/" + name] = table["prom/" + name]
        }
        for name in bitnami { table["bitnami/" + name] = KnownImage(nil, user: 1001) }
        return table
    }()

    /// Those of Bitnami's images that end as user 1001; others, like `git`, end as root.
    private static let bitnami = [
        "kafka", "kubectl", "mariadb", "mongodb", "mysql", "nginx", "os-shell", "postgresql", "rabbitmq", "redis",
        "zookeeper",
    ]

    /// What differs by tag.
    private func variant(_ reference: String, _ name: String) -> KnownImage {
        let tag = Self.tag(reference)
        switch name {
        case "postgres" where Self.version(tag).map { $0 >= [18] } ?? true:
            // The data lie in a folder of the version, and a volume at the old place is refused.
            return KnownImage(scratch, data: ["/var/lib/postgresql"], user: user, stepsDown: true)
        case "haproxy" where Self.version(tag).map { $0 < [2, 4] } ?? false: return KnownImage()
        case "prom/prometheus" where tag.hasSuffix("distroless"),
            "quay.io/prometheus/prometheus" where tag.hasSuffix("distroless"):
            return KnownImage(scratch, data: data, user: 65532)
        default: return self
        }
    }

    /// Empty when there is none.
    private static func tag(_ reference: String) -> Substring {
        let name = reference.prefix { $0 != "@" }
        guard let colon = name.lastIndex(of: ":"), !name[colon...].contains("/") else { return "" }
        return name[colon...].dropFirst()
    }

    /// The numbers at the tag's beginning; nil when it has none.
    private static func version(_ tag: Substring) -> Version? {
        let numbers = tag.prefix { $0.isNumber || $0 == "." }.split(separator: ".").compactMap { Int($0) }
        return numbers.isEmpty ? nil : Version(numbers: numbers)
    }

    /// Compared number by number.
    private struct Version: Comparable, ExpressibleByArrayLiteral {
        let numbers: [Int]

        init(numbers: [Int]) { self.numbers = numbers }
        init(arrayLiteral numbers: Int...) { self.numbers = numbers }

        static func < (left: Version, right: Version) -> Bool {
            left.numbers.lexicographicallyPrecedes(right.numbers)
        }
    }

    /// Variants of the table's images in which the user has another number: Alpine gives its own.
    static func isAlpine(_ reference: String) -> Bool { reference.holds("alpine") }

    /// The name without tag and digest, and without what Docker Hub's own images have before it.
    private static func repository(_ reference: String) -> String {
        var reference = reference
        return reference.withUTF8 { bytes in
            var name = bytes[..<(bytes.firstIndex(of: 0x40) ?? bytes.count)]
            if let mark = name.lastIndex(where: { $0 == 0x3A || $0 == 0x2F }), name[mark] == 0x3A {
                name = name[..<mark]
            }
            for host in hosts where name.starts(with: host) { name = name.dropFirst(host.count) }
            return String(decoding: name, as: UTF8.self)
        }
    }

    private static let hosts = ["docker.io/", "index.docker.io/", "registry-1.docker.io/", "library/"].map {
        Array($0.utf8)
    }

    private static func isNonRoot(_ reference: String) -> Bool {
        let tag = tag(reference)
        return tag.hasSuffix("nonroot") || tag.hasPrefix("nonroot-")
    }
}

extension Container {
    var knownImage: KnownImage? { image.flatMap { KnownImage($0) } }

    /// The number of the user that the image runs as, where it is known for the variant.
    var knownUser: Int64? {
        guard let image, let user = knownImage?.user else { return nil }
        return KnownImage.isAlpine(image) && user == 999 ? nil : user
    }

    /// It mounts the volume where the image's program keeps its data.
    func keepsData(in volume: Node) -> Bool {
        guard let data = knownImage?.data, !data.isEmpty, let name = volume["name"] else { return false }
        return (node["volumeMounts"]?.elements ?? Node.Elements.none).contains { mount in
            guard mount["name"]?.hasSameText(as: name) == true, let path = mount["mountPath"]?.scalarText else {
                return false
            }
            return data.contains { $0 == path || $0.hasPrefix(path + "/") || path == $0 + "/" }
        }
    }
}
