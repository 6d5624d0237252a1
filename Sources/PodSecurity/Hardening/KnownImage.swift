// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents

/// What the makers of widely used images say of them: where their program writes, and the number of the user that it
/// runs as.
///
/// Sources: the Dockerfiles of github.com/docker-library (VOLUME, USER, useradd), nginx/docker-nginx and
/// nginx/docker-nginx-unprivileged, prometheus/*, grafana/grafana, bitnami/containers and GoogleContainerTools/distroless.
struct KnownImage {
    /// Absolute paths besides /tmp, empty in the image, so that a volume hides nothing.
    let writablePaths: [String]
    /// The user of the image's USER, or the one to which its entry point steps down and as which it also starts.
    let user: Int64?

    private init(_ writablePaths: [String] = [], user: Int64? = nil) {
        self.writablePaths = writablePaths
        self.user = user
    }

    /// Nil for an image of which nothing is known.
    init?(_ reference: String) {
        let name = Self.repository(reference)
        if let known = Self.table[name] {
            self = name == "postgres" && Self.major(reference) ?? 18 >= 18 ? Self.postgres18 : known
        } else if name.hasPrefix("bitnami/") {
            self.init(user: 1001)
        } else if name.hasPrefix("gcr.io/distroless/"), Self.isNonRoot(reference) {
            self.init(user: 65532)
        } else {
            return nil
        }
    }

    private static let table: [String: KnownImage] = [
        "nginx": KnownImage(["/var/cache/nginx", "/var/run"]),
        "nginxinc/nginx-unprivileged": KnownImage(user: 101),
        "httpd": KnownImage(["/usr/local/apache2/logs"]),
        "postgres": KnownImage(["/var/lib/postgresql/data", "/var/run/postgresql"], user: 999),
        "mysql": KnownImage(["/var/lib/mysql", "/var/run/mysqld"]),
        "mariadb": KnownImage(["/var/lib/mysql", "/run/mysqld"]),
        "mongo": KnownImage(["/data/db", "/data/configdb"]),
        "redis": KnownImage(["/data"], user: 999),
        "rabbitmq": KnownImage(["/var/lib/rabbitmq"], user: 999),
        "memcached": KnownImage(user: 11211),
        "haproxy": KnownImage(user: 99),
        "grafana/grafana": KnownImage(["/var/lib/grafana", "/var/log/grafana"], user: 472),
        "prom/prometheus": KnownImage(["/prometheus"], user: 65534),
        "quay.io/prometheus/prometheus": KnownImage(["/prometheus"], user: 65534),
        "prom/node-exporter": KnownImage(user: 65534),
        "quay.io/prometheus/node-exporter": KnownImage(user: 65534),
    ]

    /// From version 18 on the data lie in a folder of the version, and a volume at the old place is refused.
    private static let postgres18 = KnownImage(["/var/lib/postgresql", "/var/run/postgresql"], user: 999)

    /// The number at the tag's beginning; nil when it has none.
    private static func major(_ reference: String) -> Int? {
        let name = reference.prefix { $0 != "@" }
        guard let colon = name.lastIndex(of: ":"), !name[colon...].contains("/") else { return nil }
        return Int(name[colon...].dropFirst().prefix { $0.isNumber })
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
        let name = reference.prefix { $0 != "@" }
        guard let colon = name.lastIndex(of: ":"), !name[colon...].contains("/") else { return false }
        return name[colon...].hasSuffix("nonroot") || name[colon...].contains(":nonroot-")
    }
}

extension Container {
    var knownImage: KnownImage? { image.flatMap { KnownImage($0) } }

    /// The number of the user that the image runs as, where it is known for the variant.
    var knownUser: Int64? {
        guard let image, let user = knownImage?.user else { return nil }
        return KnownImage.isAlpine(image) && user == 999 ? nil : user
    }
}
