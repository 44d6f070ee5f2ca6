import { describe, expect, it } from 'vitest'
import { type BillingState, billingActions } from './billing-overview'
import { NotOfferedError, refusalNotice } from './not-offered-error'
import { stateTable } from './state-table'

const states = Object.keys(stateTable) as BillingState[]
const pageIn = (state: BillingState) => ({ state, offered: stateTable[state].offers })
const notOfferedIn = (state: BillingState) =>
  billingActions.filter((action) => !stateTable[state].offers.includes(action) && stateTable[state].offers.length > 0)

describe('an action that the state does not offer', () => {
  it.each(states)('is explained on the billing page in the state %s', (state) => {
    for (const action of notOfferedIn(state)) {
      const error = new NotOfferedError(action, state)
      const refused = new URL(error.page, 'http://localhost').searchParams.get('refused')
      expect(refusalNotice(refused, pageIn(state))).toEqual({ tone: 'info', message: error.userMessage })
      expect(error.userMessage).toMatch(/^[A-Z][^.]+\. No changes were made\.$/)
    }
  })

  it('is explained without mentioning buttons that the page may not have', () => {
    const buttons = /“|Use |Open |Press|Click|Choose|Reload/
    const sentences = states.flatMap((state) =>
      notOfferedIn(state).map((one) => new NotOfferedError(one, state).userMessage),
    )
    expect(sentences.filter((sentence) => buttons.test(sentence))).toEqual([])
  })

  it('is not explained with “nothing left to pay” while a payment is open', () => {
    for (const state of ['incomplete', 'payment_pending', 'action_pending'] as const) {
      expect(new NotOfferedError('retry_payment', state).userMessage).not.toMatch(/nothing left to pay/)
    }
  })
})

describe('the notice on the page', () => {
  it.each(['nonsense', '__proto__', ['keep_subscription'], undefined, null])('is not shown for %j', (made) => {
    expect(refusalNotice(made, pageIn('active'))).toBeNull()
  })

  it('is not shown for an available action, or to someone who has no actions', () => {
    expect(refusalNotice('subscription_cancel', pageIn('active'))).toBeNull()
    expect(refusalNotice('keep_subscription', { state: 'active', offered: [] })).toBeNull()
  })

  it('says that the plan is the same only if the plan can be changed', () => {
    expect(refusalNotice('same_plan', pageIn('active'))?.message).toMatch(/already on this plan/)
    expect(refusalNotice('same_plan', pageIn('ended'))).toBeNull()
  })
})
