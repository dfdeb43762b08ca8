"""The style of an estimation's report: it stands inside the page, so that the file can be sent alone."""

STYLE = """
:root { --ink: #17212b; --soft: #53616e; --line: #d8dfe5; --paper: #fff; --accent: #0b5c7a; --limit: #8593a0; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e4eaef; --soft: #a8b4bf; --line: #2f3b46; --paper: #10171e; --accent: #74c6e2; --limit: #75838f; }
}
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: break-word; }
main { max-width: 52rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.45rem; line-height: 1.25; } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
figure { margin: 1rem 0 1.6rem; } figcaption, caption { color: var(--soft); font-size: .88rem; text-align: left; }
.scroll { overflow-x: auto; max-width: 100%; margin-bottom: 1rem; }
.scroll:focus-visible, summary:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; line-height: 1.4; }
th, td { padding: .4rem .7rem .4rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; font-weight: 400; }
td:last-child { min-width: 9rem; padding-right: 0; }
thead th { font-weight: 650; font-size: .85rem; color: var(--soft); }
.figures td, .num { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td.words, td.withheld { text-align: left; white-space: normal; }
summary { cursor: pointer; color: var(--accent); padding: .5rem 0; }
.chart { display: block; width: 100%; height: auto; }
.chart text { font-size: 13px; fill: var(--soft); font-family: inherit; }
.chart .e { text-anchor: end; } .chart .m { text-anchor: middle; }
.chart .grid { stroke: var(--line); }
.chart .peer line { stroke: var(--limit); stroke-width: 2.6; stroke-linecap: round; } .chart .peer circle { fill: var(--soft); }
.chart .mine line { stroke: var(--accent); stroke-width: 4; stroke-linecap: round; } .chart .mine circle { fill: var(--accent); }
.chart .mine text { fill: var(--accent); font-weight: 700; }
.chart .reference { stroke: var(--accent); stroke-width: 1.2; stroke-dasharray: 3 4; }
@media (max-width: 40rem) { .chart text { font-size: 22px; } }
@media print { body { background: #fff; color: #000; } figure, tr { break-inside: avoid; } }
"""
