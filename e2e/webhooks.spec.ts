import { createHmac } from 'node:crypto'
import { environment } from './environment'
import { expect, test } from './fixtures'
import { expectNotice, press } from './flows'

// The webhook and the return race each other. Whoever comes first, or alone, the page shows what Stripe has.

test('the webhook comes before the return', async ({ subscribed, page, portal, database, owner }) => {
  const { customer } = await subscribed()
  await page.goto('/account/billing')
  await press(page, 'Cancel subscription')
  // The browser's way back is held up until the application has heard from Stripe.
  await page.route('**/account/subscription_canceled**', async (route) => {
    const isKnown = async () => (await database.subscriptions(owner.teamId))[0]?.cancelAt ?? null
    await expect.poll(isKnown, { message: 'the cancellation, told by the webhook' }).not.toBeNull()
    await route.continue()
  })
  await portal.cancel()
  await expectNotice(page, 'Your cancellation is confirmed.')
  await expect(page.getByTestId('status-label')).toHaveText('Canceling')
  expect((await database.events(customer)).map((event) => event.type)).toContain('customer.subscription.updated')
})

test('the webhook comes instead of the return', async ({ subscribed, page, portal, owner, database }) => {
  await subscribed()
  await page.goto('/account/billing')
  await press(page, 'Cancel subscription')
  await portal.arrive('Cancel your subscription')
  await portal.confirm()
  // The survey is on the screen; the browser never comes back from it.
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
  test(`the return shows the change with deliveries on “${mode}”`, async ({
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
    // Late and repeated events name what to read and say nothing themselves, so they cannot bring the past back.
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

test('an event that is not signed by Stripe is refused, and leaves no trace', async ({ request, database }) => {
  const id = `evt_forged_${Date.now()}`
  const body = JSON.stringify({ id, object: 'event', type: 'customer.updated', data: { object: {} } })
  const at = Math.floor(Date.now() / 1000)
  const sign = (secret: string, time: number) =>
    `t=${time},v1=${createHmac('sha256', secret).update(`${time}.${body}`).digest('hex')}`
  const signatures = [
    undefined,
    'nonsense',
    sign('whsec_of_somebody_else', at),
    sign(environment.webhookSecret, at - 3600),
  ]
  for (const signature of signatures) {
    const headers = { 'content-type': 'application/json', ...(signature ? { 'stripe-signature': signature } : {}) }
    const answer = await request.post('/api/stripe/webhook', { data: body, headers })
    expect(answer.status()).toBe(400)
  }
  expect(await database.rows('SELECT 1 FROM "StripeEvent" WHERE "eventId" = $1', [id])).toEqual([])
})
