// SPDX-License-Identifier: Apache-2.0

import Documents
import Testing

@testable import PodSecurity

struct CredentialTests {
    @Test(arguments: [
        ("DB_PASSWORD", "hunter2"), ("db.password", "k33p0ut"), ("MYSQL_ROOT_PASSWORD", "password"),
        ("dbPassword", "postgres"), ("API_KEY", "f3a91bc0d7e24518"), ("GITHUB_TOKEN", "f3a91bc0d7e24518"),
        ("CLIENT_SECRET", "x8Q~vT2hZk9WmP"), ("SECRET_KEY_BASE_TOKEN", "aB3dE5gH7jK9"), ("REDIS_PASS", "letmein!"),
    ])
    func `a literal under a telling name is a credential`(name: String, value: String) throws {
        let kind = try #require(CredentialName.kind(name))
        #expect(CredentialValue.isLiteral(value, kind))
    }

    @Test(arguments: [
        ("DB_PASSWORD", ""), ("DB_PASSWORD", "changeme"), ("DB_PASSWORD", "$(PASSWORD)"),
        ("DB_PASSWORD", "${PASSWORD}"),
        ("DB_PASSWORD", "{{ .Values.password }}"), ("DB_PASSWORD", "<password>"), ("DB_PASSWORD", "xxxxxxxx"),
        ("DB_PASSWORD", "vault:secret/data/db#password"), ("DB_PASSWORD", "/run/secrets/db"), ("DB_PASSWORD", "12345"),
        ("DB_PASSWORD_FILE", "/run/secrets/db"), ("PASSWORD_MIN_LENGTH", "12"), ("TOKEN_TTL", "24h"),
        ("TOKEN_URL", "https://login.example.com/token"), ("SECRET_NAME", "db"), ("TLS_SECRET", "web-tls"),
        ("CREDENTIALS_SECRET", "db-credentials-1"), ("ALLOW_EMPTY_PASSWORD", "yes"), ("PUBLIC_KEY", "AAAAB3NzaC1yc2E"),
        ("PWD", "/app"), ("KEYCLOAK_URL", "https://sso.example.com"), ("MONKEY", "banana123"),
        ("PASSENGER_APP", "web1"),
        ("CACHE_KEY", "abc123def456"), ("AUTH_TOKEN", "disabled"), ("COMPASS", "north"),
        ("ACCESS_KEY_ID", "AKIDEXAMPLE"),
        ("SORT_KEY", "createdAt2"), ("ENABLE_TOKEN", "abcdef123456"), ("TOKENIZER", "bert2base99"),
    ])
    func `a setting is no credential`(name: String, value: String) {
        let isCredential = CredentialName.kind(name).map { CredentialValue.isLiteral(value, $0) } ?? false
        #expect(!isCredential)
    }

    @Test(arguments: [
        ("key AKIAQ3EGWX7Z2M4N6P8R here", "an AWS access key"),
        ("ghp_16C7e42F292c6912E7710c838347Ae178B4a", "a GitHub token"),
        ("postgres://app:s3cr3t@db:5432/shop", "a connection string with a password"),
        ("-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEAx7Rk2vTq8mZJ3fWc\n", "a private key"),
        (
            "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U",
            "a signed token (JWT)"
        ),
    ])
    func `a credential is told by its form`(text: String, name: String) {
        #expect(CredentialFormat.find(in: Array(text.utf8))?.name == name)
    }

    @Test(arguments: [
        "AKIAIOSFODNN7EXAMPLE", "https://db:5432/shop", "postgres://app:$(PASSWORD)@db/shop", "redis://:6379",
        "https://user@example.com/a:b@c", "postgres://user:<password>@db",
        "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "-----BEGIN CERTIFICATE-----\nMIIEowIBAAKCAQEAx7Rk2vTq8mZJ3fWc\n-----END CERTIFICATE-----",
        "http://a.example.com,http://b@example.com", "",
    ])
    func `what only looks like one is left alone`(text: String) {
        #expect(CredentialFormat.find(in: Array(text.utf8)) == nil)
    }

    @Test func `base64 is decoded, with and without padding`() {
        #expect(Base64.decode("aHVudGVyMg==".utf8) == Array("hunter2".utf8))
        #expect(Base64.decode("aHVudGVyMg".utf8) == Array("hunter2".utf8))
        #expect(Base64.decode("aHVu\ndGVy".utf8) == Array("hunter".utf8))
        #expect(Base64.decode("<base64>".utf8) == nil)
        #expect(Base64.decode("a".utf8) == nil)
        #expect(Base64.decode("".utf8) == [])
    }

    @Test func `a broken certificate is nil, wherever it breaks`() throws {
        let text = """
            MIIBcTCCARegAwIBAgIUDKOCu9E7iJPAKH5VyruNH03PZeAwCgYIKoZIzj0EAwIw
            DjEMMAoGA1UEAwwDd2ViMB4XDTI2MTEyNDAyNDk1NVoXDTI2MTEyNTAyNDk1NVow
            """
        let der = try #require(Base64.decode(text.utf8))
        for count in 0..<der.count {
            #expect(Certificate(der: Array(der.prefix(count)))?.notAfter ?? 0 <= 1_795_574_995)
        }
        #expect(Certificate(pem: Array("-----BEGIN CERTIFICATE-----".utf8)) == nil)
    }
}
