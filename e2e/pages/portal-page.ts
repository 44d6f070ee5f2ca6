import { expect, type Locator, type Page } from '@playwright/test'
import { cards, typeCard } from './card-fields'

/**
 * Stripe's customer portal. The test ids are those of Stripe's classic portal, as third-party suites have recorded them;
 * its redesign has others, which are not public, so a run against real Stripe may need another look here.
 */
export class PortalPage {
  /** Every flow's last button has this id, whatever it says. */
  readonly confirmButton: Locator
  readonly returnLink: Locator
  readonly hostedConfirmation: Locator

  constructor(readonly page: Page) {
    this.confirmButton = page.getByTestId('confirm')
    this.returnLink = page.getByTestId('return-to-business-link')
    this.hostedConfirmation = page.getByTestId('hosted-confirmation')
  }

  /** Waits for one of the portal's pages by its heading. */
  async arrive(heading: string): Promise<void> {
    await expect(this.page.getByRole('heading', { name: heading, level: 1 })).toBeVisible()
  }

  /** Waits for the portal's home, which has no heading of its own for the eye. */
  async arriveHome(): Promise<void> {
    await expect(this.page.getByRole('heading', { name: 'Billing information' })).toBeVisible()
    await expect(this.page.getByRole('heading', { name: 'Payment methods' })).toBeVisible()
  }

  async confirm(): Promise<void> {
    await this.confirmButton.click()
  }

  /** Leaves by the link back to the business. */
  async leave(): Promise<void> {
    await this.returnLink.click()
  }

  /** Clicks one of the actions of the portal's home, for example `cancel-subscription`. */
  async choose(action: string): Promise<void> {
    await this.page.locator(`[data-test="${action}"]`).click()
  }

  async enterCard(number: string = cards.good): Promise<void> {
    await typeCard(this.page, number)
    await this.confirm()
  }

  /** Cancels, and answers the survey that follows. */
  async cancel(reason = 'unused', comment?: string): Promise<void> {
    await this.arrive('Cancel your subscription')
    await this.confirm()
    await this.page.locator(`[data-test="cancel-reason-opt-${reason}"]`).click()
    if (comment) await this.page.locator('#comment').fill(comment)
    await this.page.locator('[data-test="cancellation_reason_submit"]').click()
  }

  /** Chooses a plan on the page that compares them, and goes on to the confirmation. */
  async choosePlan(name: string, interval: 'Monthly' | 'Yearly'): Promise<void> {
    const table = this.page.getByRole('region', { name: interval })
    await table.getByTestId('pricing-table-card').filter({ hasText: name }).getByRole('button').click()
    await this.page.getByTestId('continue-button').click()
    await this.arrive('Confirm your updates')
  }
}
