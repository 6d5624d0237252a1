// SPDX-License-Identifier: Apache-2.0

/// The page's own style, on top of what all pages have.
enum ConnectionPageStyle {
    static let text = """
        body { min-height: 100vh; display: flex; flex-direction: column; }
        .top { display: flex; flex-wrap: wrap; gap: 1rem 2rem; justify-content: space-between; align-items: center;
          padding: 1.25rem 1.75rem .75rem; }
        .top p { margin: .2rem 0 0; color: var(--quiet); }
        .tools { display: flex; gap: .6rem; align-items: center; }
        .search { position: relative; }
        input { width: min(22rem, 60vw); font: inherit; color: inherit; background: var(--panel);
          border: 1px solid var(--line); border-radius: 9px; padding: .45rem .8rem; }
        button { font: inherit; color: inherit; cursor: pointer; background: var(--panel);
          border: 1px solid var(--line); border-radius: 9px; padding: .45rem .8rem; }
        button:hover { border-color: var(--accent); }
        #results { position: absolute; z-index: 5; right: 0; left: 0; top: calc(100% + .3rem); margin: 0; padding: .3rem;
          list-style: none; background: var(--panel); border: 1px solid var(--line); border-radius: 10px;
          box-shadow: 0 12px 32px rgba(10, 20, 40, .18); max-height: 22rem; overflow: auto; }
        #results li { padding: .35rem .6rem; border-radius: 7px; cursor: pointer; overflow-wrap: anywhere; }
        #results li[aria-selected="true"], #results li:hover { background: var(--accent-soft); }
        #results small, .quiet { color: var(--quiet); }
        #trail { padding: 0 1.75rem; min-height: 2rem; display: flex; flex-wrap: wrap; gap: .35rem; align-items: center;
          color: var(--quiet); }
        #trail button { border: 0; background: none; padding: 0; color: var(--accent); }
        #trail b { color: var(--ink); font-weight: 600; }
        main { flex: 1; display: grid; grid-template-columns: minmax(0, 1fr) 25rem; gap: 1.25rem; align-items: start;
          padding: .25rem 1.75rem 2rem; }
        .stage, aside { background: var(--panel); border: 1px solid var(--line); border-radius: 14px; }
        .stage { padding: 1rem 1.25rem 1.1rem; min-width: 0; }
        aside { padding: 1.1rem 1.25rem; position: sticky; top: 1rem; max-height: calc(100vh - 2rem); overflow: auto; }
        .readout { min-height: 1.5rem; color: var(--quiet); overflow: hidden; text-overflow: ellipsis;
          white-space: nowrap; }
        .readout b { color: var(--ink); font-weight: 600; }
        .scroll { overflow: auto; max-height: calc(100vh - 13rem); }
        canvas { display: block; cursor: pointer; border-radius: 6px; }
        canvas:focus-visible { outline-offset: -2px; }
        .legend { display: flex; flex-wrap: wrap; gap: .4rem 1.1rem; margin-top: .8rem; color: var(--quiet);
          font-size: .85rem; }
        .legend span { display: inline-flex; align-items: center; gap: .4rem; }
        .legend i { width: 1rem; height: 1rem; border-radius: 4px; display: inline-block; background: var(--heat-0); }
        .legend .all { background: rgb(var(--heat)); }
        .legend .some { background: repeating-linear-gradient(135deg, rgba(var(--heat), .85) 0 2px,
          rgba(var(--heat), .35) 2px 5px); }
        .legend .ramp { width: 5rem; background: linear-gradient(90deg, rgba(var(--heat), .14), rgb(var(--heat))); }
        .legend .depends { background: linear-gradient(225deg, var(--warn) 0 35%, var(--heat-0) 35%); }
        aside h2 { margin-bottom: .5rem; overflow-wrap: anywhere; }
        aside h3 { font-size: .78rem; text-transform: uppercase; letter-spacing: .06em; color: var(--quiet);
          margin: 1.2rem 0 .4rem; }
        .figures { display: grid; grid-template-columns: 1fr 1fr; gap: .6rem; margin: .2rem 0 0; }
        .figure { border: 1px solid var(--line); border-radius: 10px; padding: .55rem .75rem; }
        .figure b { display: block; font-size: 1.45rem; line-height: 1.25; letter-spacing: -.02em; }
        .figure span { color: var(--quiet); font-size: .85rem; line-height: 1.3; display: block; }
        .verdict { display: inline-block; border-radius: 7px; padding: .15rem .6rem; font-weight: 600;
          overflow-wrap: anywhere; }
        .verdict.allow, .tag.allow { background: var(--allow-soft); color: var(--allow); }
        .verdict.deny, .tag.deny { background: var(--deny-soft); color: var(--deny); }
        .verdict.warn, .tag.warn { background: var(--warn-soft); color: var(--warn); }
        .pair { font-size: 1.05rem; font-weight: 600; line-height: 1.4; overflow-wrap: anywhere; margin: 0 0 .5rem; }
        .pair span { color: var(--quiet); font-weight: 400; }
        .step { border-left: 3px solid var(--line); padding: .1rem 0 .1rem .8rem; margin: .55rem 0; }
        .step.allow { border-color: var(--allow); }
        .step.deny { border-color: var(--deny); }
        .step p { margin: 0; }
        .rule { margin: .3rem 0 0; overflow-wrap: anywhere; }
        .rule .place { display: block; }
        .tag { border-radius: 5px; padding: 0 .35rem; font-size: .85rem; font-weight: 600; }
        .other { display: flex; justify-content: space-between; gap: .75rem; align-items: center; margin-top: 1.1rem;
          padding-top: .9rem; border-top: 1px solid var(--line); }
        .list { list-style: none; margin: 0; padding: 0; }
        .list li { border-top: 1px solid var(--line); }
        .list li:first-child { border-top: 0; }
        .list button { border: 0; border-radius: 0; background: none; width: 100%; text-align: left; padding: .35rem .1rem;
          display: flex; justify-content: space-between; gap: 1rem; }
        .list button:hover { background: var(--accent-soft); }
        .list button span:first-child { overflow-wrap: anywhere; }
        .list button span:last-child { color: var(--quiet); text-align: right; overflow-wrap: anywhere; max-width: 55%; }
        #lists { display: grid; grid-template-columns: 1fr 1fr; gap: 1.75rem; }
        #lists[hidden] { display: none; }
        #lists h2 { margin-bottom: .4rem; }
        #lists h3 { font-size: .85rem; color: var(--quiet); margin: .9rem 0 .15rem; font-weight: 600; }
        @media (max-width: 68rem) {
          main { grid-template-columns: minmax(0, 1fr); padding: .25rem 1rem 1.5rem; }
          aside { position: static; max-height: none; }
          .top, #trail { padding-left: 1rem; padding-right: 1rem; }
          .scroll { max-height: none; }
        }
        @media (max-width: 40rem) { #lists { grid-template-columns: 1fr; } }
        @media print { .tools { display: none; } main { display: block; } .scroll { max-height: none; } }

        """
}
