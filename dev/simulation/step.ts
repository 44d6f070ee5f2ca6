/**
 * One step of a history. Steps are independent. Any step can be removed without breaking the others, so a failing
 * history can be shrunk. `r` picks one of the objects that exist when the step is played.
 */
export type Step = { do: StepKind; what: string; app: number; team: number; r: number; n: number }

/** The kinds of steps with their weights. */
export const kinds = {
  /** State changes in Stripe that the app did not make. */
  mutate: 13,
  /** A member opens a portal link, uses it, and returns. */
  flow: 6,
  visit: 6,
  return: 6,
  checkout: 5,
  pay: 4,
  finish: 4,
  /** A member undoes a cancellation or a pause, or changes the number of seats. */
  click: 2,
  seats: 3,
  /** An event is delivered, delivered again, or lost. */
  deliver: 12,
  redeliver: 3,
  drop: 2,
  /** Background work. */
  drain: 6,
  email: 1,
  reconcile: 0.5,
  /** Undelivered events are fetched from Stripe, or a stored event is replayed. */
  undelivered: 2,
  replay: 1.5,
  close: 2,
  /** One task runs `n` operations. */
  run: 45,
  crash: 2,
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
  /** True if another team has already used every card except 4242… for a trial. */
  cardsHadTrials?: boolean
  steps: Step[]
}

/** Describes a step for the trace. */
export function describeStep({ do: kind, what, app, team, n }: Step): string {
  const where = ['mutate', 'visit', 'pay', 'wait', 'drop', 'run'].includes(kind) ? '' : ` in process ${app}`
  const who = ['mutate', 'flow', 'checkout', 'click', 'seats', 'close'].includes(kind) ? ` for team ${team}` : ''
  const count = n > 0 ? ` ${n}` : ''
  return `${kind}${what && what !== 'normal' ? ` ${what}` : ''}${count}${who}${where}`
}
