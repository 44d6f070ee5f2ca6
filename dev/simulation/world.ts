import { publicView, type Stored } from 'stripe-stand-in/engine'
import type { Lab } from './lab'
import { type Subject, subscribe } from './outside-changes'
import { cardNumbers, decliningNumber, type Link } from './portal-visit'
import { Random } from './random'
import type { Task } from './scheduler'
import type { SimulatedStripe } from './simulated-stripe'
import { Violation } from './violation'

export type Team = { index: number; id: string; viewer: object }

/** An event to deliver. `sent` means that a process is handling it. Stripe resends it until it gets a 200. */
export type Delivery = { event: Stored; state: 'waiting' | 'sent' | 'acknowledged' | 'dropped'; task?: Task }

export type Checkout = { team: Team; url: string; sessionId: string }

/** The state of one history: its teams, its pending events, and the checks on them. */
export class World {
  readonly teams: Team[] = []
  readonly deliveries: Delivery[] = []
  readonly links: Link[] = []
  readonly checkouts: Checkout[] = []
  /** Violations found while tasks run. They are thrown once all tasks have paused. */
  readonly violations: Violation[] = []
  readonly trace: string[] = []
  /** The latest revision seen for each stored subscription. */
  readonly lastRevisions = new Map<string, number>()
  /** The inbox events and customer marks seen by the last check. */
  readonly storedEvents = new Set<string>()
  readonly lastMarks = new Map<string, number>()
  hasLostEvents = false
  hadBrokenConnection = false
  operations = 0
  private collected = 0

  constructor(
    readonly lab: Lab,
    readonly seed: number,
  ) {}

  get stripe(): SimulatedStripe {
    return this.lab.stripe
  }

  async addTeam(index: number, isSubscribed: boolean): Promise<void> {
    const [id, userId] = [`team_${index}`, `user_${index}`]
    await this.lab.database.addOwner(id, userId)
    const names = { name: 'Ada', email: `${userId}@example.com`, teamName: id, locale: 'en' }
    const team = { index, id, viewer: { userId, teamId: id, role: 'OWNER', ...names } }
    this.teams.push(team)
    if (!isSubscribed) return
    const product = this.lab.anyProduct()
    const customer = await product.ensureCustomer(team.viewer)
    const subject = this.subject(team, new Random(this.seed + 1))
    if (subject) subscribe(subject)
    await product.syncNow(customer.id, this.now())
  }

  /** Marks every test card except 4242… as already used by another team for a trial. */
  async markTrialsUsed(): Promise<void> {
    for (const number of [...cardNumbers, decliningNumber].filter((one) => !one.endsWith('4242'))) {
      const card = { number, exp_month: 12, exp_year: 2040, cvc: '123' }
      const { fingerprint } = this.stripe.call('POST', '/v1/payment_methods', { type: 'card', card }).card
      const sql = `INSERT INTO "BillingFact" ("kind", "key", "data") VALUES ('trial_used', $1, '{}')`
      await this.lab.database.rows(sql, [`card:${fingerprint}`])
    }
  }

  now(): Date {
    return new Date(this.lab.clock.now)
  }

  team(index: number): Team {
    return this.teams[index % this.teams.length] as Team
  }

  /** True once the team has started to close its account. From then on, no member can sign in. */
  async isClosed({ id }: Team): Promise<boolean> {
    const sql = `SELECT 1 FROM "BillingCustomer" WHERE "teamId" = $1 AND "lifecycle" <> 'live'`
    return (await this.lab.database.rows(sql, [id])).length > 0
  }

  /** The team's Stripe customer, or the newest one if an older one was deleted. */
  customerOf(team: Team): string | null {
    const own = this.stripe.ctx.store.all('customer').filter((one) => one.metadata?.team_id === team.id)
    return own.at(-1)?.id ?? null
  }

  subject(team: Team, random: Random): Subject | null {
    const customer = this.customerOf(team)
    return customer ? { stripe: this.stripe, customer, prices: this.lab.prices, random } : null
  }

  /** Queues the events that Stripe created since the last call. */
  collect(): void {
    for (const event of this.stripe.events.slice(this.collected)) this.deliveries.push({ event, state: 'waiting' })
    this.collected = this.stripe.events.length
  }

  waiting(): Delivery[] {
    this.collect()
    return this.deliveries.filter(({ state }) => state === 'waiting')
  }

  /** The request body that Stripe sends. */
  payloadOf({ event }: Delivery): string {
    return JSON.stringify(publicView(this.stripe.ctx.store.get(event.id) ?? event))
  }

  fail(rule: string, detail: string): void {
    this.violations.push(new Violation(rule, detail))
  }

  /** Requeues the events that a killed process had not responded to. */
  requeue(killed: Task[]): void {
    for (const delivery of this.deliveries) {
      if (delivery.state === 'sent' && delivery.task && killed.includes(delivery.task)) delivery.state = 'waiting'
    }
  }
}
