import type { Page } from '@playwright/test'
import { inAnyFrame } from './frames'

/** Stripe's test cards (Stripe docs: testing). */
export const cards = {
  good: '4242424242424242',
  mastercard: '5555555555554444',
  declined: '4000000000000002',
  insufficientFunds: '4000000000009995',
  needsAuthentication: '4000000000003220',
  failsLater: '4000000000000341',
} as const

// The ids are those of Checkout, which the stand-in uses in its portal too; Stripe's portal has the names.
const fields = {
  '#cardNumber, [name="number"]': null,
  '#cardExpiry, [name="expiry"]': '12 / 34',
  '#cardCvc, [name="cvc"]': '123',
  '#billingPostalCode, [name="postalCode"]': '94107',
}

/** Types a card into Checkout or the portal. */
export async function typeCard(page: Page, number: string): Promise<void> {
  for (const [selector, value] of Object.entries(fields)) {
    const field = await inAnyFrame(page, selector)
    await field.fill(value ?? number)
  }
}

/** The test bank's page: agrees to a payment, or refuses it. */
export async function answerBank(page: Page, answer: 'Complete' | 'Fail'): Promise<void> {
  const id = answer === 'Complete' ? '#test-source-authorize-3ds' : '#test-source-fail-3ds'
  const button = await inAnyFrame(page, id)
  await button.click()
}
