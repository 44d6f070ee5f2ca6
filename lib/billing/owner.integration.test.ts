import { afterAll, beforeAll, expect, it } from 'vitest'
import { breakStripe, mendStripe, newOwner, openShop, standIn } from '@/dev/testing/shop'
import { db } from '@/lib/db'
import { adopt, linkCustomer } from './owner'
import { stripe } from './stripe'

beforeAll(openShop)
afterAll(() => standIn.close())

it('a customer that is linked while its first event is looked into is no second one, and alerts nobody', async () => {
  const { teamId } = await newOwner()
  const { id } = await stripe().customers.create({ metadata: { team_id: teamId } })
  const row = await db().billingCustomer.create({ data: { teamId, livemode: false } })
  await breakStripe({ method: 'GET', path: `/v1/customers/${id}`, delayMs: 1_000, times: 1 })
  const adopted = adopt(id, new Date())
  await new Promise((resolve) => setTimeout(resolve, 300))
  await linkCustomer(row.id, id)
  expect(await adopted).toBe(true)
  await mendStripe()
  expect(await db().billingAlert.findMany({ where: { teamId } })).toEqual([])
})
