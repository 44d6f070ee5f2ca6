import { createHash, randomUUID } from 'node:crypto'
import { checkAppearance } from './appearance'
import { environment } from './environment'
import { expect, test } from './fixtures'
import { linkTo } from './fixtures/mailbox'
import { newEmail, password } from './fixtures/people'
import { type SubscribeOptions, setDefaultCard, subscribe, syncTeam } from './fixtures/subscribe'
import { press } from './flows'
import type { PortalPage } from './pages/portal-page'

test.describe.configure({ timeout: 180_000 })

for (const [name, path] of Object.entries({
  landing: '/',
  pricing: '/pricing',
  'sign-in': '/sign-in',
  'sign-up': '/sign-up',
  'sign-in-link': '/sign-in/link',
  'dead-link': '/sign-in/link?token=',
  'forgot-password': '/forgot-password',
})) {
  test(name, async ({ page }) => {
    await page.goto(path)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await checkAppearance(page, name)
  })
}

test('email links', async ({ page, visitor }) => {
  const email = newEmail()
  await page.goto('/sign-up')
  await page.getByLabel('Email').fill(email)
  await page.getByRole('button', { name: 'Sign up' }).click()
  await expect(page.getByRole('heading', { name: 'Check your email' })).toBeVisible()
  await checkAppearance(page, 'check-email')
  await page.goto(await linkTo(email, 'Create your'))
  await checkAppearance(page, 'complete-sign-up')
  await page.getByLabel('Name').fill('Ada Lovelace')
  await page.getByLabel('Password').fill('password1')
  await page.getByRole('button', { name: 'Create account' }).click()
  await expect(page.getByRole('main').getByRole('alert')).toBeVisible()
  await checkAppearance(page, 'complete-sign-up-refused')
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Create account' }).click()
  await expect(page.getByRole('heading', { name: 'Hello, Ada Lovelace' })).toBeVisible()
  await page.goto('/account/profile')
  await page.getByLabel('New email address').fill(newEmail())
  await page.getByRole('button', { name: 'Change email' }).click()
  await expect(page.getByText('Changing to')).toBeVisible()
  await checkAppearance(page, 'profile-changing-email')
  await page.goto(await linkTo(email, 'Approve the new'))
  await checkAppearance(page, 'change-email')
  const signedOut = await visitor()
  await signedOut.goto('/sign-in/link')
  await signedOut.getByLabel('Email').fill(email)
  await signedOut.getByRole('button', { name: 'Send the link' }).click()
  await signedOut.goto(await linkTo(email, 'Sign in to'))
  await checkAppearance(signedOut, 'sign-in-with-link')
  await signedOut.goto('/forgot-password')
  await signedOut.getByLabel('Email').fill(email)
  await signedOut.getByRole('button', { name: 'Send the link' }).click()
  await signedOut.goto(await linkTo(email, 'Reset your'))
  await checkAppearance(signedOut, 'reset-password')
})

test('not-found', async ({ page, problems }) => {
  await page.goto('/no-such-page')
  await checkAppearance(page, 'not-found')
  problems.length = 0
})

test('error', async ({ subscribed, owner, page, database, problems }) => {
  await subscribed()
  // An unknown currency makes the page fail to render.
  const setUnknownCurrency = `UPDATE "Subscription" SET "nextInvoice" = "nextInvoice" || '{"currency": "none"}' WHERE "customerId" IN
    (SELECT "id" FROM "BillingCustomer" WHERE "teamId" = $1)`
  await database.rows(setUnknownCurrency, [owner.teamId])
  await page.goto('/account/billing')
  await expect(page.getByRole('heading', { name: 'Something went wrong' })).toBeVisible()
  await checkAppearance(page, 'error')
  // The 500 response is expected.
  problems.length = 0
})

test('signed-in pages', async ({ subscribed, owner, page, database }) => {
  await page.goto('/projects')
  await checkAppearance(page, 'projects-empty')
  await page.goto('/export')
  await checkAppearance(page, 'upgrade')
  await subscribed()
  const insert =
    'INSERT INTO "Project" ("id", "teamId", "name") SELECT $1 || name, $1, name FROM unnest($2::text[]) name'
  await database.rows(insert, [
    owner.teamId,
    ['Analytical Engine', 'Bernoulli numbers', 'Notes on the sketch by Menabrea'],
  ])
  for (const name of ['dashboard', 'projects', 'export', 'account/profile', 'account/security', 'sign-in/confirm']) {
    await page.goto(`/${name}`)
    await checkAppearance(page, name.replace('account/', '').replace('/', '-'))
  }
})

