import { beforeAll, expect, it } from 'vitest'
import { openShop, standIn } from '@/dev/testing/shop'
import { db } from '@/lib/db'
import { product } from '@/lib/product'
import { demoTeams, seed } from './index'

const emailOf = (name: string) => `${name}@${product.demoDomain}`

const owners = demoTeams.map(({ email }) => email)

async function demoStates() {
  const users = await db().user.findMany({
    where: { email: { in: owners } },
    orderBy: { email: 'asc' },
    select: {
      email: true,
      memberships: {
        select: {
          team: {
            select: {
              _count: { select: { projects: true, memberships: true } },
              billing: {
                select: {
                  stripeCustomerId: true,
                  entitlement: { select: { plan: true } },
                  subscriptions: {
                    where: { absentSince: null },
                    select: { status: true, cancelAt: true, items: true },
                  },
                },
              },
            },
          },
        },
      },
    },
  })
  return users.map(({ email, memberships }) => {
    const { billing, _count } = memberships[0]?.team ?? {}
    const [subscription, ...more] = billing?.subscriptions ?? []
    return {
      email,
      plan: billing?.entitlement?.plan ?? 'free',
      status: subscription?.status ?? null,
      isEnding: subscription ? subscription.cancelAt !== null : false,
      isOnlySubscription: more.length === 0,
      customer: billing?.stripeCustomerId ?? null,
      counts: _count,
    }
  })
}

beforeAll(openShop)

it('creates an owner for each subscription state and a member', async () => {
  await seed({ withSubscriptions: true, now: new Date() })
  expect(await demoStates()).toMatchObject([
    { email: emailOf('business'), plan: 'business', status: 'active', isEnding: false, isOnlySubscription: true },
    { email: emailOf('canceling'), plan: 'pro', status: 'active', isEnding: true, isOnlySubscription: true },
    { email: emailOf('demo'), plan: 'free', status: null },
    { email: emailOf('past-due'), plan: 'pro', status: 'past_due', isOnlySubscription: true },
    { email: emailOf('pro'), plan: 'pro', status: 'active', isEnding: false, isOnlySubscription: true },
    { email: emailOf('trialing'), plan: 'pro', status: 'trialing', isOnlySubscription: true },
  ])
  const member = await db().membership.findFirst({ where: { user: { email: emailOf('member') } } })
  expect(member?.role).toBe('MEMBER')
})

it('changes nothing when run again', async () => {
  const before = await demoStates()
  const eventCount = standIn.ctx.store.all('event').length
  await seed({ withSubscriptions: true, now: new Date() })
  expect(await demoStates()).toEqual(before)
  expect(standIn.ctx.store.all('event')).toHaveLength(eventCount)
})

it('recreates customers that Stripe no longer has', async () => {
  const before = await demoStates()
  standIn.ctx.store.clear()
  await openShop()
  await seed({ withSubscriptions: true, now: new Date() })
  const after = await demoStates()
  const withoutCustomer = ({ customer, ...rest }: (typeof after)[number]) => rest
  expect(after.map(withoutCustomer)).toEqual(before.map(withoutCustomer))
  expect(after.map(({ customer }) => customer)).not.toEqual(before.map(({ customer }) => customer))
})

it('does not write to Stripe without the option', async () => {
  await db().user.deleteMany({ where: { email: emailOf('demo') } })
  const eventCount = standIn.ctx.store.all('event').length
  await seed({ withSubscriptions: false, now: new Date() })
  expect(standIn.ctx.store.all('event')).toHaveLength(eventCount)
  expect(await db().user.count({ where: { email: emailOf('demo') } })).toBe(1)
})
