import type { Context } from './context'

/** Account settings from Stripe's Dashboard. Tests change them through `/_control/settings`. */
export type Settings = {
  /** Days from each failed attempt to the next one (Dashboard: manage failed payments). */
  retry_days: number[]
  /** What happens to a subscription after the last failed attempt. */
  final_state: 'cancel' | 'unpaid' | 'past_due' | 'pause'
  /** How many days before a renewal `invoice.upcoming` is sent. 0 means never. */
  upcoming_days: number
  customers_per_clock: number
  /** Whether a default portal configuration exists. In Stripe, saving it in the Dashboard creates it. */
  default_portal: boolean
}

const id = '_settings'

/** Stripe recommends eight smart retries in two weeks. The stand-in makes fewer, so tests reach the last one sooner. */
export const defaults: Settings = {
  retry_days: [3, 5, 7],
  final_state: 'cancel',
  upcoming_days: 7,
  customers_per_clock: 3,
  default_portal: false,
}

export function settingsOf(ctx: Context): Settings {
  const kept = ctx.store.get(id)
  return kept ? { ...defaults, ...kept._values } : defaults
}

export function changeSettings(ctx: Context, change: Record<string, unknown>): Settings {
  for (const [name, value] of Object.entries(change)) {
    const check = Object.hasOwn(checks, name) ? checks[name as keyof Settings] : undefined
    if (!check) throw new Error(`unknown setting ${name}; the settings are ${Object.keys(defaults).join(', ')}`)
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
