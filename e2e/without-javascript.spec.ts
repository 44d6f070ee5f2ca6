import { expect, test } from './fixtures'
import { fillSignIn } from './fixtures/people'
import { expectNotice, expectShown, flows, press } from './flows'

// The main flows work as plain forms.

test.use({ javaScriptEnabled: false })

test('opens each flow and returns', async ({ subscribed, page, portal, owner, database }) => {
  await subscribed()
  await page.goto('/account/billing')
  for (const flow of flows) {
    await press(page, flow.button)
    await portal.arrive(flow.heading)
    await portal.leave()
    await expectNotice(page, 'No changes were made.')
    await expectShown(page, flow, 'before')
  }
  await press(page, 'Open billing portal')
  await portal.arriveHome()
  await portal.leave()
  await expectNotice(page, 'No changes were made.')
  expect(await database.flows(owner.teamId)).toHaveLength(7)
})

test('changes, pauses, and resumes a plan', async ({ subscribed, page, portal }) => {
  await subscribed()
  await page.goto('/account/billing')
  await press(page, 'Switch to Business monthly')
  await portal.arrive('Confirm your updates')
  await portal.confirm()
  await expectNotice(page, 'Your plan has been updated.')
  await expect(page.getByTestId('plan-name')).toHaveText('Business')
  await press(page, 'Pause subscription')
  await portal.confirm()
  await expect(page.getByTestId('status-label')).toHaveText('Paused')
  await press(page, 'Resume subscription')
  await expect(page.getByTestId('status-label')).toHaveText('Active')
})

test('starts a trial in Checkout and undoes a cancellation', async ({ owner, page, checkout, portal }) => {
  expect(owner.teamId).toBeTruthy()
  await page.goto('/pricing')
  await page.getByRole('form', { name: 'Pro monthly' }).getByRole('button').click()
  await checkout.pay()
  await expectNotice(page, 'Your subscription has started.')
  await press(page, 'Cancel subscription')
  await portal.cancel()
  await expect(page.getByTestId('status-label')).toHaveText('Canceling')
  await press(page, 'Keep subscription')
  await expect(page.getByTestId('status-label')).toHaveText('Trial')
})

test('shows yearly prices and starts yearly Checkout', async ({ owner, page, checkout }) => {
  await owner.page.goto('/pricing')
  const yearly = page.getByRole('form', { name: 'Pro yearly' })
  await expect(yearly).toBeHidden()
  await page.getByText('Yearly').first().click()
  await expect(yearly).toBeVisible()
  await expect(page.getByRole('form', { name: 'Pro monthly' })).toBeHidden()
  await yearly.getByRole('button').click()
  await checkout.arrive()
  await expect(page.getByText('Then $190.00 per year').first()).toBeVisible()
})

test('shows a form error and keeps the entered values', async ({ subscribed, page }) => {
  await subscribed()
  await page.goto('/account/billing')
  const form = page.getByRole('form', { name: 'Switch to Business' })
  await form.getByLabel('Promotion code').fill('NOPE')
  await form.getByRole('button', { name: 'Switch to Business monthly' }).click()
  await expect(page.getByRole('main').getByRole('alert')).toHaveText('The promotion code “NOPE” isn’t valid.')
  await expect(form.getByLabel('Promotion code')).toHaveValue('NOPE')
})

test('signs out, rejects a wrong password, and signs in again', async ({ owner, page }) => {
  await page.goto('/dashboard')
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.goto('/sign-in')
  await fillSignIn(page, owner.email, 'not the password')
  await expect(page.getByRole('main').getByRole('alert')).toHaveText('Incorrect email or password.')
  await expect(page.getByLabel('Email')).toHaveValue(owner.email)
  await fillSignIn(page, owner.email)
  await expect(page.getByRole('heading', { name: `Hello, ${owner.name}` })).toBeVisible()
})

test('refreshes a pending page automatically', async ({ subscribed, page, portal, standIn }) => {
  const { customer } = await subscribed()
  await page.goto('/account/billing')
  await press(page, 'Cancel subscription')
  await portal.arrive('Cancel your subscription')
  await standIn.fail({ method: 'GET', path: '/v1/.*', status: 500 }, customer)
  await portal.cancel()
  await expect(page.getByText('Waiting for Stripe to confirm…')).toBeVisible()
  await standIn.repair(customer)
  await expect(page.getByTestId('status-label')).toHaveText('Canceling', { timeout: 20_000 })
})
