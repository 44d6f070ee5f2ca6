import { expect, test } from './fixtures'
import { refresh } from './fixtures/subscribe'
import { expectNotice, press } from './flows'

// `subscription_update_confirm`: plan, interval and seats are chosen here, and confirmed in the portal.

const business = { name: 'Switch to Business' }

test('an upgrade is charged for what is left of the month', async ({ subscribed, page, portal, stripe }) => {
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

test('a promotion code shows the discounted amount, and is stored with the flow and the invoice', async ({
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
  // The discount is inside the prorated amount: −$19.00 for the rest of Pro, and $36.75 instead of $49.00.
  expect(data[0]).toMatchObject({ total: 1775, total_discount_amounts: [{ discount: expect.stringMatching(/^di_/) }] })
})

test('a promotion code for a change that waits stays until then', async ({ subscribed, page, portal, stripe }) => {
  const { subscription } = await subscribed({ interval: 'year' })
  await page.goto('/account/billing')
  await page.getByRole('form', { name: 'Switch to Pro' }).getByLabel('Promotion code').fill('WELCOME25')
  await press(page, 'Switch to Pro monthly')
  await portal.arrive('Confirm your updates')
  await expect(page.getByTestId('price-after-discount')).toContainText('$14.25')
  await portal.confirm()
  await expectNotice(page, 'Your change is scheduled. Your plan stays the same until then.')
  const { schedule } = await stripe.subscriptions.retrieve(subscription, { expand: ['schedule'] })
  const phases = typeof schedule === 'object' ? schedule?.phases : undefined
  expect(phases?.at(-1)?.discounts).toHaveLength(1)
})

test('an unknown promotion code is refused before the portal', async ({ subscribed, page }) => {
  await subscribed()
  await page.goto('/account/billing')
  const form = page.getByRole('form', business)
  await form.getByLabel('Promotion code').fill('NOPE')
  await form.getByRole('button', { name: 'Switch to Business yearly' }).click()
  await expect(form.getByRole('alert')).toHaveText('The promotion code “NOPE” isn’t valid.')
  await expect(form.getByLabel('Promotion code')).toHaveValue('NOPE')
})

test('a downgrade gives the unused time back as credit', async ({ subscribed, page, portal, stripe }) => {
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

test('from the month to the year at once', async ({ subscribed, page, portal }) => {
  await subscribed()
  await page.goto('/account/billing')
  await press(page, 'Switch to Pro yearly')
  await portal.arrive('Confirm your updates')
  await expect(page.getByTestId('due-today')).toHaveText('$171.00')
  await portal.confirm()
  await expectNotice(page, 'Your plan has been updated.')
  await expect(page.getByTestId('plan-interval')).toHaveText('Yearly')
})

test('from the year to the month when the year is over, which can be taken back', async ({
  subscribed,
  page,
  portal,
}) => {
  await subscribed({ interval: 'year' })
  await page.goto('/account/billing')
  await press(page, 'Switch to Pro monthly')
  await portal.arrive('Confirm your updates')
  await expect(page.getByText('Your subscription changes at the end of the current billing period')).toBeVisible()
  await expect(page.getByTestId('due-today')).toHaveText('$0.00')
  await portal.confirm()
  await expectNotice(page, 'Your change is scheduled. Your plan stays the same until then.')
  await expect(page.getByTestId('plan-interval')).toHaveText('Yearly')
  const year = new Date().getUTCFullYear() + 1
  await expect(page.getByTestId('pending-change')).toHaveText(new RegExp(`^Changes to Pro, monthly, on .* ${year}\\.$`))
  // Stripe refuses updates and cancellations while a change is scheduled, so they are not offered.
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

test('seats go up and down', async ({ subscribed, page, portal }) => {
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

test('the number of seats that there is already changes nothing', async ({ subscribed, page }) => {
  await subscribed({ plan: 'business', seats: 2 })
  await page.goto('/account/billing')
  await press(page, 'Update seats')
  await expect(page.getByRole('form', { name: 'Seats' }).getByRole('alert')).toHaveText('You’re already on this plan.')
})

test('a declined card leaves the plan as it was, and another one can pay', async ({
  subscribed,
  page,
  portal,
  stripe,
  owner,
  database,
}) => {
  const { customer } = await subscribed()
  const failing = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer })
  await stripe.customers.update(customer, { invoice_settings: { default_payment_method: failing.id } })
  await refresh(database, owner)
  await page.goto('/account/billing')
  await press(page, 'Switch to Business monthly')
  await portal.arrive('Confirm your updates')
  await portal.confirm()
  await expect(page.getByTestId('form-error')).toHaveText('Your card was declined.')
  await portal.leave()
  await expectNotice(page, /No changes were made\.|payment is confirmed/)
  await expect(page.getByTestId('plan-name')).toHaveText('Pro')
})
