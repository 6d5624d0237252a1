// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import NetworkPolicies

struct ReferenceScannerTests {
    /// `host:port scheme signal` of each reference.
    private func found(_ text: String, _ name: String = "") -> [String] {
        ReferenceScanner.references(in: text, name: name).map { reference in
            [
                reference.host + (reference.port.map { ":\($0)" } ?? ""), reference.scheme ?? "-",
                "\(reference.signal)",
            ].joined(separator: " ")
        }
    }

    @Test(
        arguments: [
            ("http://cart:8080/api?x=1", ["cart:8080 http url"]),
            ("https://user:pa:ss@cart.shop.svc/", ["cart.shop.svc https url"]),
            ("mongodb://a-0.a:27017,a-1.a:27017/db", ["a-0.a:27017 mongodb url", "a-1.a:27017 mongodb url"]),
            ("http://a:1,http://b:2", ["a:1 http url", "b:2 http url"]),
            ("jdbc:postgresql://db/orders", ["db postgresql url"]),
            ("jdbc:oracle:thin:@db:1521:sid", ["db:1521 - port"]),
            ("jdbc:sqlserver://sql:1433;databaseName=x", ["sql:1433 sqlserver url"]),
            ("user:secret@tcp(mysql:3306)/db", ["mysql:3306 - port"]),
            ("Server=tcp:sql,1433;Database=x", ["sql:1433 - port"]),
            ("dns:///cart.shop:9000", ["cart.shop:9000 - port"]),
            ("nc -z db 5432", ["db:5432 - port"]),
            ("psql -h db -U app", ["db - name"]),
            ("host=db dbname=x", ["db - name"]),
            ("proxy_pass http://cart;", ["cart http url"]),
        ] as [(String, [String])])
    func `hosts are found where programs write them`(text: String, expected: [String]) {
        #expect(found(text) == expected)
    }

    @Test(arguments: [
        "the cart is full", "/var/lib/redis:ro", "12:30:45", "registry/redis", "FOO_BAR", "unix:///run/x.sock",
        "fe80::1:2", "${REDIS}", "-redis-", "image: redis",
    ])
    func `other words are left alone`(text: String) {
        #expect(found(text).filter { !$0.hasSuffix("word") }.isEmpty)
    }

    @Test func `a name that stands for hosts makes hosts of a list`() {
        #expect(found("kafka-0,kafka-1", "KAFKA_BROKERS") == ["kafka-0 - name", "kafka-1 - name"])
        #expect(found("kafka", "APP_NAME") == ["kafka - value"])
    }

    @Test(
        arguments: [
            ("REDIS_HOST", ["REDIS_PORT"]), ("redisHost", ["REDIS_PORT"]), ("--redis-host", ["REDIS_PORT"]),
            ("spring.redis.host", ["SPRING_REDIS_PORT"]), ("DB_SERVICE", ["DB_PORT", "DB_SERVICE_PORT"]), ("NAME", []),
        ] as [(String, [String])])
    func `the port beside a host has the host's name`(name: String, expected: [String]) {
        #expect(ConfigurationName.ports(beside: name) == expected)
    }
}
