import { environment } from './environment'
import { expect, test } from './fixtures'
import { giveCard, refresh, subscribe, type Wanted } from './fixtures/subscribe'
import { press } from './flows'
import { look } from './looks'
import type { PortalPage } from './pages/portal-page'

test.describe.configure({ timeout: 180_000 })

for (const [name, path] of Object.entries({
  landing: '/',
  pricing: '/pricing',
  'sign-in': '/sign-in',
  'sign-up': '/sign-up',
})) {
  test(name, async ({ page }) => {
    await page.goto(path)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await look(page, name)
  })
}

test('not-found', async ({ page, problems }) => {
  await page.goto('/no-such-page')
  await look(page, 'not-found')
  problems.length = 0
})

test('error', async ({ subscribed, owner, page, database, problems }) => {
  await subscribed()
  // A currency that does not exist cannot be shown.
  const spoil = `UPDATE "Subscription" SET "nextInvoice" = "nextInvoice" || '{"currency": "none"}' WHERE "customerId" IN
    (SELECT "id" FROM "BillingCustomer" WHERE "teamId" = $1)`
  await database.rows(spoil, [owner.teamId])
  await page.goto('/account/billing')
  await expect(page.getByRole('heading', { name: 'Something went wrong' })).toBeVisible()
  await look(page, 'error')
  // The page answers 500, which is the point.
  problems.length = 0
})

test('dashboard, projects, export and profile', async ({ subscribed, owner, page, database }) => {
  await page.goto('/projects')
  await look(page, 'projects-empty')
  await page.goto('/export')
  await look(page, 'upgrade')
  await subscribed()
  const insert =
    'INSERT INTO "Project" ("id", "teamId", "name") SELECT $1 || name, $1, name FROM unnest($2::text[]) name'
  await database.rows(insert, [
    owner.teamId,
    ['Analytical Engine', 'Bernoulli numbers', 'Notes on the sketch by Menabrea'],
  ])
  for (const name of ['dashboard', 'projects', 'export', 'account/profile']) {
    await page.goto(`/${name}`)
    await look(page, name.replace('account/', ''))
  }
})

/** A subscription, and what is done with it in the portal. */
type Setting = { wanted: Wanted; act?: (portal: PortalPage) => Promise<void> }

const states: Record<string, Setting> = {
  active: { wanted: {} },
  trialing: { wanted: { trialDays: 14 } },
  'business-seats': { wanted: { plan: 'business', interval: 'year', seats: 12 } },
  cancelling: {
    wanted: {},
    act: async (portal) => {
      await press(portal.page, 'Cancel subscription')
      await portal.cancel()
    },
  },
  paused: {
    wanted: {},
    act: async (portal) => {
      await press(portal.page, 'Pause subscription')
      await portal.confirm()
    },
  },
  'scheduled-change': {
    wanted: { interval: 'year' },
    act: async (portal) => {
      await press(portal.page, 'Switch to Pro monthly')
      await portal.confirm()
    },
  },
}

test('billing, free', async ({ owner, page }) => {
  await owner.page.goto('/account/billing')
  await look(page, 'billing/free')
})

for (const [state, { wanted, act }] of Object.entries(states)) {
  test(`billing, ${state}`, async ({ subscribed, page, portal }) => {
    await subscribed(wanted)
    await page.goto('/account/billing')
    await act?.(portal)
    await expect(page.getByRole('heading', { name: 'Your plan' })).toBeVisible()
    await look(page, `billing/${state}`)
  })
}

test('billing, past due', async ({ subscribed, owner, page, stripe, database }) => {
  const { customer, subscription } = await subscribed({ trialDays: 14 })
  await giveCard(stripe, customer, 'pm_card_chargeCustomerFail')
  await stripe.subscriptions.update(subscription, { trial_end: 'now' })
  await refresh(database, owner)
  await page.goto('/account/billing')
  await expect(page.getByRole('region', { name: 'Payment problem' })).toBeVisible()
  await look(page, 'billing/past-due')
})

test('billing, with something to say', async ({ subscribed, page }) => {
  await subscribed()
  await page.goto('/account/billing')
  const form = page.getByRole('form', { name: 'Switch to Business' })
  await form.getByLabel('Promotion code').fill('NOPE')
  await form.getByRole('button', { name: 'Switch to Business monthly' }).click()
  await expect(form.getByRole('alert')).toBeVisible()
  await look(page, 'billing/refused')
})

test('the picture of the README', async ({ subscribed, owner, page, stripe, database }) => {
  const { customer } = await subscribed({ plan: 'business', seats: 4 })
  await stripe.customers.update(customer, { name: 'Linden & Co', email: 'accounts@linden.example' })
  await database.rows('UPDATE "Team" SET "name" = $1 WHERE "id" = $2', ['Linden & Co', owner.teamId])
  await refresh(database, owner)
  await page.setViewportSize({ width: 1280, height: 800 })
  await page.goto('/account/billing')
  await expect(page.getByTestId('billing-email')).toHaveText('accounts@linden.example')
  await page.screenshot({ path: '.local/screenshots/readme.png' })
})

test('the stand-in’s pages', async ({ owner, page, checkout, stripe, database, standIn }) => {
  expect(standIn, 'the pictures are of the stand-in').toBeDefined()
  await page.goto('/pricing')
  await page.getByRole('form', { name: 'Pro monthly' }).getByRole('button').click()
  await checkout.arrive()
  await look(page, 'stripe/checkout')
  await checkout.pay('4000000000003220')
  await expect(page.locator('#test-source-authorize-3ds')).toBeVisible()
  await look(page, 'stripe/3ds')
  await page.locator('#test-source-authorize-3ds').click()
  await expect(page.getByTestId('plan-name')).toHaveText('Pro')
  const [customer] = await database.customer(owner.teamId)
  const { data: configurations } = await stripe.billingPortal.configurations.list({ active: true, limit: 1 })
  const session = await stripe.billingPortal.sessions.create({
    customer: customer?.stripeCustomerId ?? '',
    configuration: configurations[0]?.id,
    return_url: environment.appUrl,
  })
  await page.goto(session.url)
  await look(page, 'stripe/portal-home')
  await page.goto(environment.standInUrl ?? '')
  await look(page, 'stripe/panel')
})

for (const [name, button] of Object.entries({
  cancel: 'Cancel subscription',
  pause: 'Pause subscription',
  update: 'Change plan in portal',
  confirm: 'Switch to Business monthly',
  'payment-method': 'Update payment method',
  customer: 'Edit billing details',
})) {
  test(`the stand-in’s page of the flow ${name}`, async ({ owner, page, portal, stripe, database, standIn }) => {
    expect(standIn, 'the pictures are of the stand-in').toBeDefined()
    await subscribe(stripe, database, owner)
    await page.goto('/account/billing')
    await press(page, button)
    await expect(portal.returnLink).toBeVisible()
    await look(page, `stripe/${name}`)
  })
}
