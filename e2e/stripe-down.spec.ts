import { expect, test } from './fixtures'
import { expectNotice, press } from './flows'

// Stripe returns errors or does not respond.

test.beforeEach(({ standIn }) => {
  expect(standIn, 'these tests need the stand-in').toBeDefined()
})

test('shows an error if a flow cannot be opened and works after Stripe recovers', async ({
  subscribed,
  page,
  portal,
  standIn,
}) => {
  const { customer } = await subscribed()
  await standIn.fail({ method: 'POST', path: '/v1/billing_portal/sessions', status: 503 }, customer)
  await page.goto('/account/billing')
  await press(page, 'Cancel subscription')
  await expect(page.getByRole('main').getByRole('alert')).toHaveText(
    'Something went wrong with Stripe. No changes were made. Try again in a moment.',
  )
  await standIn.repair(customer)
  await press(page, 'Cancel subscription')
  await portal.arrive('Cancel your subscription')
})

test('shows the billing page without Stripe', async ({ subscribed, page, standIn }) => {
  const { customer } = await subscribed()
  for (const method of ['GET', 'POST']) await standIn.fail({ method, path: '/v1/.*', cut: true }, customer)
  await page.goto('/account/billing')
  await expect(page.getByTestId('status-label')).toHaveText('Active')
})

for (const fault of [{ status: 500 }, { cut: true }]) {
  test(`waits on return while Stripe ${fault.cut ? 'closes connections' : 'returns 500'} and then shows the change`, async ({
    subscribed,
    page,
    portal,
    standIn,
  }) => {
    const { customer } = await subscribed()
    await page.goto('/account/billing')
    await press(page, 'Cancel subscription')
    await portal.arrive('Cancel your subscription')
    await standIn.fail({ method: 'GET', path: '/v1/.*', ...fault }, customer)
    await portal.cancel()
    await expectNotice(page, /We couldn’t reach Stripe/)
    await expect(page.getByText('Waiting for Stripe to confirm…')).toBeVisible()
    await expect(page.getByTestId('status-label')).toHaveText('Active')
    await standIn.repair(customer)
    // The page reloads every few seconds while the background loop syncs.
    await expect(page.getByTestId('status-label')).toHaveText('Canceling', { timeout: 20_000 })
    await expectNotice(page, 'Your cancellation is confirmed.')
  })
}

test('waits on return from Checkout while Stripe is down', async ({ owner, page, checkout, standIn, database }) => {
  await page.goto('/pricing')
  await page.getByRole('form', { name: 'Pro monthly' }).getByRole('button').click()
  await checkout.arrive()
  const [row] = await database.customer(owner.teamId)
  const customer = row?.stripeCustomerId ?? ''
  await standIn.fail({ method: 'GET', path: '/v1/.*', status: 500 }, customer)
  await checkout.pay()
  await expectNotice(page, 'Your subscription isn’t confirmed yet.')
  await standIn.repair(customer)
  await expectNotice(page, 'Your subscription has started.')
  await expect(page.getByTestId('status-label')).toHaveText('Trial')
})

test('does not auto-refresh while a form is submitting', async ({
  subscribed,
  page,
  portal,
  owner,
  database,
  standIn,
}) => {
  const { customer } = await subscribed()
  await standIn.fail({ method: 'GET', path: '/v1/.*', status: 500 }, customer)
  await database.markDirty(owner.teamId)
  await page.clock.install()
  await page.goto('/account/billing')
  await expect(page.getByText('Waiting for Stripe to confirm…')).toBeVisible()
  // Hold the action longer than the refresh interval.
  let release = () => {}
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  await page.route('**/account/billing', async (route) => {
    await released
    await route.continue()
  })
  const sent = page.waitForRequest((request) => request.method() === 'POST')
  await press(page, 'Update payment method')
  await sent
  await page.clock.runFor(4_000)
  release()
  await portal.arrive('Add a payment method')
})
