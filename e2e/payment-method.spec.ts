import { expect, test } from './fixtures'
import { refresh } from './fixtures/subscribe'
import { expectNotice, press } from './flows'
import { answerBank, cards } from './pages/card-fields'

test('a declined card is not saved, and another one can be tried', async ({ subscribed, page, portal }) => {
  await subscribed()
  await page.goto('/account/billing')
  await press(page, 'Update payment method')
  await portal.enterCard(cards.declined)
  await expect(page.getByRole('alert')).toHaveText('Your card was declined.')
  await portal.enterCard(cards.mastercard)
  await expectNotice(page, 'Your payment method has been updated.')
  await expect(page.getByTestId('card')).toContainText('4444')
})

for (const [answer, last4, notice] of [
  ['Complete', '3220', 'Your payment method has been updated.'],
  ['Fail', '4242', 'No changes were made.'],
] as const) {
  test(`a card that asks for 3D Secure, and the bank’s “${answer}”`, async ({ subscribed, page, portal }) => {
    await subscribed()
    await page.goto('/account/billing')
    await press(page, 'Update payment method')
    await portal.enterCard(cards.needsAuthentication)
    await answerBank(page, answer)
    if (answer === 'Fail') {
      await expect(page.getByRole('alert')).toContainText('We are unable to authenticate your payment method')
      await portal.leave()
    }
    await expectNotice(page, notice)
    await expect(page.getByTestId('card')).toContainText(last4)
  })
}

test('a new card also pays for a subscription that had a card of its own', async ({
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
  await refresh(database, owner)
  await page.goto('/account/billing')
  await expect(page.getByTestId('card')).toContainText('American Express')
  await press(page, 'Update payment method')
  await portal.enterCard(cards.mastercard)
  await expectNotice(page, 'Your payment method has been updated.')
  await expect(page.getByTestId('card')).toContainText('Mastercard')
  expect((await stripe.subscriptions.retrieve(subscription)).default_payment_method).toBeNull()
})
