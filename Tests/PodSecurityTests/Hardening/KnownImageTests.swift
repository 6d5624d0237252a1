// SPDX-License-Identifier: Apache-2.0

import Cluster
import Documents
import Findings
import PodSecurity
import Testing

/// What is known of an image goes into the repair.
struct KnownImageTests {
    private func edits(_ image: String, _ rest: String, _ check: any Check.Type) -> [String] {
        let pod = """
            apiVersion: v1
            kind: Pod
            metadata: {name: a}
            spec:
              containers:
              - {name: web, image: "\(image)"\(rest)}
            """
        let inventory = Inventory(documents: [Document.parse(pod, name: "a.yaml")])
        let findings = Runner(checks: [check]).run(Context(inventory: inventory)).findings
        return findings.flatMap { $0.remediation?.edits ?? [] }.map { "\($0.operation)" }
    }

    private func paths(_ image: String, _ rest: String = "") -> [String] {
        let edits = edits(image, rest, WritableRootFsCheck.self)
        return ["/tmp", "/var/cache/nginx", "/var/run", "/data"].filter { path in
            edits.contains { $0.contains("\"\(path)\"") }
        }
    }

    private func user(_ image: String) -> String? {
        ["99", "101", "472", "999", "1001", "65532", "65534"].first { number in
            edits(image, "", MayRunAsRootCheck.self).contains { $0.contains("integer(\(number))") }
        }
    }

    @Test(arguments: ["nginx", "docker.io/library/nginx:1.27", "nginx@sha256:00", "docker.io/nginx"])
    func `an image is known by each of its names`(image: String) {
        #expect(paths(image) == ["/tmp", "/var/cache/nginx", "/var/run"])
    }

    @Test func `an image of another registry is another image`() {
        #expect(paths("registry.example.com/nginx") == ["/tmp"])
    }

    @Test func `nothing is mounted below what is mounted`() {
        #expect(paths("nginx", ", volumeMounts: [{name: v, mountPath: /var}]") == ["/tmp"])
        #expect(paths("redis", ", volumeMounts: [{name: v, mountPath: /data/}]") == ["/tmp"])
    }

    @Test func `the image's user is set where its number is known`() {
        #expect(user("grafana/grafana:11.0") == "472")
        #expect(user("postgres:16") == "999")
        #expect(user("haproxy:2.9-alpine") == "99")
        #expect(user("bitnami/redis") == "1001")
        #expect(user("prom/prometheus:v3.5.0") == "65534")
        #expect(user("prom/prometheus:v3.5.0-distroless") == "65532")
        #expect(user("gcr.io/distroless/static-debian12:nonroot") == "65532")
    }

    @Test func `a user is not guessed`() {
        #expect(user("postgres:16-alpine") == nil)
        #expect(user("gcr.io/distroless/static") == nil)
        #expect(user("shop/cart") == nil)
        #expect(user("bitnami/git") == nil)
        #expect(user("haproxy:2.0") == nil)
        #expect(user("nginx") == nil)
    }

    @Test func `a claim is given to the user that cannot take it any more`() {
        let claim =
            ", volumeMounts: [{name: v, mountPath: /data}]}\n  volumes:\n  - {name: v, persistentVolumeClaim: {claimName: v}"
        let group = "set(Documents.Value.integer(999))"
        #expect(edits("redis", claim, MayRunAsRootCheck.self).count { $0 == group } == 2)
        #expect(edits("redis", "", MayRunAsRootCheck.self).count { $0 == group } == 1)
    }

    @Test func `no size is guessed for a folder of data`() {
        let volume = { (path: String) in
            ", volumeMounts: [{name: v, mountPath: \(path)}]}\n  volumes:\n  - {name: v, emptyDir: {}"
        }
        #expect(edits("redis", volume("/data"), EmptyDirUnboundedCheck.self).isEmpty)
        #expect(edits("redis", volume("/cache"), EmptyDirUnboundedCheck.self).count == 1)
    }
}
