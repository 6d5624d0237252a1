// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

/// The page of all connections in a real browser, where there is one.
@Suite(.serialized)
struct ConnectionPageTests {
    private static let browser = Browser.path

    private struct Visit {
        let document: String
        /// Number of distinct colours in the picture.
        let colours: Int
    }

    private static func pod(_ namespace: String, _ name: String) -> String {
        """
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: "\(name)", namespace: "\(namespace)", labels: {app: "\(namespace.count + name.count)"}}
        spec: {containers: [{name: a, image: a}]}

        """
    }

    private static let policy = """
        ---
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: web, namespace: shop}
        spec:
          podSelector: {}
          policyTypes: [Ingress]
          ingress: [{from: [{podSelector: {}}], ports: [{port: 8443}]}]

        """

    /// Writes the page, opens it at a place and takes a picture.
    private static func visit(_ manifest: String, at place: String = "") throws -> Visit {
        let folder = TemporaryFolder()
        let program = try #require(BuiltProgram())
        folder.write("in.yaml", manifest)
        folder.write("colours.py", colours)
        let chrome =
            "env HOME=$PWD \(try #require(browser)) --headless --no-sandbox --disable-gpu --user-data-dir=$PWD/profile "
            + "--virtual-time-budget=8000 --window-size=1280,800"
        let result = program.shell(
            """
            $B network connections in.yaml -o html --output page.html --quiet || exit 1
            timeout 120 \(chrome) --dump-dom "file://$PWD/page.html#\(place)" >dom.html 2>/dev/null || exit 2
            timeout 120 \(chrome) --screenshot=$PWD/shot.png "file://$PWD/page.html#\(place)" >/dev/null 2>&1 || exit 3
            python3 colours.py shot.png
            """, in: folder)
        #expect(result.status == 0, "\(result.errors)")
        let number = result.output.split(whereSeparator: \.isNewline).last.flatMap { Int($0) } ?? 0
        return Visit(document: folder.text("dom.html"), colours: number)
    }

    /// Counts the colours of a picture of eight bits a channel.
    private static let colours = """
        import struct, sys, zlib
        data = open(sys.argv[1], "rb").read()
        at, packed = 8, b""
        while at < len(data):
            size, kind = struct.unpack(">I4s", data[at:at + 8])
            body = data[at + 8:at + 8 + size]
            if kind == b"IHDR": width, height, depth, colour = struct.unpack(">IIBB", body[:10])
            if kind == b"IDAT": packed += body
            at += 12 + size
        step = {2: 3, 6: 4}[colour]
        raw, line, seen = zlib.decompress(packed), bytearray(width * step), set()
        for y in range(height):
            start = y * (width * step + 1)
            mode, row = raw[start], bytearray(raw[start + 1:start + 1 + width * step])
            for x in range(len(row)):
                a = row[x - step] if x >= step else 0
                b, c = line[x], line[x - step] if x >= step else 0
                p = a + b - c
                near = min((abs(p - a), 0, a), (abs(p - b), 1, b), (abs(p - c), 2, c))[2]
                row[x] = (row[x] + (0, a, b, (a + b) // 2, near)[mode]) & 255
            line = row
            seen.update(bytes(row[x:x + 3]) for x in range(0, len(row), step))
        print(len(seen))

        """

    private static let shop = pod("shop", "web") + pod("shop", "api") + pod("lab", "tool") + policy

    @Test(.enabled(if: browser != nil)) func `the page shows the namespaces`() throws {
        let visit = try Self.visit(Self.shop)
        #expect(visit.document.contains("data-ready=\"true\""))
        #expect(!visit.document.contains("data-error"))
        #expect(visit.document.contains("2 namespaces · 3 workloads · 1 policy · 67 % of all pairs can connect"))
        #expect(visit.colours > 50)
    }

    @Test(.enabled(if: browser != nil)) func `a pair is explained with the rules that decide`() throws {
        let visit = try Self.visit(Self.shop, at: "m=1,1;p=1,2")
        #expect(!visit.document.contains("data-error"))
        #expect(visit.document.contains("Allowed: TCP 8443"))
        #expect(visit.document.contains("NetworkPolicy shop/web, ingress[0]"))
        #expect(visit.document.contains("in.yaml:"))
    }

    @Test(.enabled(if: browser != nil)) func `hostile names stay names`() throws {
        let visit = try Self.visit(Self.pod("</script><script>x()", "<img src=x onerror=x()>") + Self.shop, at: "w=0")
        #expect(visit.document.contains("data-ready=\"true\""))
        #expect(!visit.document.contains("data-error"))
        #expect(!visit.document.contains("<img"))
        #expect(visit.document.contains("&lt;img src=x onerror=x()&gt;"))
    }

    @Test(.enabled(if: browser != nil)) func `500 workloads open`() throws {
        let pods = (0..<500).map { Self.pod("team-\($0 % 20)", "app-\($0)") }.joined()
        let visit = try Self.visit(pods + Self.shop, at: "m=1,1")
        #expect(visit.document.contains("data-ready=\"true\""))
        #expect(!visit.document.contains("data-error"))
        #expect(visit.document.contains("503 workloads"))
        #expect(visit.colours > 50)
    }
}
