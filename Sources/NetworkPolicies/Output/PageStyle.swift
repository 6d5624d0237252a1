// SPDX-License-Identifier: Apache-2.0

/// What the pages have in common.
enum PageStyle {
    /// Colours for light and dark, and the type.
    static let base = """
        :root {
          --ground: #f7f8fa; --panel: #ffffff; --ink: #1c2330; --quiet: #5d6778; --line: #dde2ea;
          --accent: #2457d6; --accent-soft: #e6edfd; --allow: #18794e; --allow-soft: #e3f4ea;
          --deny: #b42318; --deny-soft: #fdeceb; --warn: #8a5a00; --warn-soft: #fdf3dc;
          --heat-0: #f0f2f6; --heat: 36, 87, 214;
        }
        @media (prefers-color-scheme: dark) {
          :root:not([data-theme="light"]) {
            --ground: #10141b; --panel: #181e28; --ink: #e6eaf2; --quiet: #98a3b6; --line: #2a3342;
            --accent: #82a9ff; --accent-soft: #1d2b4a; --allow: #5fd39a; --allow-soft: #14301f;
            --deny: #ff8f85; --deny-soft: #3a1a18; --warn: #f0c264; --warn-soft: #362a10;
            --heat-0: #1e2531; --heat: 110, 155, 255;
          }
        }
        :root[data-theme="dark"] {
          --ground: #10141b; --panel: #181e28; --ink: #e6eaf2; --quiet: #98a3b6; --line: #2a3342;
          --accent: #82a9ff; --accent-soft: #1d2b4a; --allow: #5fd39a; --allow-soft: #14301f;
          --deny: #ff8f85; --deny-soft: #3a1a18; --warn: #f0c264; --warn-soft: #362a10;
          --heat-0: #1e2531; --heat: 110, 155, 255;
        }
        * { box-sizing: border-box; }
        html { -webkit-text-size-adjust: 100%; }
        body {
          margin: 0; background: var(--ground); color: var(--ink);
          font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif;
        }
        h1 { font-size: 1.5rem; line-height: 1.25; margin: 0; letter-spacing: -.01em; }
        h2 { font-size: 1.1rem; margin: 0; }
        code, .place { font: .85em/1.4 ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
        .place { color: var(--quiet); overflow-wrap: anywhere; }
        a { color: var(--accent); }
        :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }

        """
}
