// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum IngressSnippetCheck: ResourceCheck {
    package static let kinds = ["Ingress"]

    package static let description = CheckDescription(
        id: "ingress-snippet", title: "Raw nginx configuration in an Ingress", severity: .high, layer: .network,
        rationale: """
            A snippet annotation puts raw text into the configuration of the shared ingress controller. Whoever may \
            edit one Ingress thereby runs configuration, and with Lua code, inside a process that reads the Secrets \
            of all namespaces (CVE-2021-25742).
            """,
        attack: """
            With a snippet that serves the controller's service account token (`alias /var/run/secrets/…`) or runs \
            Lua, the attacker takes over the controller, then the cluster's TLS keys and Secrets.
            """,
        rule: """
            Fires for each annotation of ingress-nginx or of F5's controller whose name ends in `-snippet` or \
            `-snippets`. Critical when the text holds a Lua directive, `alias`, `root` or the path of the service \
            account token.
            """,
        fix: """
            Use the controller's own annotation for the purpose, where one exists, and remove the snippet; set \
            allow-snippet-annotations: "false" in the controller's ConfigMap.
            """,
        mappings: Mappings(
            mitre: ["T1190"], owasp: ["K06"],
            peers: [
                .kubescape: ["C-0059"], .checkov: ["CKV_K8S_152", "CKV_K8S_153", "CKV_K8S_154"],
            ]),
        references: ["CVE-2021-25742", "https://github.com/kubernetes/ingress-nginx/issues/7837"],
        examples: [
            .violating(
                "directives with an annotation of their own",
                at: ["metadata.annotations[nginx.ingress.kubernetes.io/configuration-snippet]"],
                """
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata:
                  name: web
                  annotations:
                    nginx.ingress.kubernetes.io/configuration-snippet: |
                      client_max_body_size 50m;
                      proxy_read_timeout 300;
                spec:
                  rules: [{host: shop.example.com}]
                """),
            .violating(
                "lua", at: ["metadata.annotations[nginx.ingress.kubernetes.io/server-snippet]"],
                """
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata:
                  name: web
                  annotations:
                    nginx.ingress.kubernetes.io/server-snippet: |
                      location /x { content_by_lua_block { ngx.say("hello") } }
                spec:
                  rules: [{host: shop.example.com}]
                """),
            .compliant(
                "an annotation for the purpose",
                """
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata:
                  name: web
                  annotations: {nginx.ingress.kubernetes.io/proxy-body-size: 50m}
                spec:
                  rules: [{host: shop.example.com}]
                """),
        ])

    /// nginx directives that ingress-nginx has an annotation for.
    private static let annotations: [String: String] = [
        "client_max_body_size": "proxy-body-size", "proxy_read_timeout": "proxy-read-timeout",
        "proxy_send_timeout": "proxy-send-timeout", "proxy_connect_timeout": "proxy-connect-timeout",
        "proxy_buffer_size": "proxy-buffer-size", "proxy_buffering": "proxy-buffering",
        "proxy_request_buffering": "proxy-request-buffering", "proxy_http_version": "proxy-http-version",
        "client_body_buffer_size": "client-body-buffer-size",
    ]

    package static func evaluate(_ resource: Resource, _ context: Context, _ findings: inout FindingCollector) {
        guard let annotations = resource.annotations else { return }
        for (key, value) in annotations.entries {
            let name = key.scalarText
            guard name.hasPrefix("nginx.ingress.kubernetes.io/") || name.hasPrefix("nginx.org/"),
                name.hasSuffix("-snippet") || name.hasSuffix("-snippets")
            else { continue }
            let text = value.scalarText
            let isDangerous = ["_by_lua", "alias ", "root ", "/var/run/secrets", "load_module", "proxy_pass "]
                .contains { text.contains($0) }
            findings.add(
                "ingress \"\(resource.name)\" writes into the controller's configuration through \"\(name)\"",
                Subject(resource), [Evidence(value)], severity: isDangerous ? .critical : nil,
                remediation: remediation(name, value, annotations))
        }
    }

    /// Replaces the snippet when the controller has an annotation for each of its directives.
    private static func remediation(_ name: String, _ value: Node, _ annotations: Node) -> Remediation {
        let byHand = Remediation("replace the snippet by the controller's own annotations", .review)
        guard name == "nginx.ingress.kubernetes.io/configuration-snippet" else { return byHand }
        let statements = value.scalarText.split { $0 == ";" || $0 == "\n" }.map { statement in
            statement.split { $0 == " " || $0 == "\t" || $0 == "\r" }.map(String.init)
        }
        var edits = [Edit.remove(value)]
        for statement in statements where !statement.isEmpty {
            guard statement.count == 2, let annotation = Self.annotations[statement[0]] else { return byHand }
            // The annotations for timeouts take seconds without a unit.
            let isTimeout = annotation.hasSuffix("timeout")
            let argument = isTimeout && statement[1].hasSuffix("s") ? String(statement[1].dropLast()) : statement[1]
            guard !isTimeout || argument.allSatisfy(\.isNumber) else { return byHand }
            let key = "nginx.ingress.kubernetes.io/" + annotation
            edits.append(Edit(.set(.string(argument)), at: Evidence(below: annotations, [key])))
        }
        guard edits.count > 1 else { return byHand }
        return Remediation("use the annotations that the controller has for these directives", .safe, edits)
    }
}
