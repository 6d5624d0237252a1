// SPDX-License-Identifier: Apache-2.0

/// The page's own script: it draws the tables that the page holds, and asks nobody for anything.
enum ConnectionPageScript {
    static let text = #"""
        "use strict";
        (() => {
          const $ = id => document.getElementById(id);
          const root = document.documentElement;
          addEventListener("error", event => { root.dataset.error = event.message || "error"; });
          const D = JSON.parse($("data").textContent);
          const W = D.workloads.length, NS = D.namespaces.length;

          /* Everything that opens (S) or accepts (T) connections: workloads first, then what lies outside. */
          const workloads = D.workloads.map(([ns, name, kind, pods, flags, out, into, like]) =>
            ({ ns, name, kind, pods, flags, out, into, like, title: D.namespaces[ns] + "/" + name }));
          const outside = title => ({ ns: NS, name: title, kind: "External", flags: 0, out: -1, into: -1, title });
          const S = workloads.concat(D.sources.map(outside));
          const T = workloads.concat(D.destinations.map(outside));
          const routes = S.length, published = S.length + 1;
          const hasRoutes = D.entries.some(e => e[0]), hasPublished = D.entries.some(e => !e[0]);
          const way = (title, name) => ({ ns: NS, name, kind: "Entry", flags: 0, out: -1, into: -1, title });
          S.push(way("ingress controller", "ingress controller"), way("published Services", "published Services"));

          const expand = sides => sides.map(side => {
            const row = [];
            for (let i = 0; i < side.r.length; i += 2) for (let n = side.r[i + 1]; n > 0; n--) row.push(side.r[i]);
            return { row: Uint16Array.from(row), s: side.s };
          });
          const out = expand(D.out), into = expand(D.in);
          const meetings = new Map(D.meet.map(([a, b, c]) => [a + "," + b, c]));
          const depends = new Set(D.depends.map(([a, b]) => a + "," + b));
          const entries = new Map();
          for (const entry of D.entries) {
            const key = (entry[0] ? routes : published) + "," + entry[1];
            if (!entries.has(key)) entries.set(key, []);
            entries.get(key).push(entry);
          }

          const meet = (a, b) => a === b || b === 1 ? a : a === 1 ? b : !a || !b ? 0 : meetings.get(a + "," + b) ?? 0;
          const outSide = (s, t) => S[s].out < 0 ? null : out[S[s].out].s[out[S[s].out].row[t]];
          const inSide = (s, t) => T[t].into < 0 ? null : into[T[t].into].s[into[T[t].into].row[s]];
          function ports(s, t) {
            if (s >= W && t >= W) return 0;
            if (s >= routes) {
              const found = entries.get(s + "," + t) ?? [];
              return found.length ? found.map(e => e[2]).sort((a, b) => (b === 1) - (a === 1) || b - a)[0] : 0;
            }
            const a = outSide(s, t), b = inSide(s, t);
            return meet(a ? a[0] : 1, b ? b[0] : 1);
          }
          const portsText = (s, t) => s < routes ? D.ports[ports(s, t)]
            : [...new Set((entries.get(s + "," + t) ?? []).filter(e => e[2]).map(e => D.ports[e[2]]))].join("; ")
              || "No Connections";
          const isUnknown = (s, t) => ((S[s].flags | T[t].flags) & 2) !== 0;
          function verdict(s, t) {
            if (s === t && s < W) return "self";
            if (s >= routes && !entries.has(s + "," + t)) return "none";
            if (isUnknown(s, t)) return "unknown";
            const p = ports(s, t);
            return p === 0 ? "deny" : p === 1 ? "all" : "some";
          }

          const isDependent = (s, t) => s < W && t < W && depends.has(workloads[s].like + "," + workloads[t].like);

          /* The rows and columns of a namespace; the last one is what lies outside. */
          const range = (from, to) => Array.from({ length: to - from }, (_, i) => from + i);
          const members = Array.from({ length: NS }, (_, ns) => range(0, W).filter(i => workloads[i].ns === ns));
          const outsideRows = range(W, routes).concat(hasRoutes ? [routes] : [], hasPublished ? [published] : []);
          const rowsOf = ns => ns < NS ? members[ns] : outsideRows;
          const columnsOf = ns => ns < NS ? members[ns] : range(W, T.length);
          const names = D.namespaces.concat("outside");

          /* Workloads that nothing tells apart are looked at once. */
          const kinds = rows => {
            const found = new Map();
            for (const i of rows) {
              const key = i < W ? workloads[i].like + "," + workloads[i].flags : "outside " + i;
              if (!found.has(key)) found.set(key, []);
              found.get(key).push(i);
            }
            return [...found.values()];
          };
          const rowKinds = range(0, NS + 1).map(ns => kinds(rowsOf(ns)));
          const columnKinds = range(0, NS + 1).map(ns => kinds(columnsOf(ns)));
          const shares = names.map((_, a) => names.map((_, b) => {
            if (a === NS && b === NS) return null;
            let pairs = 0, all = 0, some = 0, odd = 0;
            const add = (v, n) => {
              if (v === "self" || v === "none" || !n) return;
              pairs += n;
              if (v === "all") all += n; else if (v === "some") some += n; else if (v === "unknown") odd += n;
            };
            for (const left of rowKinds[a]) for (const right of columnKinds[b]) {
              const isSame = a === b && left[0] === right[0];
              if (left[0] >= routes) for (const t of right) add(verdict(left[0], t), 1);
              else if (isSame) add(right.length > 1 ? verdict(left[0], right[1]) : "none", right.length * (right.length - 1));
              else add(verdict(left[0], right[0]), left.length * right.length);
            }
            return { pairs, all, some, odd, share: pairs ? (all + some) / pairs : 0 };
          }));
          const total = { pairs: 0, open: 0 };
          for (let a = 0; a < NS; a++) for (let b = 0; b < NS; b++) {
            total.pairs += shares[a][b].pairs;
            total.open += shares[a][b].all + shares[a][b].some;
          }

          /* Small helpers for the document: text only ever arrives as text. */
          function make(tag, options = {}, ...children) {
            const node = document.createElement(tag);
            for (const [key, value] of Object.entries(options)) {
              if (key === "onclick") node.addEventListener("click", value);
              else if (key === "class") node.className = value;
              else node.setAttribute(key, value);
            }
            node.append(...children.filter(child => child !== null && child !== undefined));
            return node;
          }
          const percent = share => share === 0 ? "0 %" : share === 1 ? "100 %"
            : Math.min(99, Math.max(1, Math.round(share * 100))) + " %";
          const count = (n, one, many) => n.toLocaleString("en") + " " + (n === 1 ? one : many);
          const css = name => getComputedStyle(root).getPropertyValue(name).trim();

          /* A grid on a canvas: one focus cell, moved with the pointer or the arrow keys. */
          const canvas = $("grid"), context = canvas.getContext("2d");
          let grid = null, cursor = null, hover = null;
          function textWidth(text) { return context.measureText(text).width; }
          function shorten(text, width) {
            if (textWidth(text) <= width) return text;
            let low = 0, high = text.length;
            while (low < high) {
              const middle = (low + high + 1) >> 1;
              if (textWidth(text.slice(0, middle) + "…") <= width) low = middle; else high = middle - 1;
            }
            return text.slice(0, low) + "…";
          }
          const font = (size, weight = 400) => weight + " " + size + "px " + getComputedStyle(document.body).fontFamily;

          function layout() {
            const space = Math.max(260, $("scroll").clientWidth);
            context.font = font(13, 600);
            const longest = Math.max(...grid.rows.map(textWidth), 40);
            const left = Math.min(longest + 18, space * .36, 230);
            const longestColumn = Math.max(...grid.columns.map(textWidth), 20);
            const fit = margin => Math.max(3, Math.min(grid.wide,
              Math.floor((space - left - 8 - margin) / grid.columns.length)));
            const lean = Math.min(longestColumn, 170) * .7;
            const slanted = longestColumn > fit(0) - 10;
            const width = slanted ? fit(lean) : fit(0);
            const rows = grid.rows.length;
            const height = width >= 40 ? 34 : Math.max(3, Math.min(width, 34, rows * width > 900 ? width : 34));
            const labels = width >= 11;
            const top = !labels ? 8 : slanted ? lean + 22 : 30;
            const right = labels && slanted ? lean : 4;
            Object.assign(grid, { left: height >= 11 ? left : 8, top, width, height, slanted, labels, right });
            const scale = Math.min(window.devicePixelRatio || 1, 2);
            const w = grid.left + width * grid.columns.length + right, h = top + height * rows + 4;
            canvas.width = Math.round(w * scale);
            canvas.height = Math.round(h * scale);
            canvas.style.width = w + "px";
            canvas.style.height = h + "px";
            context.setTransform(scale, 0, 0, scale, 0, 0);
          }

          function hatch(color) {
            const tile = document.createElement("canvas");
            tile.width = tile.height = 6;
            const pen = tile.getContext("2d");
            pen.strokeStyle = color;
            pen.lineWidth = 1.6;
            pen.beginPath();
            for (const d of [-6, 0, 6]) { pen.moveTo(d - 1, 7); pen.lineTo(d + 7, -1); }
            pen.stroke();
            return context.createPattern(tile, "repeat");
          }

          function draw() {
            if (!grid) return;
            layout();
            const heat = css("--heat"), empty = css("--heat-0"), ink = css("--ink"), quiet = css("--quiet");
            const warn = css("--warn"), panel = css("--panel"), stripes = hatch("rgba(" + heat + ",.9)"), light = hatch(panel);
            context.clearRect(0, 0, canvas.width, canvas.height);
            const gap = grid.width > 12 ? 2 : grid.width > 5 ? 1 : 0;
            grid.rows.forEach((_, r) => grid.columns.forEach((_, c) => {
              const cell = grid.cell(r, c);
              const x = grid.left + c * grid.width, y = grid.top + r * grid.height;
              const w = grid.width - gap, h = grid.height - gap;
              const box = fill => { context.fillStyle = fill; context.beginPath();
                gap > 1 ? context.roundRect(x, y, w, h, Math.min(5, w / 4)) : context.rect(x, y, w, h); context.fill(); };
              if (cell.kind === "none") return;
              box(cell.kind === "self" ? panel : empty);
              if (cell.kind === "heat" && cell.share > 0) {
                box("rgba(" + heat + "," + (.14 + .86 * cell.share) + ")");
                if (cell.limited) { context.globalAlpha = .38; box(light); context.globalAlpha = 1; }
              }
              if (cell.kind === "all") box("rgb(" + heat + ")");
              if (cell.kind === "some") { box("rgba(" + heat + ",.28)"); context.globalAlpha = .55; box(stripes);
                context.globalAlpha = 1; }
              if (cell.kind === "unknown" && w > 6) { context.fillStyle = quiet; context.font = font(Math.min(12, h - 2), 600);
                context.textAlign = "center"; context.textBaseline = "middle"; context.fillText("?", x + w / 2, y + h / 2); }
              if (cell.text && w >= 34) {
                context.font = font(12, 600);
                context.textAlign = "center";
                context.textBaseline = "middle";
                const strong = cell.kind === "all" || cell.kind === "heat" && cell.share > .5;
                const words = shorten(cell.text, w - 4);
                if (cell.limited || cell.kind === "some") {
                  const width = textWidth(words) + 10;
                  context.fillStyle = panel;
                  context.globalAlpha = .86;
                  context.beginPath();
                  context.roundRect(x + w / 2 - width / 2, y + h / 2 - 9, width, 18, 5);
                  context.fill();
                  context.globalAlpha = 1;
                  context.fillStyle = ink;
                } else context.fillStyle = strong ? panel : cell.kind === "heat" && !cell.share ? quiet : ink;
                context.fillText(words, x + w / 2, y + h / 2 + .5);
              }
              if (cell.depends) {
                const edge = Math.min(w, h, 14) * (w < 8 ? .9 : .7);
                context.fillStyle = warn;
                context.beginPath();
                context.moveTo(x + w - edge, y);
                context.lineTo(x + w, y);
                context.lineTo(x + w, y + edge);
                context.fill();
              }
            }));
            drawLabels(ink, quiet);
            const spot = cursor ?? hover;
            if (spot) {
              context.strokeStyle = ink;
              context.lineWidth = 2;
              context.strokeRect(grid.left + spot.c * grid.width - 1, grid.top + spot.r * grid.height - 1,
                grid.width - gap + 2, grid.height - gap + 2);
            }
          }

          function drawLabels(ink, quiet) {
            const spot = hover ?? cursor;
            context.textBaseline = "middle";
            if (grid.height >= 11) grid.rows.forEach((label, r) => {
              context.font = font(Math.min(13, grid.height - 1), spot && spot.r === r ? 600 : 400);
              context.fillStyle = spot && spot.r === r ? ink : quiet;
              context.textAlign = "right";
              context.fillText(shorten(label, grid.left - 14), grid.left - 8, grid.top + (r + .5) * grid.height - 1);
            });
            if (grid.labels) grid.columns.forEach((label, c) => {
              context.font = font(Math.min(13, grid.width - 1), spot && spot.c === c ? 600 : 400);
              context.fillStyle = spot && spot.c === c ? ink : quiet;
              context.save();
              context.translate(grid.left + (c + .5) * grid.width - (grid.slanted ? 3 : 1), grid.top - (grid.slanted ? 8 : 14));
              if (grid.slanted) context.rotate(-Math.PI / 4);
              context.textAlign = grid.slanted ? "left" : "center";
              context.fillText(shorten(label, grid.slanted ? 165 : grid.width - 4), 0, 0);
              context.restore();
            });
          }

          function spotAt(event) {
            const box = canvas.getBoundingClientRect();
            const c = Math.floor((event.clientX - box.left - grid.left) / grid.width);
            const r = Math.floor((event.clientY - box.top - grid.top) / grid.height);
            return r >= 0 && c >= 0 && r < grid.rows.length && c < grid.columns.length ? { r, c } : null;
          }
          let pending = false;
          const redraw = () => { if (!pending) { pending = true; requestAnimationFrame(() => { pending = false; draw(); }); } };
          function tell(spot) {
            const line = spot ? grid.tell(spot.r, spot.c) : grid.hint;
            $("readout").replaceChildren(...[].concat(line));
          }
          canvas.addEventListener("mousemove", event => {
            const spot = spotAt(event);
            if (spot?.r === hover?.r && spot?.c === hover?.c) return;
            hover = spot;
            tell(spot ?? cursor);
            redraw();
          });
          canvas.addEventListener("mouseleave", () => { hover = null; tell(cursor); redraw(); });
          canvas.addEventListener("click", event => {
            const spot = spotAt(event);
            if (spot) { cursor = spot; grid.pick(spot.r, spot.c); }
          });
          canvas.addEventListener("keydown", event => {
            const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
            if (step) {
              const from = cursor ?? { r: 0, c: 0 }, first = !cursor;
              cursor = first ? from : { r: Math.min(grid.rows.length - 1, Math.max(0, from.r + step[0])),
                c: Math.min(grid.columns.length - 1, Math.max(0, from.c + step[1])) };
              hover = null;
              tell(cursor);
              redraw();
            } else if ((event.key === "Enter" || event.key === " ") && cursor) grid.pick(cursor.r, cursor.c);
            else if (event.key === "Escape") location.hash = parent();
            else return;
            event.preventDefault();
          });

          /* Views. Where one is stands in the address, so that going back works and places can be shared. */
          const home = D.focus.length === 1 ? "w=" + D.focus[0] : NS === 1 ? "m=0,0" : "all";
          const here = () => Object.fromEntries((location.hash.slice(1) || home).split(";").filter(Boolean).map(part => {
            const [key, value = ""] = part.split("=");
            return [key, value.split(",").map(Number)];
          }));
          const inside = (value, lists) => value && value.length === lists.length
            && value.every((n, i) => Number.isInteger(n) && n >= 0 && n < lists[i]);
          const parent = () => { const h = here(); return h.p && h.m ? "m=" + h.m.join(",") : "all"; };
          const go = hash => { location.hash = hash; };
          const strong = text => make("b", {}, text);

          function overview() {
            const withOutside = D.sources.length > 0 || D.destinations.length > 0;
            const rows = withOutside ? names : D.namespaces;
            grid = {
              rows, columns: rows, wide: 76,
              cell: (r, c) => {
                const s = shares[r][c];
                if (!s || !s.pairs) return { kind: "none" };
                if (s.odd && !s.all && !s.some) return { kind: "unknown" };
                return { kind: "heat", share: s.share, limited: s.some > 0 && s.all === 0, text: grid.width < 46 ? percent(s.share).replace(" %", "") : percent(s.share) };
              },
              tell: (r, c) => {
                const s = shares[r][c];
                if (!s || !s.pairs) return "nothing to tell";
                const limited = s.some ? ", " + s.some.toLocaleString("en") + " of them on some ports only" : "";
                return [strong(rows[r] + " → " + rows[c]),
                  ": " + (s.all + s.some).toLocaleString("en") + " of " + count(s.pairs, "pair", "pairs") + " can connect" + limited];
              },
              hint: "Rows open connections, columns accept them. Choose a cell to see its workloads.",
              pick: (r, c) => { if (shares[r][c]?.pairs) go("m=" + r + "," + c); },
            };
            canvas.setAttribute("aria-label", "Namespaces by namespaces; arrow keys move, Enter opens a cell");
            legend([["ramp", "share of workload pairs that can connect, in percent"], ["some", "on some ports only"], ["", "none"]]);
            $("trail").replaceChildren(strong("All namespaces"));
            figures();
          }

          function figures() {
            const openIn = range(0, W).filter(t => into[T[t].into]?.s.every(x => x[0] === 1));
            const openOut = range(0, W).filter(s => out[S[s].out]?.s.every(x => x[0] === 1));
            const exposed = [...new Set(D.entries.filter(e => e[2]).map(e => e[1]))];
            const figure = (value, text) => make("div", { class: "figure" }, make("b", {}, value), make("span", {}, text));
            const widest = shares.slice(0, NS).map((row, a) => ({ a, open: row.slice(0, NS).reduce((n, s) => n + s.all + s.some, 0),
              pairs: row.slice(0, NS).reduce((n, s) => n + s.pairs, 0) })).filter(x => x.open)
              .sort((x, y) => y.open / y.pairs - x.open / x.pairs || x.a - y.a).slice(0, 6);
            fill($("panel"), 
              make("h2", {}, "At a glance"),
              make("div", { class: "figures" },
                figure(percent(total.pairs ? total.open / total.pairs : 0), "of all pairs of workloads can connect"),
                figure(String(exposed.length), "reachable from outside"),
                figure(String(openIn.length), "accept everything"),
                figure(String(openOut.length), "connect to everything")),
              widest.length ? make("h3", {}, "Reach most") : null,
              list(widest.map(x => [D.namespaces[x.a], percent(x.open / x.pairs), "m=" + x.a + "," + x.a])),
              exposed.length ? make("h3", {}, "Reachable from outside") : null,
              list(exposed.slice(0, 12).map(t => [workloads[t].title, [...new Set(D.entries.filter(e => e[1] === t && e[2])
                .map(e => D.ports[e[2]]))].join("; "), "w=" + t])),
              exposed.length > 12 ? make("p", { class: "quiet" }, "and " + (exposed.length - 12) + " more") : null);
          }

          const fill = (node, ...children) => node.replaceChildren(...children.filter(child => child !== null));

          function list(items) {
            return items.length ? make("ul", { class: "list" }, ...items.map(([left, right, hash]) => make("li", {},
              make("button", { type: "button", onclick: () => go(hash) }, make("span", {}, left), make("span", {}, right))))) : null;
          }

          /* A namespace of very many workloads shows what is alike in one line. */
          const lines = (items, kinds) => items.length > 300 && kinds.length < items.length ? kinds : items.map(i => [i]);
          const MOST = 2000;

          function matrix([a, b], pair) {
            const rows = lines(rowsOf(a), rowKinds[a]).slice(0, MOST);
            const columns = lines(columnsOf(b), columnKinds[b]).slice(0, MOST);
            const label = side => line => side[line[0]].name + (line.length > 1 ? " +" + (line.length - 1) : "");
            const at = (r, c) => { const s = rows[r][0], t = columns[c];
              return [s, s < W && t[0] === s && t.length > 1 ? t[1] : t[0]]; };
            const base = "m=" + a + "," + b;
            grid = {
              rows: rows.map(label(S)), columns: columns.map(label(T)), wide: columns.length <= 6 ? 150 : 96,
              cell: (r, c) => {
                const [s, t] = at(r, c), kind = verdict(s, t);
                return { kind, depends: isDependent(s, t), text: grid.width >= 60 && "all,some".includes(kind)
                  ? portsText(s, t).replace("All Connections", "all") : "" };
              },
              tell: (r, c) => { const [s, t] = at(r, c), more = rows[r].length * columns[c].length - 1;
                return [strong(S[s].title + " → " + T[t].title), ": " + words(s, t)
                  + (more > 0 ? ", and " + more.toLocaleString("en") + " pairs like it" : "")]; },
              hint: "Choose a cell to see the rules that decide." + (rows.length === MOST || columns.length === MOST
                ? " The first 2,000 kinds of workloads are shown; search finds the others." : ""),
              pick: (r, c) => { const [s, t] = at(r, c);
                if (!["self", "none"].includes(verdict(s, t))) go(base + ";p=" + s + "," + t); },
            };
            canvas.setAttribute("aria-label", "Workloads of " + names[a] + " by workloads of " + names[b]
              + "; arrow keys move, Enter explains, Escape goes back");
            const kinds = [["all", "all ports"], ["some", "some ports"], ["", "no connection"]];
            if (D.depends.length) kinds.push(["depends", "network plug-ins differ"]);
            legend(kinds);
            $("trail").replaceChildren(make("button", { type: "button", onclick: () => go("all") }, "All namespaces"), "›",
              strong(a === b ? "inside " + names[a] : names[a] + " → " + names[b]));
            const find = (lines, i) => pair ? lines.findIndex(line => line.includes(i)) : -1;
            const r = find(rows, pair?.[0]), c = find(columns, pair?.[1]);
            if (pair && verdict(...pair) !== "none") {
              if (r >= 0 && c >= 0) cursor = { r, c };
              explain(pair[0], pair[1]);
            } else pairSummary(a, b);
          }

          function pairSummary(a, b) {
            const s = shares[a][b];
            const figure = (value, text) => make("div", { class: "figure" }, make("b", {}, value), make("span", {}, text));
            fill($("panel"), make("h2", {}, names[a] + " → " + names[b]),
              make("div", { class: "figures" },
                figure(percent(s.share), "of " + count(s.pairs, "pair", "pairs") + " can connect"),
                figure(s.all.toLocaleString("en"), "on all ports"), figure(s.some.toLocaleString("en"), "on some ports"),
                figure((s.pairs - s.all - s.some - s.odd).toLocaleString("en"), "not at all")),
              a === b ? list([["From outside", "m=" + NS + "," + a, NS, a], ["To outside", "m=" + a + "," + NS, a, NS]]
                .filter(x => shares[x[2]][x[3]]?.pairs).map(x => [x[0], percent(shares[x[2]][x[3]].share), x[1]])) : null,
              a !== b && shares[b][a] && shares[b][a].pairs ? make("div", { class: "other" },
                make("span", {}, "The other way: " + percent(shares[b][a].share)),
                make("button", { type: "button", onclick: () => go("m=" + b + "," + a) }, "Turn round")) : null);
          }

          const words = (s, t) => ({ self: "the same workload", none: "nothing leads there", unknown: "unknown: a policy that is not evaluated may decide",
            deny: "no connection", all: "all ports", some: portsText(s, t) })[verdict(s, t)]
            + (isDependent(s, t) ? " (plug-ins differ)" : "");

          function explain(s, t) {
            const v = verdict(s, t), tone = isDependent(s, t) ? "warn" : { all: "allow", some: "allow", deny: "deny" }[v] ?? "warn";
            const parts = [make("p", { class: "pair", id: "pair" }, S[s].title, make("span", {}, " → "), T[t].title),
              make("div", { class: "verdict " + tone, id: "verdict" },
                { all: "Allowed on all ports", some: "Allowed: " + portsText(s, t), deny: "Not allowed", self: "Itself",
                  unknown: "Unknown" }[v])];
            if (isDependent(s, t)) parts.push(make("p", { class: "quiet" }, "Depends on the network plug-in: they differ in "
              + "whether a policy for addresses matches pods too. This is the answer of one for which it does not."));
            if (s >= routes) {
              parts.push(make("h3", {}, "Through"), ...(entries.get(s + "," + t) ?? []).map(e =>
                make("div", { class: "step " + (e[2] ? "allow" : "deny") }, make("p", {}, e[3]),
                  make("p", { class: "quiet" }, D.ports[e[2]]), make("span", { class: "place" }, e[4]))));
              const from = s === routes ? s : range(W, routes).find(x => ports(x, t)) ?? W;
              parts.push(make("h3", {}, "Entering " + T[t].title + " from " + S[from].title), ...steps(T[t], inSide(from, t)));
            } else {
              parts.push(make("h3", {}, "Leaving " + S[s].title), ...steps(S[s], outSide(s, t)));
              parts.push(make("h3", {}, "Entering " + T[t].title), ...steps(T[t], inSide(s, t)));
              if (s < W && t < W) parts.push(make("div", { class: "other" },
                make("span", {}, "The other way: ", strong(words(t, s))),
                make("button", { type: "button", onclick: () => go("m=" + S[t].ns + "," + S[s].ns + ";p=" + t + "," + s) },
                  "Turn round")));
            }
            fill($("panel"), ...parts);
          }

          function steps(side, situation) {
            if (!situation) return [make("div", { class: "step allow" }, make("p", {}, side.kind === "External"
              ? "It lies outside: no policy applies to this side." : "It is on its node's network: no policy applies to this side."))];
            return situation.slice(1).map(number => {
              const [allowed, ports, text, rules] = D.decisions[number];
              return make("div", { class: "step " + (allowed ? "allow" : "deny") },
                make("p", {}, make("span", { class: "tag " + (allowed ? "allow" : "deny") }, allowed ? "allowed" : "denied"),
                  " " + (ports ? ports + ": " : situation.length > 2 ? "" : "all ports: ") + text),
                ...rules.map(([rule, place]) => make("div", { class: "rule" }, rule, make("span", { class: "place" }, place))));
            });
          }

          function workload(i) {
            const group = (peers, open, text, hash) => {
              const byNamespace = new Map();
              for (const peer of peers) if (open(peer)) {
                const ns = peer.item.ns;
                if (!byNamespace.has(ns)) byNamespace.set(ns, []);
                byNamespace.get(ns).push([peer.item.name, text(peer), hash(peer)]);
              }
              return [...byNamespace].sort((x, y) => x[0] - y[0]).flatMap(([ns, items]) =>
                [make("h3", {}, names[ns] + " · " + items.length), list(items)]);
            };
            const peers = items => items.map((item, index) => ({ item, index }));
            const live = v => !["deny", "self", "none"].includes(v);
            const to = peers(T), from = peers(S).filter(p => p.index !== routes || hasRoutes);
            const reach = group(to, p => live(verdict(i, p.index)), p => words(i, p.index),
              p => "m=" + workloads[i].ns + "," + p.item.ns + ";p=" + i + "," + p.index);
            const reached = group(from, p => live(verdict(p.index, i)), p => words(p.index, i),
              p => "m=" + p.item.ns + "," + workloads[i].ns + ";p=" + p.index + "," + i);
            const column = (title, content, none) => make("div", {}, make("h2", {}, title),
              ...(content.length ? content.filter(Boolean) : [make("p", { class: "quiet" }, none)]));
            $("lists").replaceChildren(column("Connects to", reach, "nothing"), column("Accepts from", reached, "nobody"));
            $("trail").replaceChildren(make("button", { type: "button", onclick: () => go("all") }, "All namespaces"), "›",
              make("button", { type: "button", onclick: () => go("m=" + workloads[i].ns + "," + workloads[i].ns) },
                names[workloads[i].ns]), "›", strong(workloads[i].name));
            const item = workloads[i];
            const protectedBy = side => side < 0 ? "on its node's network" : null;
            fill($("panel"), make("h2", {}, item.title), make("p", { class: "quiet" }, item.kind + ", "
              + count(item.pods, "pod", "pods") + (protectedBy(item.out) ? ", " + protectedBy(item.out) : "")),
              make("h3", {}, "In the matrix"), list([["Inside " + names[item.ns], "", "m=" + item.ns + "," + item.ns],
                ["From outside", "", "m=" + NS + "," + item.ns], ["To outside", "", "m=" + item.ns + "," + NS]]));
            legend([]);
          }

          function legend(items) {
            $("legend").replaceChildren(...items.map(([kind, text]) =>
              make("span", {}, kind ? make("i", { class: kind }) : make("i"), text)));
          }

          function show() {
            const h = here();
            cursor = null;
            hover = null;
            const isList = inside(h.w, [W]);
            $("lists").hidden = !isList;
            $("scroll").hidden = isList;
            $("readout").hidden = isList;
            if (isList) { grid = null; workload(h.w[0]); return; }
            const isMatrix = inside(h.m, [NS + 1, NS + 1]) && shares[h.m[0]][h.m[1]]?.pairs > 0;
            if (isMatrix) matrix(h.m, inside(h.p, [S.length, T.length]) ? h.p : null); else overview();
            tell(cursor);
            draw();
          }

          /* Search. */
          const search = $("search"), results = $("results");
          let chosen = 0, found = [];
          function find() {
            const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
            found = words.length ? range(0, W).filter(i => words.every(word =>
              (workloads[i].title + " " + workloads[i].kind).toLowerCase().includes(word))).slice(0, 12) : [];
            chosen = 0;
            results.replaceChildren(...(found.length || !words.length ? found.map((i, n) => make("li", { role: "option", id: "r" + n,
              "aria-selected": String(n === 0), onclick: () => choose(n) }, workloads[i].title + " ",
            make("small", {}, workloads[i].kind))) : [make("li", { class: "quiet" }, "no workload of that name")]));
            results.hidden = !words.length;
            search.setAttribute("aria-expanded", String(!results.hidden));
            search.setAttribute("aria-activedescendant", found.length ? "r0" : "");
          }
          function choose(n) {
            if (found[n] === undefined) return;
            search.value = "";
            find();
            go("w=" + workloads.indexOf(workloads[found[n]]));
          }
          search.addEventListener("input", find);
          search.addEventListener("keydown", event => {
            if (event.key === "Escape") { search.value = ""; find(); return; }
            if (event.key === "Enter") { choose(chosen); event.preventDefault(); return; }
            const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
            if (!step || !found.length) return;
            chosen = (chosen + step + found.length) % found.length;
            [...results.children].forEach((item, n) => item.setAttribute("aria-selected", String(n === chosen)));
            search.setAttribute("aria-activedescendant", "r" + chosen);
            event.preventDefault();
          });
          search.addEventListener("blur", () => setTimeout(() => { results.hidden = true; }, 200));
          addEventListener("keydown", event => {
            if (event.key === "/" && document.activeElement !== search) { search.focus(); event.preventDefault(); }
          });

          /* Light and dark. */
          const dark = matchMedia("(prefers-color-scheme: dark)");
          const isDark = () => root.dataset.theme ? root.dataset.theme === "dark" : dark.matches;
          const themed = () => { $("theme").textContent = isDark() ? "Light" : "Dark"; redraw(); };
          $("theme").addEventListener("click", () => { root.dataset.theme = isDark() ? "light" : "dark"; themed(); });
          dark.addEventListener("change", themed);
          addEventListener("resize", redraw);
          addEventListener("hashchange", show);

          $("summary").textContent = [count(NS, "namespace", "namespaces"), count(W, "workload", "workloads"),
            count(D.policies, "policy", "policies"), percent(total.pairs ? total.open / total.pairs : 0) + " of all pairs can connect"]
            .join(" · ");
          themed();
          show();
          root.dataset.ready = "true";
        })();

        """#
}
