import { expect, test } from './fixtures'
import { expectNotice, press } from './flows'

test.beforeEach(async ({ subscribed, page, portal }) => {
  await subscribed()
  await page.goto('/account/billing')
  await press(page, 'Open billing portal')
  await portal.arriveHome()
})

test('lists invoices and changes nothing on return', async ({ page, portal }) => {
  await expect(page.getByTestId('hip-link')).toHaveCount(1)
  await portal.leave()
  await expectNotice(page, 'No changes were made.')
})

test('shows changes from the portal on the billing page', async ({ page, portal }) => {
  await portal.choose('cancel-subscription')
  await portal.cancel()
  await portal.arriveHome()
  await portal.leave()
  await expectNotice(page, 'Your changes have been saved.')
  await expect(page.getByTestId('status-label')).toHaveText('Canceling')
})

test('undoes a cancellation in the portal', async ({ page, portal }) => {
  await portal.choose('cancel-subscription')
  await portal.cancel()
  await portal.arriveHome()
  await page.getByRole('link', { name: "Don't cancel subscription" }).click()
  await portal.confirm()
  await portal.arriveHome()
  await expect(page.getByRole('link', { name: 'Cancel subscription', exact: true })).toBeVisible()
  await portal.leave()
  await expectNotice(page, 'No changes were made.')
  await expect(page.getByTestId('status-label')).toHaveText('Active')
})
