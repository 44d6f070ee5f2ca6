import { readFileSync } from 'node:fs'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { deliverAll, eventsFor } from '@/dev/testing/hooks'
import { openShop, standIn } from '@/dev/testing/shop'
import { viewerFor } from '@/dev/testing/viewers'
import type { Viewer } from '@/lib/auth'
import {
  type BillingOverview,
  can,
  drainBilling,
  finishPortalFlow,
  getBilling,
  getFlowNotice,
  limitOf,
  listAlerts,
  listCancellations,
  startPortalFlow,
} from '@/lib/billing'
import { getCatalog } from '@/lib/billing/catalog'
import { flowSchema } from '@/lib/billing/model'
import { stripe } from '@/lib/billing/stripe'
import { db } from '@/lib/db'
import { migrate } from '@/prisma/migrate.mjs'

// Migrates a database of version 0.1 that its own seed and functions created. Every page must show the same data as
// before, and billing must keep working. testing/version-0.1 has the rows and the recorded page data.

const folder = new URL('./testing/version-0.1/', import.meta.url)
const readings = JSON.parse(readFileSync(new URL('readings.json', folder), 'utf8'))
const lastMigration = '20261126014000_customer_account'

async function viewer(email: string): Promise<Viewer | null> {
  const user = await db().user.findUniqueOrThrow({ where: { email } })
  return viewerFor(user.id)
}

async function requireViewer(email: string): Promise<Viewer> {
  const found = await viewer(email)
  if (!found) throw new Error(`${email} cannot sign in`)
  return found
}

/** A JSON round trip, as in the recorded data. */
const plain = (value: unknown) => JSON.parse(JSON.stringify(value))

type Reading = { overview: object }

/** Members no longer see who pays. */
const withoutPayer = ({ overview, ...rest }: Reading) => ({
  ...rest,
  overview: { ...overview, card: null, billingEmail: null, billingName: null },
})

beforeAll(async () => {
  const url = process.env.DATABASE_URL ?? ''
  const client = new pg.Client(url)
  await client.connect()
  await client.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public')
  await migrate(url, lastMigration)
  await client.query(readFileSync(new URL('data.sql', folder), 'utf8'))
  await client.end()
  await migrate(url)
})
afterAll(() => standIn.close())

describe('after the migration of a database of version 0.1', () => {
  beforeAll(() => {
    vi.useFakeTimers({ toFake: ['Date'], now: new Date(readings.at) })
    return () => vi.useRealTimers()
  })

  it.each(Object.entries(readings.people))(
    '%s sees the same billing page and has the same actions',
    async (email, seen) => {
      const person = await viewer(email)
      const now = person && {
        overview: factsOf(await getBilling(person)),
        apiAccess: await can(person, 'apiAccess'),
        projectsMax: await limitOf(person, 'projectsMax'),
      }
      expect(plain(now)).toEqual(person?.role === 'MEMBER' ? withoutPayer(seen as Reading) : seen)
    },
  )

  it.each(Object.entries(readings.notices))('the portal flow %s has the same outcome', async (id, seen) => {
    const { userId } = await db().portalFlow.findUniqueOrThrow({ where: { id } })
    const person = userId && (await viewerFor(userId))
    const notice = person && (await getFlowNotice(person, id))
    expect(notice ? notice.tone : null).toEqual(seen)
  })

  it('every subscription references its plan', async () => {
    const rows = await db().subscription.findMany({ include: { customer: { include: { entitlement: true } } } })
    expect(rows.length).toBeGreaterThan(10)
    for (const { plan, interval, quantity, currentPeriodEnd, items, ...row } of rows) {
      const [item] = items as { productId: string; quantity: number; interval: string; periodEnd: number }[]
      expect(plan).toBe({ acme_pro: 'pro', acme_business: 'business' }[item?.productId ?? ''] ?? null)
      expect({ interval, quantity }).toEqual({ interval: item?.interval, quantity: item?.quantity })
      expect(currentPeriodEnd?.getTime()).toBe((item?.periodEnd ?? 0) * 1000)
      const { entitlement } = row.customer
      if (entitlement?.subscriptionId === row.stripeSubscriptionId) expect(plan).toBe(entitlement.plan)
    }
  })

  it('every cancellation references the plan instead of the product', async () => {
    const kept = (await listCancellations(new Date(0))).map(
      ({ requestedAt: _, reason: __, decidedAt: ___, ...cancellation }) => cancellation,
    )
    expect(sorted(plain(kept))).toEqual(sorted(readings.cancellations))
  })

  it('alerts and sync states are unchanged', async () => {
    const alerts = (await listAlerts(new Date(0))).map(({ kind, key, count }) => ({ kind, key, count }))
    expect(sorted(alerts)).toEqual(sorted(readings.alerts))
    const rows = await db().billingSync.findMany({ orderBy: { customerId: 'asc' }, omit: { leaseUntil: true } })
    const numbers = ({ dirtySeq, syncedSeq, version }: (typeof rows)[number]) => {
      return { dirtySeq: Number(dirtySeq), syncedSeq: Number(syncedSeq), version: Number(version) }
    }
    expect(plain(rows.map((row) => ({ ...row, ...numbers(row) })))).toEqual(readings.sync)
  })

  it('no facts, events, emails, checkouts or seats are lost', async () => {
    const before = countsOf(readFileSync(new URL('data.sql', folder), 'utf8'))
    const client = new pg.Client(process.env.DATABASE_URL)
    await client.connect()
    for (const [table, count] of before) {
      const { rows } = await client.query(`SELECT count(*)::int AS count FROM "${table}"`)
      expect({ table, count: rows[0].count }).toEqual({ table, count })
    }
    await client.end()
  })
})

