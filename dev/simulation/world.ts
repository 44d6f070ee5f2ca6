import { publicView, type Stored } from 'stripe-stand-in/engine'
import type { Bank } from './bank'
import type { Lab } from './lab'
import { type Subject, subscribe } from './mutations'
import { badNumber, cardNumbers, type Link } from './portal-visit'
import { Random } from './random'
import type { Task } from './scheduler'
import { Violation } from './violation'

export type Team = { index: number; id: string; viewer: object }

/** One event on its way. `sent` while a process works on it; Stripe sends it again until somebody says 200. */
export type Delivery = { event: Stored; state: 'waiting' | 'sent' | 'acknowledged' | 'dropped'; task?: Task }

export type Checkout = { team: Team; url: string; sessionId: string }

/** What is going on in one history: who is there, what is on its way, and what was seen of it. */
export class World {
  readonly teams: Team[] = []
  readonly deliveries: Delivery[] = []
  readonly links: Link[] = []
  readonly checkouts: Checkout[] = []
  /** What was seen to be wrong while work was running; thrown as soon as everything stands still. */
  readonly violations: Violation[] = []
  readonly trace: string[] = []
  /** The newest revision that each stored subscription has shown. */
  readonly shown = new Map<string, number>()
  /** The events of the inbox, and each customer's mark, as they were when last looked at. */
  readonly kept = new Set<string>()
  readonly marked = new Map<string, number>()
  hasDropped = false
  hasBroken = false
  operations = 0
  private taken = 0

  constructor(
    readonly lab: Lab,
    readonly seed: number,
  ) {}

  get bank(): Bank {
    return this.lab.bank
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
    await product.readStripe(customer.id, this.now())
  }

  /** Some other team has had a trial with every card that people type, but for the one that is everybody's. */
  async spendTrials(): Promise<void> {
    for (const number of [...cardNumbers, badNumber].filter((one) => !one.endsWith('4242'))) {
      const card = { number, exp_month: 12, exp_year: 2040, cvc: '123' }
      const { fingerprint } = this.bank.call('POST', '/v1/payment_methods', { type: 'card', card }).card
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

  /** True as soon as the team has begun to close its account: then nobody of it is signed in any more. */
  async isClosed({ id }: Team): Promise<boolean> {
    const sql = `SELECT 1 FROM "BillingCustomer" WHERE "teamId" = $1 AND "lifecycle" <> 'live'`
    return (await this.lab.database.rows(sql, [id])).length > 0
  }

  /** The team's customer at Stripe: the newest one, when an older one was deleted. */
  customerOf(team: Team): string | null {
    const own = this.bank.ctx.store.all('customer').filter((one) => one.metadata?.team_id === team.id)
    return own.at(-1)?.id ?? null
  }

  subject(team: Team, random: Random): Subject | null {
    const customer = this.customerOf(team)
    return customer ? { bank: this.bank, customer, prices: this.lab.prices, random } : null
  }

  /** Takes up the events that Stripe has made since the last look. */
  collect(): void {
    for (const event of this.bank.events.slice(this.taken)) this.deliveries.push({ event, state: 'waiting' })
    this.taken = this.bank.events.length
  }

  waiting(): Delivery[] {
    this.collect()
    return this.deliveries.filter(({ state }) => state === 'waiting')
  }

  /** The body of a delivery, as Stripe sends it. */
  payloadOf({ event }: Delivery): string {
    return JSON.stringify(publicView(this.bank.ctx.store.get(event.id) ?? event))
  }

  fail(rule: string, detail: string): void {
    this.violations.push(new Violation(rule, detail))
  }

  /** A process has died: what it was sent and did not answer is sent again. */
  forget(killed: Task[]): void {
    for (const delivery of this.deliveries) {
      if (delivery.state === 'sent' && delivery.task && killed.includes(delivery.task)) delivery.state = 'waiting'
    }
  }
}
