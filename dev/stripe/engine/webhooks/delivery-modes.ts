/** Normal delivery, or one of the failures that Stripe warns about. */
export const deliveryModes = ['normal', 'hold', 'drop', 'duplicate', 'shuffle', 'delay'] as const

export type DeliveryMode = (typeof deliveryModes)[number]

export type EventFilter = { customer?: string; types?: string[] }

type Rule = { mode: DeliveryMode; delayMs: number }

const everything = '*'
const normally: Rule = { mode: 'normal', delayMs: 0 }

/** Delivery modes set by tests. The most specific match wins: customer and type, then customer, then type, then all. */
export class Modes {
  private rules = new Map<string, Rule>()

  set(mode: DeliveryMode, { customer = everything, types = [everything] }: EventFilter, delayMs = 0): void {
    for (const type of types) this.rules.set(`${customer} ${type}`, { mode, delayMs })
  }

  of(customer: string, type: string): Rule {
    const names = [`${customer} ${type}`, `${customer} *`, `* ${type}`, '* *']
    const found = names.find((name) => this.rules.has(name))
    return (found && this.rules.get(found)) || normally
  }

  clear(customer?: string): void {
    if (!customer) this.rules.clear()
    for (const name of [...this.rules.keys()]) if (name.startsWith(`${customer} `)) this.rules.delete(name)
  }
}
