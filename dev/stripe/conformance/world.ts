import { randomBytes } from 'node:crypto'
import type Stripe from 'stripe'
import type { StandIn } from '../server'
import { has, must, same } from './expectations'

export type Target = 'local' | 'stripe'

export const day = 86_400
export const hour = 3600

type Subscribing = Omit<Stripe.SubscriptionCreateParams, 'customer'>

/** The SDK and setup helpers for a case. */
export class World {
  private leftovers: (() => Promise<unknown>)[] = []

  constructor(
    readonly stripe: Stripe,
    readonly target: Target,
    private local: StandIn | null,
  ) {}

  /** The stand-in, for local-only cases. */
  get standIn(): StandIn {
    must(this.local, 'this case needs the stand-in')
    return this.local
  }

  /** Returns a name that is unique across cases and runs. */
  unique(word: string): string {
    return `${word}-${randomBytes(6).toString('hex')}`
  }

  /** Registers cleanup in Stripe for after the case. */
  later(work: () => Promise<unknown>): void {
    this.leftovers.push(work)
  }

  /** Deletes the case's objects in Stripe. A stand-in is simply discarded. */
  async clean(): Promise<void> {
    for (const work of this.leftovers.reverse()) {
      // The case may have deleted the object already.
      if (this.target === 'stripe') await work().catch(() => undefined)
    }
    this.leftovers = []
  }

  async product(params: Partial<Stripe.ProductCreateParams> = {}): Promise<Stripe.Product> {
    const product = await this.stripe.products.create({ name: this.unique('Product'), ...params })
    this.later(() => this.stripe.products.update(product.id, { active: false }))
    return product
  }

  /** A price with its own product. By default, it is monthly and in US dollars. */
  async price(unit_amount: number, params: Partial<Stripe.PriceCreateParams> = {}): Promise<Stripe.Price> {
    const product = params.product ?? (await this.product()).id
    const recurring = 'recurring' in params ? params.recurring : ({ interval: 'month' } as const)
    const fields = { currency: 'usd', tax_behavior: 'exclusive', ...params, product, recurring, unit_amount } as const
    return this.stripe.prices.create(fields)
  }

  async coupon(params: Stripe.CouponCreateParams): Promise<Stripe.Coupon> {
    const coupon = await this.stripe.coupons.create(params)
    this.later(() => this.stripe.coupons.del(coupon.id))
    return coupon
  }

  /** A customer with a test token's card, or without a card. */
  async customer(
    token: string | null = 'pm_card_visa',
    params: Stripe.CustomerCreateParams = {},
  ): Promise<Stripe.Customer> {
    const made = await this.stripe.customers.create({ email: `${this.unique('ada')}@example.com`, ...params })
    this.later(() => this.stripe.customers.del(made.id))
    if (!token) return made
    const method = await this.stripe.paymentMethods.attach(token, { customer: made.id })
    return this.stripe.customers.update(made.id, { invoice_settings: { default_payment_method: method.id } })
  }

  /** A subscription with a quantity of one per price. */
  subscribe(customer: Stripe.Customer, prices: Stripe.Price | Stripe.Price[], params: Subscribing = {}) {
    const items = [prices].flat().map((price) => ({ price: price.id }))
    return this.stripe.subscriptions.create({ customer: customer.id, items, ...params })
  }

  /** A customer with a card and a monthly subscription. */
  async subscriber(unit_amount = 1000, params: Subscribing = {}, token = 'pm_card_visa') {
    const customer = await this.customer(token)
    const price = await this.price(unit_amount)
    return { customer, price, subscription: await this.subscribe(customer, price, params) }
  }

  async clock(frozen_time = Math.floor(Date.now() / 1000)): Promise<Stripe.TestHelpers.TestClock> {
    const clock = await this.stripe.testHelpers.testClocks.create({ frozen_time, name: this.unique('clock') })
    this.later(() => this.stripe.testHelpers.testClocks.del(clock.id))
    return clock
  }

  /** Like `subscriber`, on a test clock. */
  async timed(unit_amount = 1000, params: Subscribing = {}, token: string | null = 'pm_card_visa', start?: number) {
    const clock = await this.clock(start)
    const customer = await this.customer(token, { test_clock: clock.id })
    const price = await this.price(unit_amount)
    return { clock, customer, price, subscription: await this.subscribe(customer, price, params) }
  }

