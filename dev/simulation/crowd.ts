import { setTimeout as sleep } from 'node:timers/promises'
import type { StandIn } from 'stripe-stand-in'
import { type Stored, StripeError } from 'stripe-stand-in/engine'
import { compareInbox, compareTeam } from './compare-with-stripe'
import type { Database } from './database'
import { type OutsideChangeName, outsideChanges, outsideChangeWeights, subscribe } from './outside-changes'
import { type Link, linkOf, visit } from './portal-visit'
import type { Product } from './product'
import type { Random } from './random'
import type { StripeAccess } from './simulated-stripe'

const flows = ['subscription_cancel', 'payment_method_update', 'subscription_update', 'customer_update']

type Member = { id: string; userId: string; customer: string }

/** Sends member requests to the processes. Returns null or false if the process does not respond. */
export type Requests = {
  startFlow: (member: Member, flow: string) => Promise<string | null>
  returnFromPortal: (member: Member, link: Link) => Promise<boolean>
}

/**
 * Teams whose subscriptions change in Stripe and in the portal while real processes receive webhooks from the
 * stand-in. The operating system decides the order of events. The simulation covers specific interleavings.
 */
export class Crowd {
  private members: Member[] = []

  constructor(
    private standIn: StandIn,
    private database: Database,
    private product: Product,
    private requests: Requests,
    private random: Random,
  ) {}

  /** Adds a team with a subscription created in Stripe. */
  async join(): Promise<void> {
    const index = this.members.length
    const [id, userId] = [`team_${index}`, `user_${index}`]
    await this.database.addOwner(id, userId)
    const { stripeCustomerId: customer } = await this.product.ensureCustomer(viewerOf(id, userId))
    const member = { id, userId, customer }
    this.members.push(member)
    subscribe(await this.subject(member))
  }

  /** Makes a random change in Stripe. Sometimes a member also uses the portal. */
  async live(): Promise<void> {
    const member = this.random.pick(this.members)
    this.standIn.deliveries.setMode(this.random.chance(0.3) ? 'duplicate' : 'normal')
    const { deleteCustomer: _, subscribeTwice: __, ...weights } = outsideChangeWeights
    outsideChanges[this.random.weighted<OutsideChangeName>(weights)](await this.subject(member))
    if (this.random.chance(0.3)) await this.portal(member)
  }

  /** Waits until all events are delivered and processed. Only the test timeout limits the wait. */
  async rest(): Promise<void> {
    const open = `SELECT 1 FROM "BillingSync" WHERE "dirtySeq" > "syncedSeq" UNION ALL
      SELECT 1 FROM "OutboxMessage" WHERE "sentAt" IS NULL AND "kind" LIKE 'billing.%'`
    for (;;) {
      // Do not wait for redeliveries or leases after a kill.
      this.standIn.deliveries.retryNow()
      await this.standIn.deliveries.idle()
      const isDelivered = this.standIn.ctx.store.all('event').every((event) => event.pending_webhooks === 0)
      if (isDelivered && (await this.database.rows(open)).length === 0) return
      await this.database.rows(`UPDATE "BillingSync" SET "leaseUntil" = NULL, "nextAttemptAt" = NULL`)
      await this.database.rows(`UPDATE "OutboxMessage" SET "nextAttemptAt" = 'epoch' WHERE "sentAt" IS NULL`)
      await sleep(200)
    }
  }

  /** Describes every difference between the stored state and Stripe. */
  async mismatches(): Promise<string[]> {
    const { database, product, standIn } = this
    const scene = { database, ctx: standIn.ctx, product, now: new Date() }
    const acknowledged = standIn.ctx.store
      .all('event')
      .filter((event) => event.pending_webhooks === 0 && event._attempts)
    const found = [...(await compareInbox(scene, acknowledged))]
    for (const { id } of this.members) found.push(...(await compareTeam(scene, id)))
    return found.map(({ message }) => message)
  }

  /** Sends a member through the portal and back. The page they return to must show the change. */
  private async portal(member: Member): Promise<void> {
    const type = this.random.pick(flows)
    const url = await this.requests.startFlow(member, type)
    if (!url) return
    const stripe = this.stripe()
    const link = linkOf(stripe, 0, type, url)
    await visit(stripe, link, Object.values(await this.prices()), this.random)
    const expected = stripe.subscriptions(member.customer).map((one: Stored) => `${one.id} ${one.cancel_at}`)
    const hasReturned = await this.requests.returnFromPortal(member, link)
    const outcome = `SELECT "outcome" FROM "PortalFlow" WHERE "id" = $1`
    const [flow] = await this.database.rows<{ outcome: string | null }>(outcome, [link.flowId])
    if (!hasReturned || !flow?.outcome || flow.outcome === 'pending' || type !== 'subscription_cancel') return
    const rows = await this.database.rows<{ id: string; at: Date | null }>(
      'SELECT "stripeSubscriptionId" AS id, "cancelAt" AS at FROM "Subscription" WHERE "absentSince" IS NULL',
    )
    const stored = new Set(rows.map(({ id, at }) => `${id} ${at ? at.getTime() / 1000 : null}`))
    const missing = expected.filter((one: string) => !stored.has(one))
    if (missing.length > 0) throw new Error(`a return page did not show its change: ${missing}`)
  }

  private async subject({ customer }: Member) {
    return { stripe: this.stripe(), customer, prices: await this.prices(), random: this.random }
  }

  private async prices(): Promise<Record<string, string>> {
    const sql = `SELECT "key", "stripeId" FROM "CatalogEntry" WHERE "kind" = 'price'`
    const rows = await this.database.rows<{ key: string; stripeId: string }>(sql)
    return Object.fromEntries(rows.map(({ key, stripeId }) => [key, stripeId]))
  }

  /** The interface for outside changes, backed by the stand-in server. */
  private stripe(): StripeAccess {
    const { ctx, url } = this.standIn
    const call: StripeAccess['call'] = (method, to, params = {}) => ctx.call<Stored>(method, to, params)
    const attempt: StripeAccess['attempt'] = (method, to, params) => {
      try {
        return call(method, to, params)
      } catch (error) {
        if (error instanceof StripeError) return null
        throw error
      }
    }
    const subscriptions = (customer: string) => ctx.store.all('subscription').filter((one) => one.customer === customer)
    const post = async (to: string, form: Record<string, string>) => {
      const response = await fetch(`${url}${to}`, {
        method: 'POST',
        body: new URLSearchParams(form),
        redirect: 'manual',
      })
      return response.headers.get('location')
    }
    return { ctx, attempt, call, subscriptions, post }
  }
}

/** A signed-in owner, as a session would provide it. */
export function viewerOf(teamId: string, userId: string) {
  const names = { name: 'Ada', email: `${userId}@example.com`, teamName: teamId, locale: 'en' }
  return { userId, teamId, role: 'OWNER', ...names }
}
