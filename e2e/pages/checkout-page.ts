import { expect, type Locator, type Page } from '@playwright/test'
import { cards, typeCard } from './card-fields'

/** Stripe Checkout. The IDs and test IDs match Stripe's page. */
export class CheckoutPage {
  readonly submit: Locator
  readonly dueToday: Locator
  readonly back: Locator

  constructor(readonly page: Page) {
    this.submit = page.getByTestId('hosted-payment-submit-button')
    this.dueToday = page.getByTestId('total-due-today')
    this.back = page.getByTestId('business-link')
  }

  /** Waits until Checkout is visible. */
  async arrive(): Promise<void> {
    await expect(this.submit).toBeVisible()
  }

  async pay(card: string = cards.good): Promise<void> {
    await this.arrive()
    await typeCard(this.page, card)
    await this.page.locator('#billingName').fill('Ada Lovelace')
    await this.submit.click()
  }

  async applyCode(code: string): Promise<void> {
    await this.page.locator('#promotionCode').fill(code)
    await this.page.getByRole('button', { name: 'Apply' }).click()
  }
}
