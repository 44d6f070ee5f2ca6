import { expect, test } from './fixtures'
import { setDefaultCard, syncTeam } from './fixtures/subscribe'
import { expectNotice, press } from './flows'
import { cards } from './pages/card-fields'

const banner = { name: 'Payment problem' }

test.beforeEach(async ({ subscribed, stripe, database, owner, page }) => {
  const { customer, subscription } = await subscribed({ trialDays: 14 })
  // Replace the card with one that fails when charged, and end the trial.
  await setDefaultCard(stripe, customer, 'pm_card_chargeCustomerFail')
  await stripe.subscriptions.update(subscription, { trial_end: 'now' })
  await syncTeam(database, owner)
  await page.goto('/dashboard')
  await expect(page.getByTestId('status-label')).toHaveText('Payment failed')
})

test('shows a banner on every page, and a working card pays the open invoice', async ({
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
  test(`returns to ${path} from the portal without a change`, async ({ page, portal }) => {
    await page.goto(path)
    await page.getByRole('region', banner).getByRole('button', { name: 'Use another card' }).click()
    await portal.leave()
    await expect(page.getByRole('heading', { name: heading, level: 1 })).toBeVisible()
    await expect(page).toHaveURL(new RegExp(`${path}$`))
  })
}

test('stays past due after another failing card', async ({ page, portal }) => {
  await page.getByRole('region', banner).getByRole('button', { name: 'Use another card' }).click()
  await portal.enterCard(cards.failsLater)
  await expectNotice(page, 'Your payment method has been updated.')
  await expect(page.getByTestId('status-label')).toHaveText('Payment failed')
  await expect(page.getByRole('region', banner)).toBeVisible()
})

test('allows canceling but not changing an unpaid plan', async ({ page, portal }) => {
  await page.goto('/account/billing')
  await expect(page.getByRole('button', { name: /Switch to|Pause/ })).toHaveCount(0)
  await press(page, 'Cancel subscription')
  await portal.cancel()
  await expectNotice(page, 'Your cancellation is confirmed.')
})

test('tells members to ask an owner or admin', async ({ page, database, owner }) => {
  await database.rows('UPDATE "Membership" SET "role" = \'MEMBER\' WHERE "userId" = $1', [owner.userId])
  await page.reload()
  await expect(page.getByRole('region', banner)).toContainText('Ask an owner or admin of your team to update the card.')
  await expect(page.getByRole('region', banner).getByRole('button')).toHaveCount(0)
})

test('hides the banner without a reload after a payment outside the app', async ({
  page,
  stripe,
  database,
  owner,
  standIn,
}) => {
  const [row] = await database.customer(owner.teamId)
  const customer = row?.stripeCustomerId ?? ''
  const [invoice] = (await stripe.invoices.list({ customer, status: 'open' })).data
  // While Stripe is unavailable, the page keeps checking.
  await standIn.fail({ method: 'GET', path: '/v1/.*', status: 500 }, customer)
  await setDefaultCard(stripe, customer, 'pm_card_visa')
  await stripe.invoices.pay(invoice?.id ?? '')
  // The page shows the pending state only after the webhook has arrived.
  const pendingSync = `SELECT 1 FROM "BillingSync" JOIN "BillingCustomer" ON "id" = "customerId"
    WHERE "stripeCustomerId" = $1 AND "dirtySeq" > "syncedSeq"`
  await expect.poll(async () => (await database.rows(pendingSync, [customer])).length).toBe(1)
  await page.goto('/account/billing')
  await expect(page.getByText('Waiting for Stripe to confirm…')).toBeVisible()
  await expect(page.getByRole('region', banner)).toBeVisible()
  await standIn.repair(customer)
  await expect(page.getByTestId('status-label')).toHaveText('Active', { timeout: 30_000 })
  await expect(page.getByRole('region', banner)).toHaveCount(0)
})
