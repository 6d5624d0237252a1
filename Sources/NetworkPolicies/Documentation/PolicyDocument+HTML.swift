// SPDX-License-Identifier: Apache-2.0

extension PolicyDocument {
    /// One page without requests and without scripts.
    var html: String {
        let documented = sections.filter { !$0.isWithoutPolicies }
        let bare = sections.filter(\.isWithoutPolicies)
        var body = "<header><h1>Network policies</h1><p>\(HTML.escaped(summary))</p></header>\n<nav><ul>\n"
        for (number, section) in documented.enumerated() {
            body += "<li><a href=\"#s\(number)\">\(title(section))</a> <span>\(section.entries.count)</span></li>\n"
        }
        if !bare.isEmpty { body += "<li><a href=\"#bare\">Without policies</a> <span>\(bare.count)</span></li>\n" }
        body += "</ul></nav>\n<main>\n"
        for (number, section) in documented.enumerated() {
            body += "<section id=\"s\(number)\">\n<h2>\(title(section))</h2>\n" + open(section)
            body += section.entries.map { html($0) }.joined() + "</section>\n"
        }
        if !bare.isEmpty { body += html(bare: bare) }
        if !unevaluated.isEmpty {
            let items = unevaluated.map { "<li>\(HTML.escaped($0))</li>" }.joined()
            body += "<section><h2>Not evaluated</h2><ul>\(items)</ul></section>\n"
        }
        return HTML.page(title: "Network policies", style: PageStyle.base + Self.style, body: body + "</main>\n")
    }

    private func title(_ section: Section) -> String {
        section.namespace.isEmpty ? "The whole cluster" : "Namespace \(HTML.escaped(section.namespace))"
    }

    private func html(bare: [Section]) -> String {
        let items = bare.map { section in
            "<li><b>\(HTML.escaped(section.namespace))</b> \(HTML.escaped(NameList.text(section.workloads)))</li>\n"
        }
        return
            "<section id=\"bare\">\n<h2>Namespaces without policies</h2>\n<p class=\"open\">Everything may connect to "
            + "and from these workloads.</p>\n<ul>\n\(items.joined())</ul>\n</section>\n"
    }

    private func open(_ section: Section) -> String {
        var text = section.open.map { entry in
            let direction = entry.direction == .ingress ? "ingress" : "egress"
            return "<p class=\"open\"><b>Open for \(direction)</b> No policy of the namespace restricts it for "
                + "\(HTML.escaped(NameList.text(entry.workloads))).</p>\n"
        }
        .joined()
        if !section.onHost.isEmpty {
            text +=
                "<p class=\"open\"><b>On the node's network</b> Policies do not apply to "
                + "\(HTML.escaped(NameList.text(section.onHost))).</p>\n"
        }
        return text
    }

    private func html(_ entry: Entry) -> String {
        var facts = ["<span class=\"place\">\(HTML.escaped(entry.place))</span>"]
        if let since = entry.since { facts.append(HTML.escaped(since)) }
        if let priority = entry.priority { facts.append("priority \(priority)") }
        let purpose =
            entry.purpose.map { "<p class=\"purpose\">\(HTML.escaped($0))</p>" }
            ?? "<p class=\"purpose none\">Nothing says what it is for.</p>"
        let selected = entry.workloads.isEmpty ? "no workload of the input" : NameList.text(entry.workloads)
        var text = "<article>\n<h3>\(HTML.escaped(entry.title))</h3>\n\(purpose)\n"
        text += "<p class=\"facts\">\(facts.joined(separator: " · "))</p>\n<dl>\n"
        text += "<dt>Selects</dt><dd>\(HTML.escaped(entry.selection)): <b>\(HTML.escaped(selected))</b></dd>\n"
        for direction in Direction.allCases {
            text += "<dt>\(direction.rawValue)</dt><dd>"
            if let side = entry.sides.first(where: { $0.direction == direction }) {
                text += html(side, entry)
            } else {
                text += "<span class=\"quiet\">not affected</span>"
            }
            text += "</dd>\n"
        }
        return text + "</dl>\n</article>\n"
    }

    private func html(_ side: Side, _ entry: Entry) -> String {
        guard !side.rules.isEmpty else {
            return entry.isNetworkPolicy ? "<span class=\"closed\">nothing is allowed</span>" : "no rules"
        }
        let items = side.rules.map { rule -> String in
            var line = entry.isNetworkPolicy ? "" : "<b>\(rule.action.rawValue)</b> "
            line += (side.direction == .ingress ? "from " : "to ") + HTML.escaped(rule.peers.joined(separator: "; "))
            if let workloads = rule.workloads {
                let names = workloads.isEmpty ? "none at present" : NameList.text(workloads, limit: 5)
                line += " <span class=\"quiet\">(\(HTML.escaped(names)))</span>"
            }
            line += " on <b>\(HTML.escaped(rule.ports))</b>"
            if rule.isForEveryone { line += " <span class=\"mark\">open to everyone</span>" }
            if let note = rule.note { line += "<br><i>\(HTML.escaped(note))</i>" }
            return "<li>\(line) <span class=\"place\">\(HTML.escaped(rule.place))</span></li>\n"
        }
        return "<ul>\n\(items.joined())</ul>"
    }

    private static let style = """
        body { max-width: 74rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; display: grid;
          grid-template-columns: 15rem minmax(0, 1fr); gap: 0 2.5rem; }
        header { grid-column: 1 / -1; margin-bottom: 1.5rem; }
        header p { margin: .25rem 0 0; color: var(--quiet); }
        nav { position: sticky; top: 1rem; align-self: start; max-height: calc(100vh - 2rem); overflow: auto; }
        nav ul { list-style: none; margin: 0; padding: 0; }
        nav li { display: flex; justify-content: space-between; gap: .5rem; padding: .2rem 0; }
        nav a { text-decoration: none; overflow-wrap: anywhere; }
        nav span { color: var(--quiet); }
        section { margin-bottom: 2.5rem; }
        section > h2 { padding-bottom: .5rem; border-bottom: 1px solid var(--line); margin-bottom: 1rem; }
        article { background: var(--panel); border: 1px solid var(--line); border-radius: 10px; padding: 1rem 1.25rem;
          margin: 0 0 1rem; }
        h3 { margin: 0; font-size: 1rem; overflow-wrap: anywhere; }
        .purpose { margin: .35rem 0; }
        .purpose.none { color: var(--warn); font-style: italic; }
        .facts, .quiet { color: var(--quiet); font-size: .9rem; }
        .facts { margin: .35rem 0 .75rem; }
        dl { display: grid; grid-template-columns: 5rem minmax(0, 1fr); gap: .4rem 1rem; margin: 0; }
        dt { color: var(--quiet); }
        dd { margin: 0; overflow-wrap: anywhere; }
        dd ul { margin: 0; padding-left: 1.1rem; }
        dd li { margin-bottom: .3rem; }
        .closed { color: var(--allow); font-weight: 600; }
        .mark { background: var(--warn-soft); color: var(--warn); border-radius: 5px; padding: 0 .4rem; font-weight: 600; }
        .open { background: var(--warn-soft); color: var(--ink); border-radius: 8px; padding: .5rem .75rem;
          margin: 0 0 .75rem; }
        .open b { color: var(--warn); margin-right: .35rem; }
        @media (max-width: 48rem) {
          body { display: block; }
          nav { position: static; max-height: none; margin-bottom: 1.5rem; }
          dl { grid-template-columns: 1fr; gap: .1rem; }
          dd { margin-bottom: .5rem; }
        }
        @media print { nav { display: none; } body { display: block; } article { break-inside: avoid; } }

        """
}