/** The billing page's data without its text. */
function factsOf({ banner, pendingChange, discount, ...overview }: BillingOverview) {
  const { plan, interval, seats, nextCharge, trialEndsAt, endsAt, card } = overview
  // Version 0.1 spelled this state with two l's.
  const state = overview.state === 'canceling' ? 'canceling' : overview.state
  const { billingEmail, billingName, offered, isConfirming, syncedAt } = overview
  const has = { hasBanner: banner !== null, hasPendingChange: pendingChange !== null, hasDiscount: discount !== null }
  const shown = { state, plan, interval, seats, nextCharge, trialEndsAt, endsAt, card, billingEmail, billingName }
  return { ...shown, offered, isConfirming, syncedAt, ...has }
}

function sorted(list: unknown[]): string[] {
  return list.map((one) => JSON.stringify(one, Object.keys(one as object).sort())).sort()
}

/** The number of rows per table in the dump, which has one row per line. */
function countsOf(sql: string): [string, number][] {
  const tables = sql.split('INSERT INTO ').slice(1)
  return tables.map((text) => [
    text.split('"')[1] ?? '',
    text.split('\n').filter((line) => line.startsWith('{')).length,
  ])
}

describe('billing after the migration', () => {
  let pro: Viewer

  /** Creates the customer and subscription in Stripe that the old rows refer to. */
  beforeAll(async () => {
    await openShop()
    pro = await requireViewer('pro@acme.test')
    const { teamId } = pro
    const customer = await stripe().customers.create({ email: pro.email, metadata: { team_id: teamId } })
    const card = await stripe().paymentMethods.attach('pm_card_visa', { customer: customer.id })
    await stripe().customers.update(customer.id, { invoice_settings: { default_payment_method: card.id } })
    const price = (await getCatalog()).priceId('pro', 'month')
    const subscription = await stripe().subscriptions.create({ customer: customer.id, items: [{ price }] })
    const { id } = await db().billingCustomer.update({ where: { teamId }, data: { stripeCustomerId: customer.id } })
    await db().subscription.updateMany({ where: { customerId: id }, data: { stripeSubscriptionId: subscription.id } })
  })

  it('a webhook is stored and the team is synced with Stripe', async () => {
    const { stripeCustomerId } = await db().billingCustomer.findUniqueOrThrow({ where: { teamId: pro.teamId } })
    await deliverAll(eventsFor(stripeCustomerId ?? ''))
    expect(await getBilling(pro)).toMatchObject({ plan: 'pro', isConfirming: true })
    await drainBilling(new Date())
    expect(await getBilling(pro)).toMatchObject({
      plan: 'pro',
      state: 'active',
      interval: 'month',
      isConfirming: false,
    })
    const rows = await db().subscription.findMany({ where: { customer: { teamId: pro.teamId } } })
    expect(rows).toMatchObject([{ plan: 'pro', interval: 'month', quantity: 1, absentSince: null }])
  })

  it('a portal flow starts and its return is recorded', async () => {
    await startPortalFlow(pro, flowSchema.parse({ flow: 'subscription_cancel' }))
    const where = { teamId: pro.teamId }
    const { id, subscriptionId } = await db().portalFlow.findFirstOrThrow({ where, orderBy: { issuedAt: 'desc' } })
    await stripe().subscriptions.update(subscriptionId ?? '', { cancel_at: 'max_period_end' })
    const page = await finishPortalFlow(pro, '/account/subscription_canceled', id, new Date())
    expect(page).toBe(`/account/billing?flow=${id}`)
    expect(await getFlowNotice(pro, id)).toMatchObject({ tone: 'success' })
    expect(await getBilling(pro)).toMatchObject({ plan: 'pro', state: 'canceling' })
    expect(await db().cancellation.findFirst({ where: { subscriptionId: subscriptionId ?? '' } })).toMatchObject({
      plan: 'pro',
      outcome: 'leaving',
    })
  })
})
