import { componentStyles } from './styles-components'

/** One stylesheet for all pages, with no build step. Supports light and dark mode, and widths from 320 px. */
export const styles = `
:root {
  color-scheme: light dark;
  --bg: #f6f7f9; --panel: #ffffff; --side: #eef1f5; --ink: #171a21; --soft: #545c6b; --line: #d9dee6;
  --accent: #2f5bd0; --accent-ink: #ffffff; --accent-soft: #e8eefc; --good: #12694a; --good-soft: #e0f4ea;
  --warn: #7a4b00; --warn-soft: #fdf1d7; --bad: #b3261e; --bad-soft: #fdeceb; --field: #ffffff;
  --field-line: #858d9c; --shadow: 0 1px 2px rgb(20 26 40 / .06), 0 6px 20px rgb(20 26 40 / .06);
}
@media (prefers-color-scheme: dark) {
  :root {
    --bg: #101318; --panel: #191d24; --side: #151920; --ink: #eef1f6; --soft: #a7b0c0; --line: #2d343f;
    --accent: #8fb0ff; --accent-ink: #0d1525; --accent-soft: #1d2942; --good: #7fd8ae; --good-soft: #12301f;
    --warn: #f2c572; --warn-soft: #33270f; --bad: #ff9d95; --bad-soft: #3a1a18; --field: #12161c;
    --field-line: #6a7485; --shadow: 0 1px 2px rgb(0 0 0 / .4);
  }
}
*, *::before, *::after { box-sizing: border-box }
html { -webkit-text-size-adjust: 100% }
body {
  margin: 0; min-height: 100vh; display: flex; flex-direction: column; background: var(--bg); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif;
  font-variant-numeric: tabular-nums; overflow-wrap: anywhere;
}
h1, h2, h3, p, ul, dl, dd, fieldset, figure { margin: 0; padding: 0; border: 0; min-width: 0 }
ul { list-style: none }
legend { padding: 0 }
h1 { font-size: 1.5rem; line-height: 1.25; letter-spacing: -.01em; text-wrap: balance }
h2 { font-size: 1.05rem; line-height: 1.35 }
h3 { font-size: 1rem; line-height: 1.35 }
a { color: var(--accent); text-underline-offset: .18em }
a, button, input, select, textarea, summary { border-radius: 6px }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
.ribbon {
  background: var(--warn-soft); color: var(--warn); text-align: center; padding: .4rem 1rem; font-size: .8125rem;
  font-weight: 600; border-bottom: 1px solid color-mix(in srgb, var(--warn) 25%, transparent);
}
.soft { color: var(--soft) }
.small { font-size: .875rem }
.strong { font-weight: 600 }
.nowrap { white-space: nowrap }
.stack { display: flex; flex-direction: column; gap: 1rem }
.stack-tight { display: flex; flex-direction: column; gap: .35rem }
.stack-wide { display: flex; flex-direction: column; gap: 2rem }
.row { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center }
.row-between { display: flex; flex-wrap: wrap; gap: .25rem 1rem; align-items: baseline; justify-content: space-between }
.visually-hidden {
  position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap;
}

/* Single centered column: 3DS, expired links, invoices. */
.narrow { width: 100%; max-width: 34rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem }
.wide { width: 100%; max-width: 72rem; margin: 0 auto; padding: 2rem 1.25rem 4rem }

/* Two panes: Checkout and the portal. */
.panes { flex: 1; display: grid; grid-template-columns: minmax(0, 1fr); grid-template-rows: auto 1fr }
.side { background: var(--side); border-bottom: 1px solid var(--line) }
.side > *, .main > * { max-width: 30rem; margin-inline: auto; width: 100% }
.side { padding: 1.5rem 1.25rem }
.main { padding: 1.75rem 1.25rem 4rem; background: var(--panel) }
@media (min-width: 900px) {
  .panes { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); grid-template-rows: 1fr }
  .side { border-bottom: 0; border-right: 1px solid var(--line); padding: 4rem 3rem }
  .side > * { margin-inline: auto 0 }
  .main { padding: 4rem 3rem }
  .main > * { margin-inline: 0 auto }
  .panes.portal { grid-template-columns: minmax(16rem, 24rem) minmax(0, 1fr) }
  .panes.portal .main > * { max-width: 44rem }
  .panes.portal .side > * { max-width: 18rem }
}
.panes.portal .main { background: var(--bg) }
${componentStyles}
`
