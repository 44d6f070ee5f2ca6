import type Stripe from 'stripe'
import { expect, test } from './fixtures'
import type { Database } from './fixtures/database'
import type { Person } from './fixtures/people'
import { syncTeam } from './fixtures/subscribe'
import { expectNotice } from './flows'
import { CheckoutPage } from './pages/checkout-page'
import { PortalPage } from './pages/portal-page'

// A team is never charged twice for the same plan.

const proForm = { name: 'Pro monthly' }

async function sessionsOf(stripe: Stripe, database: Database, { teamId }: Person) {
  const [customer] = await database.customer(teamId)
  return (await stripe.checkout.sessions.list({ customer: customer?.stripeCustomerId, limit: 100 })).data
}

test('opens one Checkout on a double click', async ({ owner, page, checkout, stripe, database }) => {
  await page.goto('/pricing')
  await page.getByRole('form', proForm).getByRole('button').dblclick()
  await checkout.arrive()
  expect(await sessionsOf(stripe, database, owner)).toHaveLength(1)
})

test('opens one Checkout from two tabs and accepts one payment', async ({ owner, page, stripe, database }) => {
  const other = await page.context().newPage()
  const tabs = [page, other].map((tab) => new CheckoutPage(tab))
  for (const { page: tab } of tabs) await tab.goto('/pricing')
  await Promise.all(tabs.map(({ page: tab }) => tab.getByRole('form', proForm).getByRole('button').click()))
  for (const tab of tabs) await tab.arrive()
  expect(other.url()).toBe(page.url())
  const [first, second] = tabs as [CheckoutPage, CheckoutPage]
  await first.pay()
  await expectNotice(first.page, 'Your subscription has started.')
  await second.pay()
  await expectNotice(second.page, 'Your subscription has started.')
  expect(await sessionsOf(stripe, database, owner)).toHaveLength(1)
  expect(await database.subscriptions(owner.teamId)).toHaveLength(1)
})

test('expires the open Checkout when another plan is chosen', async ({ owner, page, checkout, stripe, database }) => {
  await page.goto('/pricing')
  await page.getByRole('form', proForm).getByRole('button').click()
  await checkout.arrive()
  const before = page.url()
  await page.goto('/pricing')
  await page.getByRole('form', { name: 'Business monthly' }).getByRole('button').click()
  await expect(checkout.dueToday).toHaveText('$49.00')
  expect((await sessionsOf(stripe, database, owner)).map(({ status }) => status).sort()).toEqual(['expired', 'open'])
  await page.goto(before)
  await expect(page.getByRole('heading', { name: 'This checkout session has expired' })).toBeVisible()
})

test('sends a subscribed team to the portal to change plans', async ({ subscribed, page, stripe }) => {
  const { customer } = await subscribed()
  await page.goto('/pricing')
  await page.getByRole('form', { name: 'Business monthly' }).getByRole('button').click()
  const portal = new PortalPage(page)
  await portal.arrive('Confirm your updates')
  await portal.confirm()
  await expectNotice(page, 'Your plan has been updated.')
  await expect(page.getByTestId('plan-name')).toHaveText('Business')
  expect((await stripe.checkout.sessions.list({ customer })).data).toEqual([])
})

test('rejects buying the current plan again', async ({ subscribed, page }) => {
  await subscribed()
  await page.goto('/pricing')
  const form = page.getByRole('form', proForm)
  await form.getByRole('button').click()
  await expect(form.getByRole('alert')).toHaveText('You’re already on this plan.')
})

test('gives each team one trial', async ({ subscribed, owner, page, checkout, stripe, database }) => {
  const { subscription } = await subscribed({ trialDays: 14 })
  await stripe.subscriptions.cancel(subscription)
  await syncTeam(database, owner)
  await page.goto('/account/billing')
  await expect(page.getByTestId('status-label')).toHaveText('Ended')
  await page.getByRole('form', proForm).getByRole('button', { name: 'Subscribe' }).click()
  await checkout.arrive()
  await expect(checkout.dueToday).toHaveText('$19.00')
})
