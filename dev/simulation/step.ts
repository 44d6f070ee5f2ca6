/**
 * One step of a history. Steps stand by themselves: whatever has been taken out before it, a step still means something
 * or nothing, so that a failing history can be cut down. `r` chooses among what is there when the step is played.
 */
export type Step = { do: StepKind; what: string; app: number; team: number; r: number; n: number }

/** Every kind of step, by how often it comes. */
export const kinds = {
  /** Stripe's state changes without the product's doing. */
  mutate: 13,
  /** A member asks for a portal link, uses it, and comes back. */
  flow: 6,
  visit: 6,
  back: 6,
  /** The same for Checkout. */
  checkout: 5,
  pay: 4,
  finish: 4,
  /** A member takes a cancellation or a pause back, or wants another number of seats. */
  click: 2,
  seats: 3,
  /** An event is delivered, delivered once more, or lost for good. */
  deliver: 12,
  again: 3,
  drop: 2,
  /** The background work of a process. */
  drain: 6,
  mail: 1,
  reconcile: 0.5,
  /** Events that Stripe could not deliver are asked for, and one of the ledger is done over again. */
  undelivered: 2,
  replay: 1.5,
  /** A team closes its account. */
  close: 2,
  /** One piece of work goes on by `n` operations. */
  run: 45,
  crash: 2,
  /** Time passes. */
  wait: 5,
}

export type StepKind = keyof typeof kinds

export const flowTypes = [
  'subscription_cancel',
  'subscription_update',
  'subscription_update_confirm',
  'payment_method_update',
  'subscription_pause',
  'customer_update',
  'portal_home',
]

export type History = {
  seed: number
  teams: number
  subscribed: boolean
  /** True when every card but 4242… has had its trial with another team. */
  cardsHadTrials?: boolean
  steps: Step[]
}

/** A step in words, for the trace. */
export function wordsOf({ do: kind, what, app, team, n }: Step): string {
  const where = ['mutate', 'visit', 'pay', 'wait', 'drop', 'run'].includes(kind) ? '' : ` in process ${app}`
  const who = ['mutate', 'flow', 'checkout', 'click', 'seats', 'close'].includes(kind) ? ` for team ${team}` : ''
  const count = n > 0 ? ` ${n}` : ''
  return `${kind}${what && what !== 'normal' ? ` ${what}` : ''}${count}${who}${where}`
}