  /** Advances a test clock and waits until it is ready. */
  async advance(clock: { id: string }, frozen_time: number): Promise<void> {
    await this.stripe.testHelpers.testClocks.advance(clock.id, { frozen_time })
    for (let tries = 0; tries < 120; tries++) {
      const { status } = await this.stripe.testHelpers.testClocks.retrieve(clock.id)
      if (status === 'ready') return
      must(status === 'advancing', `the clock is ${status}`)
      await pause(1000)
    }
    must(false, 'the clock was not ready after two minutes')
  }

  /** Advances a clock by several periods, in steps that Stripe allows. */
  async advanceBy(clock: { id: string }, from: number, to: number, step = 28 * day): Promise<void> {
    for (let at = from + step; at < to; at += step) await this.advance(clock, at)
    await this.advance(clock, to)
  }

  /** Starts recording one customer's events. */
  async watch(customer: string): Promise<Watch> {
    const [last] = (await this.stripe.events.list({ limit: 1 })).data
    return new Watch(this, customer, last?.id)
  }

  /** Retrieves a subscription again. */
  reread(subscription: { id: string }, expand: string[] = []): Promise<Stripe.Subscription> {
    return this.stripe.subscriptions.retrieve(subscription.id, { expand })
  }

  /** A subscription's latest invoice with its payments. */
  async latestInvoice(subscription: { id: string }): Promise<Stripe.Invoice> {
    const { latest_invoice: latest } = await this.reread(subscription)
    must(typeof latest === 'string', 'the subscription has an invoice')
    return this.stripe.invoices.retrieve(latest)
  }
}

type EventObject = { id?: string; customer?: unknown; invoice?: string }

/** One customer's events since a given time, oldest first. */
export class Watch {
  constructor(
    private world: World,
    private customer: string,
    private after: string | undefined,
  ) {}

  async events(): Promise<Stripe.Event[]> {
    // Stripe records events with a short delay.
    if (this.world.target === 'stripe') await pause(4000)
    const all: Stripe.Event[] = []
    for await (const event of this.world.stripe.events.list({ limit: 100 })) {
      if (event.id === this.after) break
      all.unshift(event)
    }
    const changes = all.map((event) => ({ event, object: event.data.object as unknown as EventObject }))
    const own = changes.filter(({ object }) => object.id === this.customer || object.customer === this.customer)
    // An invoice payment references the invoice instead of the customer.
    const ids = new Set(own.flatMap(({ object }) => object.id ?? []))
    return changes.filter((one) => own.includes(one) || ids.has(one.object.invoice ?? '')).map(({ event }) => event)
  }

  async types(): Promise<string[]> {
    return (await this.events()).map(({ type }) => type)
  }

  /** Fails unless these events arrived in this order. Stripe does not guarantee an order, so there any order passes. */
  async saw(...expected: string[]): Promise<void> {
    const types = await this.types()
    if (this.world.target === 'local') same(types, expected)
    else for (const type of expected) must(types.includes(type), `${type} did not arrive; got ${types.join(', ')}`)
  }

  /** The only event of a type. Fails unless there is exactly one. */
  async only(type: string): Promise<Stripe.Event> {
    const events = await this.events()
    const [found, ...others] = events.filter((event) => event.type === type)
    must(
      found && others.length === 0,
      `${type} arrived ${others.length + (found ? 1 : 0)} times: ${events.map((one) => one.type)}`,
    )
    return found
  }

  /** Fails unless exactly one event of this type arrived with these previous values. */
  async changed(type: string, previous: unknown): Promise<void> {
    has((await this.only(type)).data.previous_attributes, previous, 'previous_attributes')
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

/** A subscription's only item. */
export function itemOf(subscription: Stripe.Subscription): Stripe.SubscriptionItem {
  const [item] = subscription.items.data
  must(item, 'the subscription has an item')
  return item
}

/** The ID in an expandable field. */
export function idOf(value: string | { id: string } | null | undefined): string {
  must(value, 'the field has an ID')
  return typeof value === 'string' ? value : value.id
}
