import { expect, test } from './fixtures'
import { syncTeam } from './fixtures/subscribe'
import { expectNotice, press } from './flows'

// `subscription_update_confirm`: users choose a plan, interval, and seats in the app and confirm in the portal.

const business = { name: 'Switch to Business' }

test('prorates an upgrade for the rest of the month', async ({ subscribed, page, portal, stripe }) => {
  const { customer } = await subscribed()
  await page.goto('/account/billing')
  await page.getByRole('form', business).getByLabel('Seats').fill('2')
  await press(page, 'Switch to Business monthly')
  await portal.arrive('Confirm your updates')
  await expect(page.getByTestId('due-today')).toHaveText('$79.00')
  await portal.confirm()
  await expectNotice(page, 'Your plan has been updated.')
  await expect(page.getByTestId('plan-name')).toHaveText('Business')
  await expect(page.getByTestId('plan-seats')).toHaveText('2')
  await expect(page.getByTestId('next-charge')).toContainText('$98.00 on ')
  const { data } = await stripe.invoices.list({ customer })
  expect(data.map((invoice) => invoice.status)).toEqual(['paid', 'paid'])
})

test('applies a promotion code and stores it with the flow and invoice', async ({
  subscribed,
  page,
  portal,
  owner,
  database,
  stripe,
}) => {
  const { customer } = await subscribed()
  await page.goto('/account/billing')
  await page.getByRole('form', business).getByLabel('Promotion code').fill('welcome25')
  await press(page, 'Switch to Business monthly')
  await portal.arrive('Confirm your updates')
  await expect(page.getByTestId('price-before-discount')).toContainText('$49.00')
  await expect(page.getByTestId('price-after-discount')).toContainText('$36.75')
  await expect(page.getByTestId('due-today')).toHaveText('$17.75')
  await portal.confirm()
  await expectNotice(page, 'Your plan has been updated.')
  expect(await database.flows(owner.teamId)).toMatchObject([{ asked: { promotionCode: 'welcome25' } }])
  const { data } = await stripe.invoices.list({ customer })
  // The discount is part of the proration: −$19.00 for the rest of Pro, and $36.75 instead of $49.00.
  expect(data[0]).toMatchObject({ total: 1775, total_discount_amounts: [{ discount: expect.stringMatching(/^di_/) }] })
})

test('keeps the promotion code for a scheduled change', async ({ subscribed, page, portal, stripe }) => {
  const { subscription } = await subscribed({ interval: 'year' })
  await page.goto('/account/billing')
  await page.getByRole('form', { name: 'Switch to Pro' }).getByLabel('Promotion code').fill('WELCOME25')
  await press(page, 'Switch to Pro monthly')
  await portal.arrive('Confirm your updates')
  await expect(page.getByTestId('price-after-discount')).toContainText('$14.25')
  await portal.confirm()
  await expectNotice(page, 'Your change is scheduled. You keep your current plan until it takes effect.')
  const { schedule } = await stripe.subscriptions.retrieve(subscription, { expand: ['schedule'] })
  const phases = typeof schedule === 'object' ? schedule?.phases : undefined
  expect(phases?.at(-1)?.discounts).toHaveLength(1)
})

test('rejects an unknown promotion code before opening the portal', async ({ subscribed, page }) => {
  await subscribed()
  await page.goto('/account/billing')
  const form = page.getByRole('form', business)
  await form.getByLabel('Promotion code').fill('NOPE')
  await form.getByRole('button', { name: 'Switch to Business yearly' }).click()
  await expect(form.getByRole('alert')).toHaveText('The promotion code “NOPE” isn’t valid.')
  await expect(form.getByLabel('Promotion code')).toHaveValue('NOPE')
})

