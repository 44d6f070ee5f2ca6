import { expect, test } from './fixtures'
import { syncTeam } from './fixtures/subscribe'
import { expectNotice, press } from './flows'
import { cards, complete3dSecure } from './pages/card-fields'

test('does not save a declined card and accepts another one', async ({ subscribed, page, portal }) => {
  await subscribed()
  await page.goto('/account/billing')
  await press(page, 'Update payment method')
  await portal.enterCard(cards.declined)
  await expect(page.getByRole('alert')).toHaveText('Your card was declined.')
  await portal.enterCard(cards.mastercard)
  await expectNotice(page, 'Your payment method has been updated.')
  await expect(page.getByTestId('card')).toContainText('4444')
})

for (const [outcome, last4, notice] of [
  ['Complete', '3220', 'Your payment method has been updated.'],
  ['Fail', '4242', 'No changes were made.'],
] as const) {
  test(`handles “${outcome}” for a card that requires 3D Secure`, async ({ subscribed, page, portal }) => {
    await subscribed()
    await page.goto('/account/billing')
    await press(page, 'Update payment method')
    await portal.enterCard(cards.needsAuthentication)
    await complete3dSecure(page, outcome)
    if (outcome === 'Fail') {
      await expect(page.getByRole('alert')).toContainText('We are unable to authenticate your payment method')
      await portal.leave()
    }
    await expectNotice(page, notice)
    await expect(page.getByTestId('card')).toContainText(last4)
  })
}

test('replaces a subscription’s own card with the new default card', async ({
  subscribed,
  page,
  portal,
  stripe,
  owner,
  database,
}) => {
  const { customer, subscription } = await subscribed()
  const own = await stripe.paymentMethods.attach('pm_card_amex', { customer })
  await stripe.subscriptions.update(subscription, { default_payment_method: own.id })
  await syncTeam(database, owner)
  await page.goto('/account/billing')
  await expect(page.getByTestId('card')).toContainText('American Express')
  await press(page, 'Update payment method')
  await portal.enterCard(cards.mastercard)
  await expectNotice(page, 'Your payment method has been updated.')
  await expect(page.getByTestId('card')).toContainText('Mastercard')
  expect((await stripe.subscriptions.retrieve(subscription)).default_payment_method).toBeNull()
})
