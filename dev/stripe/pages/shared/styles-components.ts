export const componentStyles = `
.button {
  display: inline-flex; align-items: center; justify-content: center; gap: .5rem; min-height: 44px; padding: .5rem 1.1rem;
  font: inherit; font-weight: 600; border: 1px solid var(--field-line); background: var(--panel); color: var(--ink);
  cursor: pointer; text-decoration: none; text-align: center;
}
.button:hover { background: color-mix(in srgb, var(--ink) 6%, var(--panel)) }
.button.primary { background: var(--accent); border-color: var(--accent); color: var(--accent-ink) }
.button.primary:hover { background: color-mix(in srgb, var(--ink) 14%, var(--accent)) }
.button.danger { background: var(--panel); border-color: var(--bad); color: var(--bad) }
.button.danger:hover { background: var(--bad-soft) }
.button.full { width: 100% }
.button.slim { min-height: 34px; padding: .2rem .7rem; font-size: .875rem }
.link-button {
  font: inherit; background: none; border: 0; padding: .2rem 0; color: var(--accent); text-decoration: underline;
  text-underline-offset: .18em; cursor: pointer;
}
.back { display: inline-flex; align-items: center; gap: .4rem; min-height: 32px; font-weight: 600; text-decoration: none }
.back:hover { text-decoration: underline }
.side .back, .side .back:visited { color: var(--ink) }

.card {
  background: var(--panel); border: 1px solid var(--line); border-radius: 12px; padding: 1.25rem; box-shadow: var(--shadow);
  display: flex; flex-direction: column; gap: .9rem;
}
.card.offer { border-color: var(--accent); background: var(--accent-soft); box-shadow: none }
.card.current { border: 2px solid var(--accent) }
.main .card.flat { box-shadow: none }
.plans { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 15rem), 1fr)) }
.plans .card { justify-content: space-between }
.price { font-size: 1.35rem; font-weight: 650; letter-spacing: -.01em }
.huge { font-size: 2.1rem; line-height: 1.15; font-weight: 650; letter-spacing: -.02em }
.badge {
  display: inline-block; padding: .1rem .55rem; border-radius: 99px; font-size: .8125rem; font-weight: 600;
  background: var(--side); color: var(--soft); border: 1px solid var(--line);
}
.badge.good { background: var(--good-soft); color: var(--good); border-color: transparent }
.badge.warn { background: var(--warn-soft); color: var(--warn); border-color: transparent }
.badge.bad { background: var(--bad-soft); color: var(--bad); border-color: transparent }
.note { border-radius: 8px; padding: .75rem 1rem; background: var(--side) }
.note.bad { background: var(--bad-soft); color: var(--bad) }
.note.warn { background: var(--warn-soft); color: var(--warn) }
.note.good { background: var(--good-soft); color: var(--good) }

.field { display: flex; flex-direction: column; gap: .3rem }
.field > label, .legend { font-weight: 600; font-size: .9rem }
.input {
  width: 100%; min-height: 44px; padding: .5rem .75rem; font: inherit; color: var(--ink); background: var(--field);
  border: 1px solid var(--field-line);
}
textarea.input { min-height: 5.5rem; resize: vertical }
.input[aria-invalid='true'] { border-color: var(--bad); box-shadow: 0 0 0 1px var(--bad) }
.input::placeholder { color: var(--soft); opacity: .8 }
.error { color: var(--bad); font-size: .875rem; font-weight: 500 }
.legend { display: block; margin-bottom: .6rem }
.fields-2 { display: grid; grid-template-columns: 1fr 1fr; gap: .75rem; align-items: start }
.choice {
  display: flex; gap: .75rem; align-items: flex-start; padding: .7rem .9rem; border: 1px solid var(--line);
  border-radius: 8px; background: var(--panel); cursor: pointer;
}
.choice:has(:checked) { border-color: var(--accent); background: var(--accent-soft) }
.choice input { margin: .18rem 0 0; accent-color: var(--accent); width: 1.05rem; height: 1.05rem; flex: none }
.inline-form { display: flex; gap: .5rem; align-items: stretch }
.inline-form .input { flex: 1; min-width: 0 }

.lines { display: flex; flex-direction: column; gap: .6rem }
.lines > div { display: flex; justify-content: space-between; gap: 1rem; align-items: baseline }
.lines dt { min-width: 0; overflow-wrap: anywhere }
.lines dd { text-align: right; flex: none; max-width: 62% }
.lines .ruled, .lines .total { border-top: 1px solid var(--line); padding-top: .7rem }
.lines .total { font-weight: 650 }
s { color: var(--soft) }
details > summary { cursor: pointer; color: var(--accent); font-weight: 600; padding: .25rem 0 }
details[open] > summary { margin-bottom: .5rem }
code, .mono { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: .85em; overflow-wrap: anywhere }

.section { display: flex; flex-direction: column; gap: .9rem }
.section > header { border-bottom: 1px solid var(--line); padding-bottom: .45rem }
.scroll { overflow-x: auto; position: relative }
table { border-collapse: collapse; width: 100%; font-size: .9rem }
th { text-align: left; font-weight: 600; color: var(--soft); font-size: .8125rem }
th, td { padding: .5rem .75rem .5rem 0; border-bottom: 1px solid var(--line); vertical-align: top }
td.amount, th.amount { text-align: right; white-space: nowrap }
.tag-row { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center }
dialog.card { position: static; width: 100%; margin: 0; color: inherit }
/* Show the selected option's fields without JavaScript. */
.survey form:not(:has([value='other']:checked)) .other-comment { display: none }
.card-choice:has([name='saved']:checked):not(:has(#radio-add:checked)) .new-card { display: none }
.detail-term { min-width: 8rem }
.row > dd { min-width: 0; overflow-wrap: anywhere }
/* On phones, each table row is a card so that its buttons stay visible. */
@media (max-width: 640px) {
  .stacked thead { display: none }
  .stacked tr { display: block; padding: .6rem 0; border-bottom: 1px solid var(--line) }
  .stacked td { display: block; padding: .15rem 0; border: 0 }
  .stacked td[data-label]::before { content: attr(data-label) ': '; color: var(--soft) }
}
@media (max-width: 480px) { .card > .row > .button { flex: 1 1 100% } }
@media print { .ribbon, .no-print { display: none } body { background: #fff } }
`
