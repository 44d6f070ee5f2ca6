import type { Page } from '@playwright/test'
import { findInFrames } from './frames'

/** Stripe's test cards (Stripe docs: testing). */
export const cards = {
  good: '4242424242424242',
  mastercard: '5555555555554444',
  declined: '4000000000000002',
  insufficientFunds: '4000000000009995',
  needsAuthentication: '4000000000003220',
  /** Like the one above. Only one test starts a trial with it, because each card gets one trial. */
  needsAuthenticationForTrial: '4000002500003155',
  failsLater: '4000000000000341',
} as const

// Checkout and the stand-in's portal use these IDs. Stripe's portal uses the names.
const fields = {
  '#cardNumber, [name="number"]': null,
  '#cardExpiry, [name="expiry"]': '12 / 34',
  '#cardCvc, [name="cvc"]': '123',
  '#billingPostalCode, [name="postalCode"]': '94107',
}

/** Enters a card in Checkout or the portal. */
export async function typeCard(page: Page, number: string): Promise<void> {
  for (const [selector, value] of Object.entries(fields)) {
    const field = await findInFrames(page, selector)
    await field.fill(value ?? number)
  }
}

/** Approves or rejects a payment on the test bank's 3D Secure page. */
export async function complete3dSecure(page: Page, answer: 'Complete' | 'Fail'): Promise<void> {
  const id = answer === 'Complete' ? '#test-source-authorize-3ds' : '#test-source-fail-3ds'
  const button = await findInFrames(page, id)
  await button.click()
}
