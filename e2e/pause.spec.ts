import { expect, test } from './fixtures'
import { expectNotice, press } from './flows'

test('applies the Free plan’s limits while paused, and resumes', async ({ subscribed, page, portal, stripe }) => {
  const { subscription } = await subscribed()
  await page.goto('/account/billing')
  await press(page, 'Pause subscription')
  await portal.arrive('Pause your subscription')
  await portal.confirm()
  await expectNotice(page, 'Your subscription is paused.')
  await expect(page.getByTestId('status-label')).toHaveText('Paused')
  await expect(page.getByTestId('plan-name')).toHaveText('Pro')
  await expect(page.getByTestId('next-charge')).toHaveCount(0)
  await page.goto('/projects')
  await expect(page.getByText('0 of 3', { exact: true }).first()).toBeVisible()

  await page.goto('/account/billing')
  await press(page, 'Resume subscription')
  await expect(page.getByTestId('status-label')).toHaveText('Active')
  expect((await stripe.subscriptions.retrieve(subscription)).status).toBe('active')
  await page.goto('/projects')
  await expect(page.getByText('0 of 50', { exact: true }).first()).toBeVisible()
})

test('does not offer to pause a trial', async ({ subscribed, page }) => {
  await subscribed({ trialDays: 14 })
  await page.goto('/account/billing')
  await expect(page.getByRole('button', { name: 'Cancel subscription' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Pause subscription' })).toHaveCount(0)
})