test('credits unused time on a downgrade', async ({ subscribed, page, portal, stripe }) => {
  const { customer } = await subscribed({ plan: 'business', seats: 2 })
  await page.goto('/account/billing')
  await press(page, 'Switch to Pro monthly')
  await portal.arrive('Confirm your updates')
  await portal.confirm()
  await expectNotice(page, 'Your plan has been updated.')
  await expect(page.getByTestId('plan-name')).toHaveText('Pro')
  await expect(page.getByTestId('plan-seats')).toHaveCount(0)
  const { balance } = (await stripe.customers.retrieve(customer)) as { balance: number }
  expect(balance).toBe(-7900)
})

test('switches from monthly to yearly billing immediately', async ({ subscribed, page, portal }) => {
  await subscribed()
  await page.goto('/account/billing')
  await press(page, 'Switch to Pro yearly')
  await portal.arrive('Confirm your updates')
  await expect(page.getByTestId('due-today')).toHaveText('$171.00')
  await portal.confirm()
  await expectNotice(page, 'Your plan has been updated.')
  await expect(page.getByTestId('plan-interval')).toHaveText('Yearly')
})

test('schedules a switch from yearly to monthly, which can be canceled', async ({ subscribed, page, portal }) => {
  await subscribed({ interval: 'year' })
  await page.goto('/account/billing')
  await press(page, 'Switch to Pro monthly')
  await portal.arrive('Confirm your updates')
  await expect(page.getByText('Your subscription changes at the end of the current billing period')).toBeVisible()
  await expect(page.getByTestId('due-today')).toHaveText('$0.00')
  await portal.confirm()
  await expectNotice(page, 'Your change is scheduled. You keep your current plan until it takes effect.')
  await expect(page.getByTestId('plan-interval')).toHaveText('Yearly')
  const year = new Date().getUTCFullYear() + 1
  await expect(page.getByTestId('pending-change')).toHaveText(new RegExp(`^Changes to Pro, monthly, on .* ${year}\\.$`))
  // Stripe rejects updates and cancellations while a change is scheduled, so they are not offered.
  await expect(page.getByRole('button', { name: /Switch to|Cancel subscription|Pause/ })).toHaveCount(0)

  await press(page, 'Open billing portal')
  await portal.arriveHome()
  await portal.choose('cancel-change')
  await portal.confirm()
  await portal.arriveHome()
  await portal.leave()
  await expectNotice(page, 'Your changes have been saved.')
  await expect(page.getByTestId('pending-change')).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'Cancel subscription' })).toBeVisible()
})

test('increases and decreases seats', async ({ subscribed, page, portal }) => {
  await subscribed({ plan: 'business', seats: 2 })
  await page.goto('/account/billing')
  const form = page.getByRole('form', { name: 'Seats' })
  for (const [seats, due] of [
    ['5', '$147.00'],
    ['1', '$0.00'],
  ] as const) {
    await form.getByLabel('Seats').fill(seats)
    await press(page, 'Update seats')
    await portal.arrive('Confirm your updates')
    await expect(page.getByTestId('due-today')).toHaveText(due)
    await portal.confirm()
    await expectNotice(page, 'Your plan has been updated.')
    await expect(page.getByTestId('plan-seats')).toHaveText(seats)
  }
})

test('rejects an unchanged number of seats', async ({ subscribed, page }) => {
  await subscribed({ plan: 'business', seats: 2 })
  await page.goto('/account/billing')
  await press(page, 'Update seats')
  await expect(page.getByRole('form', { name: 'Seats' }).getByRole('alert')).toHaveText('You’re already on this plan.')
})

test('keeps the plan when the card is declined', async ({ subscribed, page, portal, stripe, owner, database }) => {
  const { customer } = await subscribed()
  const failing = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer })
  await stripe.customers.update(customer, { invoice_settings: { default_payment_method: failing.id } })
  await syncTeam(database, owner)
  await page.goto('/account/billing')
  await press(page, 'Switch to Business monthly')
  await portal.arrive('Confirm your updates')
  await portal.confirm()
  await expect(page.getByTestId('form-error')).toHaveText('Your card was declined.')
  await portal.leave()
  await expectNotice(page, /No changes were made\.|payment is confirmed/)
  await expect(page.getByTestId('plan-name')).toHaveText('Pro')
})
