// SPDX-License-Identifier: Apache-2.0

import Cluster
import Documents
import Testing

@testable import NetworkPolicies

/// Names that would be markup if they were not escaped.
struct HostileNamesTests {
    private static let manifest = #"""
        apiVersion: v1
        kind: Pod
        metadata: {name: "</script><script>alert(1)</script>", namespace: "<b>&\"'", labels: {app: web}}
        spec: {containers: [{name: web, image: web}]}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: "]]><svg onload=x>", namespace: "a`|*[x](y)", labels: {app: db}}
        spec: {containers: [{name: db, image: db}]}
        ---
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata:
          name: "<img src=x onerror=alert(1)>"
          namespace: "<b>&\"'"
          annotations: {bulwark.dev/description: "<i>for</i> | `everybody`"}
        spec: {podSelector: {}, policyTypes: [Ingress], ingress: [{from: [{podSelector: {}}]}]}
        """#

    private static let connectivity = Connectivity(
        NetworkModel(Inventory(documents: [Document.parse(Array(manifest.utf8), name: "a<b>.yaml")])))

    private static func list(_ format: ConnectionFormat) -> String {
        ConnectionList(connectivity).text(format, ConnectionExtras())
    }

    @Test func `no name becomes markup in the page`() {
        let page = Self.list(.html)
        #expect(!page.contains("<script>alert"))
        #expect(!page.contains("<img"))
        #expect(!page.contains("<b>&"))
        #expect(page.split(separator: "</script>", omittingEmptySubsequences: false).count == 3)
    }

    @Test func `no name becomes markup in the drawing`() {
        let drawing = Self.list(.svg)
        for markup in ["<script", "<img", "<b>", "onload=x>", "]]>"] { #expect(!drawing.contains(markup)) }
        #expect(drawing.contains("&lt;/script&gt;"))
    }

    @Test func `no name becomes markup in the document`() {
        let document = PolicyDocument(Self.connectivity, history: GitHistory(isWanted: false))
        let page = document.text(.html)
        for markup in ["<script", "<img", "<b>&", "<i>for"] { #expect(!page.contains(markup)) }
        let markdown = document.text(.markdown)
        #expect(markdown.contains(#"\<i\>for\</i\> \| \`everybody\`"#))
        #expect(markdown.contains(#"NetworkPolicy \<img"#))
    }

    @Test func `pages ask nobody for anything`() {
        for page in [
            Self.list(.html), PolicyDocument(Self.connectivity, history: GitHistory(isWanted: false)).text(.html),
        ] {
            for request in ["http://", "https://", "url(", "@import", "fetch(", "<link", "<iframe"] {
                #expect(!page.contains(request), "\(request)")
            }
        }
    }

    @Test(arguments: [ConnectionFormat.html, .svg])
    func `the same cluster gives the same bytes`(format: ConnectionFormat) {
        let again = Connectivity(
            NetworkModel(Inventory(documents: [Document.parse(Array(Self.manifest.utf8), name: "a<b>.yaml")])))
        #expect(Self.list(format) == ConnectionList(again).text(format, ConnectionExtras()))
    }
}
