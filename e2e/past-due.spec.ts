import { expect, test } from './fixtures'
import { giveCard, refresh } from './fixtures/subscribe'
import { expectNotice, press } from './flows'
import { cards } from './pages/card-fields'

const banner = { name: 'Payment problem' }

test.beforeEach(async ({ subscribed, stripe, database, owner, page }) => {
  const { customer, subscription } = await subscribed({ trialDays: 14 })
  // The card that worked is replaced by one that fails when it is charged, and the trial ends now.
  await giveCard(stripe, customer, 'pm_card_chargeCustomerFail')
  await stripe.subscriptions.update(subscription, { trial_end: 'now' })
  await refresh(database, owner)
  await page.goto('/dashboard')
  await expect(page.getByTestId('status-label')).toHaveText('Payment failed')
})

test('the banner on every page leads to the card, and a good one pays what is open', async ({
  page,
  portal,
  stripe,
  owner,
  database,
}) => {
  for (const path of ['/projects', '/account/profile', '/account/billing']) {
    await page.goto(path)
    await expect(page.getByRole('region', banner)).toContainText('Your last payment failed.')
  }
  await page.getByRole('region', banner).getByRole('button', { name: 'Use another card' }).click()
  await portal.enterCard(cards.good)
  await expectNotice(page, 'Your payment method has been updated.')
  await expect(page.getByTestId('status-label')).toHaveText('Active')
  await expect(page.getByRole('region', banner)).toHaveCount(0)
  const [customer] = await database.customer(owner.teamId)
  const invoices = await stripe.invoices.list({ customer: customer?.stripeCustomerId, status: 'open' })
  expect(invoices.data).toEqual([])
})

for (const [path, heading] of Object.entries({ '/projects': 'Projects', '/export': 'Export' })) {
  test(`leaving the portal without a change leads back to ${path}`, async ({ page, portal }) => {
    await page.goto(path)
    await page.getByRole('region', banner).getByRole('button', { name: 'Use another card' }).click()
    await portal.leave()
    await expect(page.getByRole('heading', { name: heading, level: 1 })).toBeVisible()
    await expect(page).toHaveURL(new RegExp(`${path}$`))
  })
}

test('another failing card changes nothing about the debt', async ({ page, portal }) => {
  await page.getByRole('region', banner).getByRole('button', { name: 'Use another card' }).click()
  await portal.enterCard(cards.failsLater)
  await expectNotice(page, 'Your payment method has been updated.')
  await expect(page.getByTestId('status-label')).toHaveText('Payment failed')
  await expect(page.getByRole('region', banner)).toBeVisible()
})

test('a plan that is not paid can still be cancelled, and not changed', async ({ page, portal }) => {
  await page.goto('/account/billing')
  await expect(page.getByRole('button', { name: /Switch to|Pause/ })).toHaveCount(0)
  await press(page, 'Cancel subscription')
  await portal.cancel()
  await expectNotice(page, 'Your cancellation is confirmed.')
})

test('a member is told whom to ask', async ({ page, database, owner }) => {
  await database.rows('UPDATE "Membership" SET "role" = \'MEMBER\' WHERE "userId" = $1', [owner.userId])
  await page.reload()
  await expect(page.getByRole('region', banner)).toContainText('Ask an owner or admin of your team for another card.')
  await expect(page.getByRole('region', banner).getByRole('button')).toHaveCount(0)
})

test('a payment that is made elsewhere takes the banner away without a reload', async ({
  page,
  stripe,
  database,
  owner,
  standIn,
}) => {
  const [row] = await database.customer(owner.teamId)
  const customer = row?.stripeCustomerId ?? ''
  const [invoice] = (await stripe.invoices.list({ customer, status: 'open' })).data
  // While Stripe does not answer, the page waits and looks again.
  await standIn.fail({ method: 'GET', path: '/v1/.*', status: 500 }, customer)
  await giveCard(stripe, customer, 'pm_card_visa')
  await stripe.invoices.pay(invoice?.id ?? '')
  // Before its webhook has come, nothing is known that could be waited for.
  const marked = `SELECT 1 FROM "BillingSync" JOIN "BillingCustomer" ON "id" = "customerId"
    WHERE "stripeCustomerId" = $1 AND "dirtySeq" > "syncedSeq"`
  await expect.poll(async () => (await database.rows(marked, [customer])).length).toBe(1)
  await page.goto('/account/billing')
  await expect(page.getByText('Waiting for Stripe to confirm…')).toBeVisible()
  await expect(page.getByRole('region', banner)).toBeVisible()
  await standIn.repair(customer)
  await expect(page.getByTestId('status-label')).toHaveText('Active', { timeout: 30_000 })
  await expect(page.getByRole('region', banner)).toHaveCount(0)
})
