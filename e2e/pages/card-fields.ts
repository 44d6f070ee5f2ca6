import type { Page } from '@playwright/test'

/** Stripe's test cards (Stripe docs: testing). */
export const cards = {
  good: '4242424242424242',
  mastercard: '5555555555554444',
  declined: '4000000000000002',
  insufficientFunds: '4000000000009995',
  needsAuthentication: '4000000000003220',
  failsLater: '4000000000000341',
} as const

/** Types a card into Checkout or the portal, whose fields have the same ids on Stripe's own pages. */
export async function typeCard(page: Page, number: string): Promise<void> {
  await page.locator('#cardNumber').fill(number)
  await page.locator('#cardExpiry').fill('12 / 34')
  await page.locator('#cardCvc').fill('123')
  await page.locator('#billingPostalCode').fill('94107')
}

/** The test bank's page: agrees to a payment, or refuses it. */
export async function answerBank(page: Page, answer: 'Complete' | 'Fail'): Promise<void> {
  // Stripe's page is framed twice and has these ids; the stand-in's is a page of its own.
  const id = answer === 'Complete' ? '#test-source-authorize-3ds' : '#test-source-fail-3ds'
  await page.locator(id).click()
}
