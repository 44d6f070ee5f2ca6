import { createHmac } from 'node:crypto'
import { environment } from './environment'
import { expect, test } from './fixtures'
import { expectNotice, press } from './flows'

// The webhook and the return can arrive in either order, or only one can arrive. The page always shows Stripe's state.

test('shows the change when the webhook arrives before the user returns', async ({
  subscribed,
  page,
  portal,
  database,
  owner,
}) => {
  const { customer } = await subscribed()
  await page.goto('/account/billing')
  await press(page, 'Cancel subscription')
  // Hold the return until the app has processed the webhook.
  await page.route('**/account/subscription_canceled**', async (route) => {
    const isKnown = async () => (await database.subscriptions(owner.teamId))[0]?.cancelAt ?? null
    await expect.poll(isKnown, { message: 'the cancellation from the webhook' }).not.toBeNull()
    await route.continue()
  })
  await portal.cancel()
  await expectNotice(page, 'Your cancellation is confirmed.')
  await expect(page.getByTestId('status-label')).toHaveText('Canceling')
  expect((await database.events(customer)).map((event) => event.type)).toContain('customer.subscription.updated')
})

test('shows the change when only the webhook arrives', async ({ subscribed, page, portal, owner, database }) => {
  await subscribed()
  await page.goto('/account/billing')
  await press(page, 'Cancel subscription')
  await portal.arrive('Cancel your subscription')
  await portal.confirm()
  // The browser stays on the survey and never returns.
  await expect(page.locator('[data-test="cancellation_reason_submit"]')).toBeVisible()
  const tab = await page.context().newPage()
  await tab.goto('/account/billing')
  await expect(async () => {
    await tab.reload()
    await expect(tab.getByTestId('status-label')).toHaveText('Canceling', { timeout: 500 })
  }).toPass()
  expect(await database.flows(owner.teamId)).toMatchObject([{ returnedAt: null }])
})

for (const mode of ['hold', 'drop', 'duplicate', 'shuffle'] as const) {
  test(`shows the change on return with “${mode}” delivery`, async ({
    subscribed,
    page,
    portal,
    standIn,
    owner,
    database,
  }) => {
    const { customer } = await subscribed()
    await standIn.deliver(mode, customer)
    await page.goto('/account/billing')
    await press(page, 'Cancel subscription')
    await portal.cancel()
    await expectNotice(page, 'Your cancellation is confirmed.')
    await press(page, 'Keep subscription')
    await expect(page.getByTestId('status-label')).toHaveText('Active')
    // Late and repeated events only trigger a sync, so they cannot restore an old state.
    const before = (await database.events(customer)).length
    await standIn.release(customer)
    if (mode === 'hold' || mode === 'shuffle') {
      await expect.poll(async () => (await database.events(customer)).length).toBeGreaterThan(before)
    }
    await database.untilSynced(owner.teamId)
    await page.reload()
    await expect(page.getByTestId('status-label')).toHaveText('Active')
  })
}

test('rejects an event without a valid signature and does not store it', async ({ request, database }) => {
  const id = `evt_forged_${Date.now()}`
  const body = JSON.stringify({ id, object: 'event', type: 'customer.updated', data: { object: {} } })
  const at = Math.floor(Date.now() / 1000)
  const sign = (secret: string, time: number) =>
    `t=${time},v1=${createHmac('sha256', secret).update(`${time}.${body}`).digest('hex')}`
  const signatures = [
    undefined,
    'nonsense',
    sign('whsec_of_someone_else', at),
    sign(environment.webhookSecret, at - 3600),
  ]
  for (const signature of signatures) {
    const headers = { 'content-type': 'application/json', ...(signature ? { 'stripe-signature': signature } : {}) }
    const response = await request.post('/api/stripe/webhook', { data: body, headers })
    expect(response.status()).toBe(400)
  }
  expect(await database.rows('SELECT 1 FROM "StripeEvent" WHERE "eventId" = $1', [id])).toEqual([])
})
