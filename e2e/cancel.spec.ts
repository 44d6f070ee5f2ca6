import { retentionCoupon } from '@/lib/billing/plans'
import { formatDate } from '@/lib/format'
import { expect, test } from './fixtures'
import { syncTeam } from './fixtures/subscribe'
import { expectNotice, press } from './flows'

const dateInMonths = (count: number) => {
  const date = new Date()
  date.setUTCMonth(date.getUTCMonth() + count)
  return formatDate(date)
}

test('cancels a plan with survey feedback and then undoes the cancellation', async ({
  subscribed,
  page,
  portal,
  owner,
  stripe,
  database,
}) => {
  const { subscription } = await subscribed()
  await page.goto('/account/billing')
  await expect(page.getByText(`Your plan will end on ${dateInMonths(1)}`)).toBeVisible()
  await press(page, 'Cancel subscription')
  await portal.cancel('other', 'Moving to a farm.')
  await expectNotice(page, 'Your cancellation is confirmed.')
  await expect(page.getByTestId('status-label')).toHaveText('Canceling')
  await expect(page.getByTestId('ends-at')).toHaveText(dateInMonths(1))
  await expect(page.getByTestId('status-sentence')).toContainText('You keep Pro until then')
  await expect(page.getByRole('button', { name: 'Cancel subscription' })).toHaveCount(0)
  // The survey response arrives in a separate event.
  const stored = async () => (await database.cancellations(owner.teamId))[0]
  await expect.poll(stored).toMatchObject({ plan: 'pro', feedback: 'other', comment: 'Moving to a farm.' })

  await press(page, 'Keep subscription')
  await expect(page.getByTestId('status-label')).toHaveText('Active')
  await expect(page.getByTestId('ends-at')).toHaveCount(0)
  await expect(page.getByTestId('next-charge')).toHaveText(`$19.00 on ${dateInMonths(1)}`)
  const updated = await stripe.subscriptions.retrieve(subscription)
  expect([updated.cancel_at, updated.cancel_at_period_end]).toEqual([null, false])
})

test('cancels a trial at the end of the trial period', async ({ subscribed, page, portal }) => {
  await subscribed({ trialDays: 14 })
  await page.goto('/account/billing')
  await press(page, 'Cancel subscription')
  await portal.cancel()
  await expectNotice(page, 'Your cancellation is confirmed.')
  await expect(page.getByTestId('ends-at')).toHaveText(formatDate(new Date(Date.now() + 14 * 86_400_000)))
})

test('cancels without answering the survey', async ({ subscribed, page, portal, owner, database }) => {
  await subscribed()
  await page.goto('/account/billing')
  await press(page, 'Cancel subscription')
  await portal.arrive('Cancel your subscription')
  await portal.confirm()
  await page.locator('[data-test="cancellation_reason_cancel"]').click()
  await expectNotice(page, 'Your cancellation is confirmed.')
  expect(await database.cancellations(owner.teamId)).toMatchObject([{ feedback: null }])
})

test('offers the retention discount once', async ({ subscribed, page, portal, owner, database }) => {
  await subscribed()
  await page.goto('/account/billing')
  await press(page, 'Cancel subscription')
  await expect(page.getByTestId('retention-coupon')).toContainText('20% off')
  await page.getByTestId('retention-coupon-accept').click()
  await expectNotice(page, 'Thanks for staying. The discount has been applied to your subscription.')
  await expect(page.getByTestId('status-label')).toHaveText('Active')
  await expect(page.getByTestId('discount')).toContainText(`20% off for 3 months, until ${dateInMonths(3)}`)
  await expect(page.getByTestId('next-charge')).toHaveText(`$15.20 on ${dateInMonths(1)}`)
  expect(await database.subscriptions(owner.teamId)).toMatchObject([{ discounts: [{ couponId: retentionCoupon.id }] }])

  await press(page, 'Cancel subscription')
  await portal.arrive('Cancel your subscription')
  await expect(page.getByTestId('retention-coupon')).toHaveCount(0)
})

test('does not cancel twice and updates an outdated page', async ({ subscribed, page, stripe, standIn }) => {
  const { customer, subscription } = await subscribed()
  await standIn.deliver('drop', customer)
  await page.goto('/account/billing')
  await stripe.subscriptions.update(subscription, { cancel_at: 'min_period_end' })
  await press(page, 'Cancel subscription')
  await expectNotice(page, 'Your subscription is already set to cancel. No changes were made.')
  await expect(page.getByTestId('status-label')).toHaveText('Canceling')
  await expect(page.getByRole('button', { name: 'Keep subscription' })).toBeVisible()
})

test('does not undo a cancellation that was already undone in another tab', async ({
  subscribed,
  page,
  stripe,
  owner,
  database,
}) => {
  const { subscription } = await subscribed()
  await stripe.subscriptions.update(subscription, { cancel_at: 'min_period_end' })
  await syncTeam(database, owner)
  await page.goto('/account/billing')
  const other = await page.context().newPage()
  await other.goto('/account/billing')
  await press(page, 'Keep subscription')
  await expect(page.getByTestId('status-label')).toHaveText('Active')
  await press(other, 'Keep subscription')
  await expectNotice(other, 'Your subscription isn’t set to cancel. No changes were made.')
  await expect(other.getByTestId('status-label')).toHaveText('Active')
})
