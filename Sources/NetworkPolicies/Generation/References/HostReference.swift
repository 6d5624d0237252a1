// SPDX-License-Identifier: Apache-2.0

/// A mention of a host in a text.
struct HostReference: Sendable, Hashable {
    /// How the text shows that it is a host.
    enum Signal: Sendable, Hashable {
        /// Behind `scheme://`.
        case url
        /// With a port behind it.
        case port
        /// In a value whose name says that it is a host.
        case name
        /// The whole value, and nothing else says so.
        case value
        /// Somewhere in a text.
        case word
    }

    /// In lower case.
    let host: String
    let port: Int?
    /// In lower case; nil without one.
    let scheme: String?
    let signal: Signal

    /// The port that clients of a scheme use when none is written.
    static func defaultPort(_ scheme: String) -> Int? {
        switch scheme {
        case "http", "ws": 80
        case "https", "wss": 443
        case "postgres", "postgresql": 5432
        case "mysql", "mariadb": 3306
        case "redis", "rediss": 6379
        case "amqp": 5672
        case "amqps": 5671
        case "mongodb", "mongodb+srv": 27_017
        case "nats": 4222
        case "kafka": 9092
        case "ldap": 389
        case "ldaps": 636
        case "smtp": 25
        case "smtps": 465
        case "ftp": 21
        case "ssh", "sftp": 22
        case "mqtt": 1883
        case "mqtts": 8883
        case "memcached": 11_211
        case "cassandra": 9042
        case "sqlserver", "mssql": 1433
        case "clickhouse": 9000
        case "zookeeper": 2181
        case "etcd": 2379
        case "elasticsearch": 9200
        case "syslog": 514
        default: nil
        }
    }
}

/// Words in the names of variables, flags and keys that say what the value is.
enum ConfigurationName {
    private static let hostWords: Set<String> = [
        "HOST", "HOSTS", "HOSTNAME", "HOSTNAMES", "ADDR", "ADDRS", "ADDRESS", "ADDRESSES", "URL", "URLS", "URI",
        "URIS", "ENDPOINT", "ENDPOINTS", "SERVER", "SERVERS", "BROKER", "BROKERS", "BACKEND", "BACKENDS", "UPSTREAM",
        "UPSTREAMS", "DSN", "SENTINEL", "SENTINELS", "SEED", "SEEDS", "NODES", "TARGET", "TARGETS", "PROXY", "PEER",
        "PEERS", "REMOTE", "MASTER", "LEADER", "PRIMARY", "REPLICA", "GATEWAY", "SERVICE", "CONNECTION", "DOMAIN",
        "SOURCE", "SVC", "NAMESERVER", "COLLECTOR", "BASE", "ORIGIN", "REPLICAS", "QUORUM", "CONNECT",
    ]

    /// `redisHost`, `redis.host`, `--redis-host` and `REDIS_HOST` are the words REDIS and HOST.
    static func words(_ name: String) -> [String] {
        var words: [String] = []
        var word = ""
        var wasLower = false
        for scalar in name.unicodeScalars {
            let isUpper = ("A"..."Z").contains(scalar)
            let isWord = isUpper || ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar)
            if !isWord || isUpper && wasLower, !word.isEmpty {
                words.append(word.uppercased())
                word = ""
            }
            if isWord { word.unicodeScalars.append(scalar) }
            wasLower = isWord && !isUpper
        }
        if !word.isEmpty { words.append(word.uppercased()) }
        return words
    }

    /// Whether the value under a name is a host.
    static func isHost(_ name: String) -> Bool {
        if name == "-h" || name == "-H" { return true }
        guard let last = words(name).last else { return false }
        return hostWords.contains(last)
    }

    /// The names, as joined words, under which the port beside a host may stand.
    static func ports(beside name: String) -> [String] {
        var words = words(name)
        if name == "-h" || name == "-H" { return ["P"] }
        guard let last = words.last, hostWords.contains(last) else { return [] }
        var names: [String] = []
        words.removeLast()
        names.append(joined(words + ["PORT"]))
        if last == "SERVICE" || last == "SVC" || last == "SERVER" { names.append(joined(words + [last, "PORT"])) }
        return names
    }

    static func joined(_ name: String) -> String { joined(words(name)) }

    private static func joined(_ words: [String]) -> String { words.joined(separator: "_") }
}
