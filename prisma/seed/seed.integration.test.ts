import { beforeAll, expect, it } from 'vitest'
import { openShop, standIn } from '@/dev/testing/shop'
import { db } from '@/lib/db'
import { product } from '@/lib/product'
import { demoTeams, seed } from './index'

const address = (name: string) => `${name}@${product.demoDomain}`

const owners = demoTeams.map(({ email }) => email)

async function states() {
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
      isAlone: more.length === 0,
      customer: billing?.stripeCustomerId ?? null,
      counts: _count,
    }
  })
}

beforeAll(openShop)

it('makes an owner in each state worth seeing, and a member', async () => {
  await seed({ withSubscriptions: true, now: new Date() })
  expect(await states()).toMatchObject([
    { email: address('business'), plan: 'business', status: 'active', isEnding: false, isAlone: true },
    { email: address('cancelling'), plan: 'pro', status: 'active', isEnding: true, isAlone: true },
    { email: address('demo'), plan: 'free', status: null },
    { email: address('past-due'), plan: 'pro', status: 'past_due', isAlone: true },
    { email: address('pro'), plan: 'pro', status: 'active', isEnding: false, isAlone: true },
    { email: address('trialing'), plan: 'pro', status: 'trialing', isAlone: true },
  ])
  const member = await db().membership.findFirst({ where: { user: { email: address('member') } } })
  expect(member?.role).toBe('MEMBER')
})

it('changes nothing the second time', async () => {
  const before = await states()
  const objects = standIn.ctx.store.all('event').length
  await seed({ withSubscriptions: true, now: new Date() })
  expect(await states()).toEqual(before)
  expect(standIn.ctx.store.all('event')).toHaveLength(objects)
})

it('makes anew what Stripe has forgotten', async () => {
  const before = await states()
  standIn.ctx.store.clear()
  await openShop()
  await seed({ withSubscriptions: true, now: new Date() })
  const after = await states()
  const seen = ({ customer, ...rest }: (typeof after)[number]) => rest
  expect(after.map(seen)).toEqual(before.map(seen))
  expect(after.map(({ customer }) => customer)).not.toEqual(before.map(({ customer }) => customer))
})

it('writes nothing to Stripe unless it is asked to', async () => {
  await db().user.deleteMany({ where: { email: address('demo') } })
  const objects = standIn.ctx.store.all('event').length
  await seed({ withSubscriptions: false, now: new Date() })
  expect(standIn.ctx.store.all('event')).toHaveLength(objects)
  expect(await db().user.count({ where: { email: address('demo') } })).toBe(1)
})
