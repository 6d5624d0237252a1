// SPDX-License-Identifier: Apache-2.0

import Images
import Testing

struct ImageReferenceTests {
    private static let hex = String(repeating: "0123456789abcdef", count: 4)

    @Test(arguments: [
        ("nginx", "docker.io/library/nginx"),
        ("nginx:1.27", "docker.io/library/nginx:1.27"),
        ("acme/web", "docker.io/acme/web"),
        ("docker.io/nginx", "docker.io/library/nginx"),
        ("index.docker.io/acme/web", "docker.io/acme/web"),
        ("localhost/web", "localhost/web"),
        ("localhost:5000/web:1", "localhost:5000/web:1"),
        ("registry.example.com/a/b/c", "registry.example.com/a/b/c"),
        ("example/a__b-c--d.e", "docker.io/example/a__b-c--d.e"),
        ("Registry/web", "Registry/web"),
        ("[fd00::1]:5000/web", "[fd00::1]:5000/web"),
        ("10.0.0.1:5000/web", "10.0.0.1:5000/web"),
        ("web:5000", "docker.io/library/web:5000"),
        ("nginx@sha256:\(hex)", "docker.io/library/nginx@sha256:\(hex)"),
        ("nginx:1.27@sha256:\(hex)", "docker.io/library/nginx:1.27@sha256:\(hex)"),
    ])
    func `a reference is completed`(text: String, expected: String) throws {
        #expect(try ImageReference(text).description == expected)
    }

    @Test(arguments: [
        "", "Nginx", "nginx:", "nginx@", "nginx@sha256:abc", "nginx@sha256:\(hex)0", "a//b", "/nginx", "nginx/", "-a/b",
        "a..b", "a___b", "a-", "nginx:-1", "nginx: 1", " nginx", "registry.example.com:x/web", "-host.com/web", hex,
        "nginx:1:2", "https://example.com/web", "nginx:" + String(repeating: "a", count: 129),
        "a/" + String(repeating: "b", count: 260), "nginx@md5-:\(hex)",
    ])
    func `what the grammar does not allow is refused`(text: String) {
        #expect(throws: ImageReference.Fault.self) { try ImageReference(text) }
    }

    @Test func `latest is a tag that moves, with a digest it does not`() throws {
        #expect(try ImageReference("nginx").isLatest)
        #expect(try ImageReference("nginx:latest").isLatest)
        #expect(try !ImageReference("nginx:latest@sha256:\(Self.hex)").isLatest)
        #expect(try !ImageReference("nginx:1.27").isLatest)
    }

    @Test func `a capital letter is told`() {
        let fault = #expect(throws: ImageReference.Fault.self) { try ImageReference("example/Web") }
        #expect(fault?.message == "\"Web\" is no part of an image's name: expected small letters")
    }
}
