import type { Context } from './context'

/** What Stripe leaves to the account's settings in the Dashboard, and tests may set through `/_control/settings`. */
export type Settings = {
  /** Days from each failed attempt to the next (Dashboard: manage failed payments). */
  retry_days: number[]
  /** What becomes of a subscription when no attempt is left. */
  final_state: 'cancel' | 'unpaid' | 'past_due' | 'pause'
  /** Days before a renewal at which `invoice.upcoming` comes; 0 for never. */
  upcoming_days: number
  /** How many customers a test clock takes. */
  customers_per_clock: number
  /** Whether the portal's settings were saved once, so that sessions without a configuration have the default one. */
  default_portal: boolean
}

const id = '_settings'

/** Stripe recommends eight smart retries in two weeks; the stand-in's are fewer, so that they are soon seen. */
export const defaults: Settings = {
  retry_days: [3, 5, 7],
  final_state: 'cancel',
  upcoming_days: 7,
  customers_per_clock: 3,
  default_portal: false,
}

/** The settings of the simulated account. */
export function settingsOf(ctx: Context): Settings {
  const kept = ctx.store.get(id)
  return kept ? { ...defaults, ...kept._values } : defaults
}

/**
 * Changes some of them; they are kept with the state.
 *
 * @throws Error that says what is wrong with the change
 */
export function changeSettings(ctx: Context, change: Record<string, unknown>): Settings {
  for (const [name, value] of Object.entries(change)) {
    const check = Object.hasOwn(checks, name) ? checks[name as keyof Settings] : undefined
    if (!check) throw new Error(`there is no setting ${name}; there are ${Object.keys(defaults).join(', ')}`)
    if (!check(value)) throw new Error(`${name} cannot be ${JSON.stringify(value)}`)
  }
  const values = { ...settingsOf(ctx), ...change }
  ctx.transaction(() => ctx.store.put({ id, object: '_settings', _values: values }))
  return values
}

const isCount = (value: unknown) => Number.isInteger(value) && (value as number) >= 0

const checks: Record<keyof Settings, (value: unknown) => boolean> = {
  retry_days: (value) => Array.isArray(value) && value.every((days) => typeof days === 'number' && days > 0),
  final_state: (value) => ['cancel', 'unpaid', 'past_due', 'pause'].includes(String(value)),
  upcoming_days: isCount,
  customers_per_clock: isCount,
  default_portal: (value) => typeof value === 'boolean',
}
