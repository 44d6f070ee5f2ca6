import { describe, expect, it } from 'vitest'
import type { DisputeFacts, InvoiceFacts, SubscriptionFacts } from './facts'
import type { BillingState } from './overview-types'
import { project } from './project'
import { subscriptionOf } from './sample-subscription'
import { stateTable } from './state-table'
import { offeredFor, stateOf } from './states'

const now = new Date('2025-12-10T12:00:00Z')
const at = (days: number) => Math.floor(now.getTime() / 1000) + days * 86_400
const details = ['customer_update', 'payment_method_update', 'portal_home']
const changes = ['subscription_cancel', 'subscription_update', 'subscription_update_confirm']
const policy = { graceDays: 7, rankOf: () => 1, planOf: () => 'pro' as const }

const invoice: InvoiceFacts = {
  id: 'in_1',
  status: 'open',
  attemptCount: 1,
  nextPaymentAttempt: null,
  amountRemainingCents: 1900,
  currency: 'usd',
  createdAt: at(-1),
  finalizedAt: at(-1),
  needsAction: false,
  failingSince: at(-1),
}
const phase = (startsAt: number) => ({ startsAt, endsAt: startsAt + 86_400, priceId: 'price_1', quantity: 1 })
const scheduleFrom = (startsAt: number) => ({ id: 'sub_sched_1', status: 'active', phases: [phase(startsAt)] })
const dispute = (status: string): DisputeFacts => ({
  id: 'dp_1',
  status,
  chargeId: 'ch_1',
  amountCents: 1900,
  currency: 'usd',
  reason: 'fraudulent',
  createdAt: at(-1),
})

type Row = {
  state: BillingState
  from: Partial<SubscriptionFacts> | null
  disputes?: DisputeFacts[]
  grants: boolean
  label: string
  says: RegExp
  banner: string[] | null
  mail: string | null
  offers: string[]
}

const rows: Row[] = [
  {
    state: 'free',
    from: null,
    grants: false,
    label: 'Free',
    says: /Nothing is charged/,
    banner: null,
    mail: null,
    offers: ['start_checkout'],
  },
  {
    state: 'incomplete',
    from: { status: 'incomplete', latestInvoice: invoice },
    grants: false,
    label: 'Payment needed',
    says: /within 23 hours/,
    banner: ['finish_payment'],
    mail: 'action_required',
    offers: [...details, 'finish_payment'],
  },
  {
    state: 'trialing',
    from: { status: 'trialing', trialEnd: at(5) },
    grants: true,
    label: 'Trial',
    says: /ends on 15 December 2025/,
    banner: null,
    mail: 'trial_ending',
    offers: [...details, ...changes],
  },
  {
    state: 'active',
    from: {},
    grants: true,
    label: 'Active',
    says: /renews on 1 January 2026/,
    banner: null,
    mail: null,
    offers: [...details, ...changes, 'subscription_pause'],
  },
  {
    state: 'past_due',
    from: { status: 'past_due', latestInvoice: invoice },
    grants: true,
    label: 'Payment failed',
    says: /until 16 December 2025/,
    banner: ['retry_payment', 'payment_method_update'],
    mail: 'payment_failed',
    offers: [...details, 'retry_payment', 'finish_payment', 'subscription_cancel'],
  },
  {
    state: 'overdue',
    from: { status: 'past_due', latestInvoice: { ...invoice, failingSince: at(-8) } },
    grants: false,
    label: 'Payment overdue',
    says: /switched off/,
    banner: ['retry_payment', 'payment_method_update'],
    mail: 'payment_failed',
    offers: [...details, 'retry_payment', 'finish_payment', 'subscription_cancel'],
  },
  {
    state: 'unpaid',
    from: { status: 'unpaid', latestInvoice: invoice },
    grants: false,
    label: 'Unpaid',
    says: /switched off/,
    banner: ['retry_payment', 'payment_method_update'],
    mail: 'payment_failed',
    offers: [...details, 'retry_payment', 'finish_payment', 'subscription_cancel'],
  },
  {
    state: 'paused',
    from: { status: 'paused' },
    grants: false,
    label: 'Paused',
    says: /until you resume/,
    banner: null,
    mail: null,
    offers: [...details, 'resume_subscription', 'subscription_cancel'],
  },
  {
    state: 'cancelling',
    from: { cancelAt: at(20) },
    grants: true,
    label: 'Ends soon',
    says: /ends on 30 December 2025/,
    banner: null,
    mail: 'cancellation_scheduled',
    offers: [...details, 'keep_subscription'],
  },
  {
    state: 'cancelling',
    from: { cancelAtPeriodEnd: true },
    grants: true,
    label: 'Ends soon',
    says: /ends on 1 January 2026/,
    banner: null,
    mail: 'cancellation_scheduled',
    offers: [...details, 'keep_subscription'],
  },
  {
    state: 'ending',
    from: { cancelAt: at(-1) },
    grants: true,
    label: 'Ending now',
    says: /until Stripe confirms/,
    banner: null,
    mail: null,
    offers: details,
  },
  {
    state: 'scheduled',
    from: { schedule: scheduleFrom(at(20)) },
    grants: true,
    label: 'Change scheduled',
    says: /billing portal/,
    banner: null,
    mail: null,
    offers: details,
  },
  {
    state: 'payment_pending',
    from: { pendingUpdate: { expiresAt: at(1) }, latestInvoice: invoice },
    grants: true,
    label: 'Change unpaid',
    says: /until 11 December 2025/,
    banner: ['finish_payment', 'payment_method_update'],
    mail: 'payment_failed',
    offers: [...details, 'finish_payment', 'subscription_update_confirm'],
  },
  {
    state: 'action_pending',
    from: { pendingUpdate: { expiresAt: at(1) }, latestInvoice: { ...invoice, needsAction: true } },
    grants: true,
    label: 'Confirmation needed',
    says: /bank asks/,
    banner: ['finish_payment'],
    mail: 'action_required',
    offers: [...details, 'finish_payment', 'subscription_update_confirm'],
  },
  {
    state: 'disputed',
    from: {},
    disputes: [dispute('needs_response')],
    grants: true,
    label: 'Payment disputed',
    says: /taken back/,
    banner: [],
    mail: null,
    offers: [...details, ...changes, 'subscription_pause'],
  },
  {
    state: 'ended',
    from: { status: 'canceled', endedAt: at(-2) },
    grants: false,
    label: 'Ended',
    says: /ended on 8 December 2025/,
    banner: null,
    mail: 'subscription_ended',
    offers: ['start_checkout', ...details],
  },
  {
    state: 'unknown',
    from: { status: 'frozen' },
    grants: false,
    label: 'Being checked',
    says: /looking into/,
    banner: null,
    mail: null,
    offers: ['portal_home'],
  },
]

