import { formatDate } from '@/lib/format'
import { expect, test } from './fixtures'
import { fillSignUp, newEmail } from './fixtures/people'
import { expectNotice } from './flows'
import { cards, complete3dSecure } from './pages/card-fields'
import type { CheckoutPage } from './pages/checkout-page'

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000)
const trialEnd = () => formatDate(inDays(14))

test('signs up, starts a trial in Checkout, and shows the plan', async ({ page, checkout }) => {
  await page.goto('/')
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Pricing' }).click()
  await page.getByRole('form', { name: 'Pro monthly' }).getByRole('button', { name: 'Start 14-day trial' }).click()
  await expect(page).toHaveURL(/\/sign-up\?next=%2Fpricing$|\/sign-up\?next=\/pricing$/)
  const email = newEmail()
  await fillSignUp(page, 'Grace Hopper', email)
  await expect(page).toHaveURL(/\/pricing$/)
  await page.getByRole('form', { name: 'Pro monthly' }).getByRole('button', { name: 'Start 14-day trial' }).click()
  await checkout.arrive()
  await expect(page.getByLabel('Email')).toHaveValue(email)
  await expect(checkout.dueToday).toHaveText('$0.00')
  await checkout.pay()
  await expectNotice(page, 'Your subscription has started.')
  const main = page.getByRole('main')
  await expect(main.getByTestId('plan-name')).toHaveText('Pro')
  await expect(main.getByTestId('status-label')).toHaveText('Trial')
  await expect(main.getByTestId('status-sentence')).toContainText(`ends on ${trialEnd()}`)
  await expect(main.getByTestId('next-charge')).toHaveText(`$19.00 on ${trialEnd()}`)
  await expect(main.getByTestId('card')).toContainText('4242')
  await expect(main.getByTestId('billing-email')).toHaveText(email)
})

test.describe('from the billing page', () => {
  test.beforeEach(async ({ owner }) => {
    await owner.page.goto('/account/billing')
  })

  async function startTrial(checkout: CheckoutPage) {
    await checkout.page.getByRole('form', { name: 'Pro monthly' }).getByRole('button').click()
    await checkout.arrive()
  }

  test('accepts a working card after a declined one', async ({ page, checkout, owner, database }) => {
    await startTrial(checkout)
    await checkout.pay(cards.declined)
    await expect(page.getByRole('alert')).toHaveText('Your card was declined.')
    expect(await database.subscriptions(owner.teamId)).toEqual([])
    await checkout.pay()
    await expectNotice(page, 'Your subscription has started.')
    await expect(page.getByTestId('status-label')).toHaveText('Trial')
  })

  test('accepts a card after 3D Secure succeeds', async ({ page, checkout }) => {
    await startTrial(checkout)
    await checkout.pay(cards.needsAuthenticationForTrial)
    await complete3dSecure(page, 'Complete')
    await expectNotice(page, 'Your subscription has started.')
    await expect(page.getByTestId('card')).toContainText('3155')
  })

  test('keeps Checkout open for another card after 3D Secure fails', async ({ page, checkout, owner, database }) => {
    await startTrial(checkout)
    await checkout.pay(cards.needsAuthentication)
    await complete3dSecure(page, 'Fail')
    await expect(page.getByTestId('form-error')).toContainText('We are unable to authenticate your payment method')
    expect(await database.subscriptions(owner.teamId)).toEqual([])
    await checkout.pay()
    await expectNotice(page, 'Your subscription has started.')
  })

  test('charges yearly Business immediately per seat', async ({ page, checkout }) => {
    await page.getByText('Yearly').first().click()
    const form = page.getByRole('form', { name: 'Business yearly' })
    await form.getByLabel('Seats').fill('3')
    await form.getByRole('button', { name: 'Subscribe' }).click()
    await checkout.arrive()
    await expect(checkout.dueToday).toHaveText('$1,470.00')
    await checkout.pay()
    await expectNotice(page, 'Your subscription has started.')
    await expect(page.getByTestId('status-label')).toHaveText('Active')
    await expect(page.getByTestId('plan-name')).toHaveText('Business')
    await expect(page.getByTestId('plan-interval')).toHaveText('Yearly')
    await expect(page.getByTestId('plan-seats')).toHaveText('3')
    await expect(page.getByTestId('next-charge')).toContainText('$1,470.00 on ')
  })

  test('rejects an invalid number of seats before Checkout', async ({ page }) => {
    const form = page.getByRole('form', { name: 'Business monthly' })
    await form.getByLabel('Seats').fill('101')
    await form.evaluate((element) => element.setAttribute('novalidate', ''))
    await form.getByRole('button', { name: 'Subscribe' }).click()
    await expect(form.getByRole('alert')).toHaveText('Business supports 1 to 100 seats. Contact us for more.')
  })

  test('applies a promotion code to the amount due', async ({ page, checkout }) => {
    await page.getByRole('form', { name: 'Business monthly' }).getByRole('button').click()
    await checkout.arrive()
    await checkout.applyCode('NOPE')
    await expect(page.locator('#promotionCode-error')).toBeVisible()
    await checkout.applyCode('WELCOME25')
    await expect(checkout.dueToday).toHaveText('$36.75')
    await checkout.pay()
    await expectNotice(page, 'Your subscription has started.')
  })

  test('returns from an abandoned Checkout without a subscription', async ({ page, checkout, owner, database }) => {
    await startTrial(checkout)
    await checkout.back.click()
    await expect(page).toHaveURL(/\/account\/billing$/)
    await expect(page.getByTestId('status-label')).toHaveText('Free')
    expect(await database.subscriptions(owner.teamId)).toEqual([])
  })
})
