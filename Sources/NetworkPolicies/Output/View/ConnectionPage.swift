// SPDX-License-Identifier: Apache-2.0

/// The page on which one looks at all connections: namespaces first, then workloads, then the rules that decide.
struct ConnectionPage {
    private let list: ConnectionList
    private let focus: Set<Int>

    /// - Parameter focus: the endpoints that the user asked about; the page opens with the only one.
    init(_ list: ConnectionList, focus: Set<Int>) {
        self.list = list
        self.focus = focus
    }

    var html: String {
        var data = ConnectionPageData(list, focus: focus)
        let body = Self.body + "<script type=\"application/json\" id=\"data\">\(data.json())</script>\n"
        return HTML.page(
            title: "Who can talk to whom", style: PageStyle.base + ConnectionPageStyle.text, body: body,
            script: ConnectionPageScript.text)
    }

    private static let body = """
        <header class="top">
          <div><h1>Who can talk to whom</h1><p id="summary">This page needs JavaScript, its own, and nothing else.</p></div>
          <div class="tools">
            <div class="search"><input id="search" type="search" placeholder="Find a workload" autocomplete="off"
              spellcheck="false" role="combobox" aria-expanded="false" aria-controls="results" aria-label="Find a workload">
              <ul id="results" role="listbox" hidden></ul></div>
            <button id="theme" type="button" aria-label="Light or dark"></button>
          </div>
        </header>
        <nav id="trail" aria-label="Where you are"></nav>
        <main>
          <section class="stage">
            <div class="readout" id="readout" aria-live="polite"></div>
            <div class="scroll" id="scroll"><canvas id="grid" tabindex="0" role="application"></canvas></div>
            <div id="lists" hidden></div>
            <div class="legend" id="legend"></div>
          </section>
          <aside id="panel"></aside>
        </main>

        """
}
