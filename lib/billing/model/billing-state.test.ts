import { describe, expect, it } from 'vitest'
import { at, dispute, invoice, now, rows, scheduleFrom } from '../testing/sample-states'
import { subscriptionOf } from '../testing/sample-subscription'
import { offeredFor, stateOf } from './billing-state'
import { project } from './projection'
import { stateTable } from './state-table'

const policy = { graceDays: 7, rankOf: () => 1, planOf: () => 'pro' as const }

describe('the state table', () => {
  it.each(rows)('$state: $label', ({ state, from, disputes = [], grants, label, sentence, banner, email, offers }) => {
    const subscription = from && subscriptionOf(from)
    expect(stateOf(subscription, now, disputes)).toBe(state)
    const row = stateTable[state]
    const graceUntil = state === 'past_due' ? at(6) : null
    expect(row.label).toBe(label)
    expect(row.sentence({ subscription, planName: 'Pro', graceUntil })).toMatch(sentence)
    expect(row.banner?.actions ?? null).toEqual(banner)
    expect(row.email).toBe(email)
    expect([...offeredFor(subscription, now)].sort()).toEqual([...offers].sort())
    // The table and project() must agree.
    expect(row.access !== 'none').toBe(grants)
    const granted = subscription ? project([subscription], at(0), policy).plan : 'free'
    expect(granted).toBe(grants ? 'pro' : 'free')
  })

  it('has a test for every state', () => {
    expect(new Set(rows.map(({ state }) => state))).toEqual(new Set(Object.keys(stateTable)))
  })

  it('ignores a schedule without future changes', () => {
    for (const schedule of [scheduleFrom(at(-3)), { id: 'sub_sched_1', status: 'active', phases: [] }]) {
      expect(stateOf(subscriptionOf({ schedule }), now, [])).toBe('active')
    }
  })

  it('ignores decided disputes and shows a failed payment over an open dispute', () => {
    expect(stateOf(subscriptionOf(), now, [dispute('won'), dispute('lost')])).toBe('active')
    const unpaid = subscriptionOf({ status: 'past_due', latestInvoice: invoice })
    expect(stateOf(unpaid, now, [dispute('under_review')])).toBe('past_due')
  })

  it('offers Checkout only without a live subscription', () => {
    for (const { state, offers } of rows) {
      expect(offers.includes('start_checkout')).toBe(state === 'free' || state === 'ended')
    }
  })
})