test('team and invitation', async ({ owner, page, visitor, stripe, database }) => {
  await subscribe(stripe, database, owner, { plan: 'business', seats: 3 })
  const people = [
    ['Grace Hopper', 'ADMIN'],
    ['Charles Babbage', 'MEMBER'],
  ]
  for (const [name, role] of people) {
    const insert = `WITH person AS (INSERT INTO "User" ("id", "email", "name", "passwordHash") VALUES ($1, $1, $2, 'none'))
      INSERT INTO "Membership" ("teamId", "userId", "role") VALUES ($3, $1, $4::"Role")`
    await database.rows(insert, [newEmail(), name, owner.teamId, role])
  }
  const token = randomUUID()
  const invite = `INSERT INTO "Invitation" ("id", "teamId", "email", "role", "tokenHash", "invitedById", "nextSeatCheckAt", "expiresAt")
    VALUES ($1, $2, $1, 'MEMBER', $3, $4, $5, $6)`
  const [soon, ago] = [new Date(Date.now() + 86_400_000), new Date(Date.now() - 86_400_000)]
  const hash = createHash('sha256').update(token).digest('base64url')
  for (const [tokenHash, waiting, expiresAt] of [
    [hash, null, soon],
    [null, soon, soon],
    [null, null, ago],
  ]) {
    await database.rows(invite, [newEmail(), owner.teamId, tokenHash, owner.userId, waiting, expiresAt])
  }
  await page.goto('/account/team')
  await page.locator('summary', { hasText: 'Manage Grace Hopper' }).click()
  await checkAppearance(page, 'team')
  const guest = await visitor()
  await guest.goto(`/invitations/accept?token=${token}`)
  await checkAppearance(guest, 'invitation')
})

/** A subscription and the steps to take in the portal. */
type Scenario = { options: SubscribeOptions; act?: (portal: PortalPage) => Promise<void> }

const states: Record<string, Scenario> = {
  active: { options: {} },
  trialing: { options: { trialDays: 14 } },
  'business-seats': { options: { plan: 'business', interval: 'year', seats: 12 } },
  canceling: {
    options: {},
    act: async (portal) => {
      await press(portal.page, 'Cancel subscription')
      await portal.cancel()
    },
  },
  paused: {
    options: {},
    act: async (portal) => {
      await press(portal.page, 'Pause subscription')
      await portal.confirm()
    },
  },
  'scheduled-change': {
    options: { interval: 'year' },
    act: async (portal) => {
      await press(portal.page, 'Switch to Pro monthly')
      await portal.confirm()
    },
  },
}

test('billing, free', async ({ owner, page }) => {
  await owner.page.goto('/account/billing')
  await checkAppearance(page, 'billing/free')
})

for (const [state, { options, act }] of Object.entries(states)) {
  test(`billing, ${state}`, async ({ subscribed, page, portal }) => {
    await subscribed(options)
    await page.goto('/account/billing')
    await act?.(portal)
    await expect(page.getByRole('heading', { name: 'Your plan' })).toBeVisible()
    await checkAppearance(page, `billing/${state}`)
  })
}

test('billing, past due', async ({ subscribed, owner, page, stripe, database }) => {
  const { customer, subscription } = await subscribed({ trialDays: 14 })
  await setDefaultCard(stripe, customer, 'pm_card_chargeCustomerFail')
  await stripe.subscriptions.update(subscription, { trial_end: 'now' })
  await syncTeam(database, owner)
  await page.goto('/account/billing')
  await expect(page.getByRole('region', { name: 'Payment problem' })).toBeVisible()
  await checkAppearance(page, 'billing/past-due')
})

test('billing, with a form error', async ({ subscribed, page }) => {
  await subscribed()
  await page.goto('/account/billing')
  const form = page.getByRole('form', { name: 'Switch to Business' })
  await form.getByLabel('Promotion code').fill('NOPE')
  await form.getByRole('button', { name: 'Switch to Business monthly' }).click()
  await expect(form.getByRole('alert')).toBeVisible()
  await checkAppearance(page, 'billing/refused')
})

test('README screenshot', async ({ subscribed, owner, page, stripe, database }) => {
  const { customer } = await subscribed({ plan: 'business', seats: 4 })
  await stripe.customers.update(customer, { name: 'Linden & Co', email: 'accounts@linden.example' })
  await database.rows('UPDATE "Team" SET "name" = $1 WHERE "id" = $2', ['Linden & Co', owner.teamId])
  await syncTeam(database, owner)
  await page.setViewportSize({ width: 1280, height: 800 })
  await page.goto('/account/billing')
  await expect(page.getByTestId('billing-email')).toHaveText('accounts@linden.example')
  await page.screenshot({ path: '.local/screenshots/readme.png' })
})

test('stand-in pages', async ({ owner, page, checkout, stripe, database, standIn }) => {
  expect(standIn, 'these screenshots need the stand-in').toBeDefined()
  await page.goto('/pricing')
  await page.getByRole('form', { name: 'Pro monthly' }).getByRole('button').click()
  await checkout.arrive()
  await checkAppearance(page, 'stripe/checkout')
  await checkout.pay('4000000000003220')
  await expect(page.locator('#test-source-authorize-3ds')).toBeVisible()
  await checkAppearance(page, 'stripe/3ds')
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
  await checkAppearance(page, 'stripe/portal-home')
  await page.goto(environment.standInUrl ?? '')
  await checkAppearance(page, 'stripe/panel')
})

for (const [name, button] of Object.entries({
  cancel: 'Cancel subscription',
  pause: 'Pause subscription',
  update: 'Change plan in portal',
  confirm: 'Switch to Business monthly',
  'payment-method': 'Update payment method',
  customer: 'Edit billing details',
})) {
  test(`stand-in portal flow: ${name}`, async ({ owner, page, portal, stripe, database, standIn }) => {
    expect(standIn, 'these screenshots need the stand-in').toBeDefined()
    await subscribe(stripe, database, owner)
    await page.goto('/account/billing')
    await press(page, button)
    await expect(portal.returnLink).toBeVisible()
    await checkAppearance(page, `stripe/${name}`)
  })
}
