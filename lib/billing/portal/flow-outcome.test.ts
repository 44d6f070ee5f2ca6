import { describe, expect, it } from 'vitest'
import { type FlowType, flowTypes } from '../model/form-schemas'
import type { FlowState } from '../store/json-columns'
import { outcomeOf } from './flow-outcome'

const subscription = {
  items: 'si_1:price_1:1',
  end: null,
  isLive: true,
  isPaused: false,
  discounts: '',
  schedule: null,
  pendingUpdate: false,
}
const before: FlowState = { card: 'pm_1', details: '{"name":"Ada"}', subscription }
const changed = (changes: Partial<typeof subscription>): FlowState =>
  ({ ...before, subscription: { ...subscription, ...changes } }) as FlowState

describe('outcomeOf', () => {
  const all: FlowType[] = [...flowTypes, 'portal_home']
  it.each(all)('returns "unchanged" for %s if nothing changed', (type) => {
    expect(outcomeOf(type, before, before).outcome).toBe('unchanged')
  })

  it.each<[FlowType, FlowState]>([
    ['payment_method_update', { ...before, card: 'pm_2' }],
    ['customer_update', { ...before, details: '{"name":"Grace"}' }],
    ['subscription_cancel', changed({ end: 1_767_225_600 as unknown as null })],
    ['subscription_cancel', changed({ isLive: false })],
    ['subscription_pause', changed({ isPaused: true })],
    ['subscription_update', changed({ items: 'si_1:price_2:1' })],
    ['subscription_update_confirm', changed({ items: 'si_1:price_1:4' })],
    ['portal_home', { ...before, card: null }],
  ])('returns "completed" for %s after its change', (type, state) => {
    expect(outcomeOf(type, before, state)).toEqual({ outcome: 'completed', detail: null })
  })

  it('does not complete a flow because of an unrelated change', () => {
    expect(outcomeOf('subscription_cancel', before, changed({ items: 'si_1:price_2:1' })).outcome).toBe('unchanged')
    expect(outcomeOf('subscription_pause', before, { ...before, card: 'pm_2' }).outcome).toBe('unchanged')
  })

  it('returns "retained" if the customer accepted the discount', () => {
    expect(outcomeOf('subscription_cancel', before, changed({ discounts: 'stay' }))).toEqual({
      outcome: 'completed',
      detail: 'retained',
    })
  })

  it('returns "pending" for an unpaid change and "scheduled" for a later one', () => {
    const unpaid = outcomeOf('subscription_update_confirm', before, changed({ pendingUpdate: true }))
    expect(unpaid).toEqual({ outcome: 'pending', detail: 'payment' })
    const scheduled = outcomeOf('subscription_update', before, changed({ schedule: 'sub_sched_1' as unknown as null }))
    expect(scheduled).toEqual({ outcome: 'completed', detail: 'scheduled' })
  })
})