describe('the state table', () => {
  it.each(rows)('$state: $label', ({ state, from, disputes = [], grants, label, says, banner, mail, offers }) => {
    const subscription = from && subscriptionOf(from)
    expect(stateOf(subscription, now, disputes)).toBe(state)
    const row = stateTable[state]
    const graceUntil = state === 'past_due' ? at(6) : null
    expect(row.label).toBe(label)
    expect(row.sentence({ subscription, planName: 'Pro', graceUntil })).toMatch(says)
    expect(row.banner?.actions ?? null).toEqual(banner)
    expect(row.mail).toBe(mail)
    expect([...offeredFor(subscription, now)].sort()).toEqual([...offers].sort())
    // The table says what project() grants; neither may change alone.
    expect(row.access !== 'none').toBe(grants)
    const granted = subscription ? project([subscription], at(0), policy).plan : 'free'
    expect(granted).toBe(grants ? 'pro' : 'free')
  })

  it('has a row in this test for every state', () => {
    expect(new Set(rows.map(({ state }) => state))).toEqual(new Set(Object.keys(stateTable)))
  })

  it('lets no schedule that only describes the present stand in the way', () => {
    for (const schedule of [scheduleFrom(at(-3)), { id: 'sub_sched_1', status: 'active', phases: [] }]) {
      expect(stateOf(subscriptionOf({ schedule }), now, [])).toBe('active')
    }
  })

  it('shows no dispute that is decided, and none over what is more pressing', () => {
    expect(stateOf(subscriptionOf(), now, [dispute('won'), dispute('lost')])).toBe('active')
    const unpaid = subscriptionOf({ status: 'past_due', latestInvoice: invoice })
    expect(stateOf(unpaid, now, [dispute('under_review')])).toBe('past_due')
  })

  it('never offers Checkout to a team whose subscription is not over', () => {
    for (const { state, offers } of rows) {
      expect(offers.includes('start_checkout')).toBe(state === 'free' || state === 'ended')
    }
  })
})
