/** How events are delivered: as they should be, or in one of the ways that Stripe warns of. */
export const deliveryModes = ['normal', 'hold', 'drop', 'duplicate', 'shuffle', 'delay'] as const

export type DeliveryMode = (typeof deliveryModes)[number]

/** Which events a mode is for: one customer's, or some types; without either, all. */
export type Meant = { customer?: string; types?: string[] }

type Rule = { mode: DeliveryMode; delayMs: number }

const everything = '*'
const normally: Rule = { mode: 'normal', delayMs: 0 }

/** The modes that tests have set. The closest fitting one counts: customer and type, customer, type, and then the rest. */
export class Modes {
  private rules = new Map<string, Rule>()

  set(mode: DeliveryMode, { customer = everything, types = [everything] }: Meant, delayMs = 0): void {
    for (const type of types) this.rules.set(`${customer} ${type}`, { mode, delayMs })
  }

  of(customer: string, type: string): Rule {
    const names = [`${customer} ${type}`, `${customer} *`, `* ${type}`, '* *']
    const found = names.find((name) => this.rules.has(name))
    return (found && this.rules.get(found)) || normally
  }

  /** Forgets those of a customer, or all. */
  clear(customer?: string): void {
    if (!customer) this.rules.clear()
    for (const name of [...this.rules.keys()]) if (name.startsWith(`${customer} `)) this.rules.delete(name)
  }
}
