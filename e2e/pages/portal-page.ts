import { expect, type Locator, type Page } from '@playwright/test'
import { cards, typeCard } from './card-fields'

/**
 * Stripe's customer portal. The test IDs come from third-party test suites for Stripe's classic portal. The redesigned
 * portal uses other IDs, which are not public, so tests against real Stripe may need changes here.
 */
export class PortalPage {
  /** The final button of every flow has this ID. */
  readonly confirmButton: Locator
  readonly returnLink: Locator
  readonly hostedConfirmation: Locator

  constructor(readonly page: Page) {
    this.confirmButton = page.getByTestId('confirm')
    this.returnLink = page.getByTestId('return-to-business-link')
    this.hostedConfirmation = page.getByTestId('hosted-confirmation')
  }

  /** Waits for a portal page with this heading. */
  async arrive(heading: string): Promise<void> {
    await expect(this.page.getByRole('heading', { name: heading, level: 1 })).toBeVisible()
  }

  /** Waits for the portal home page, which has no visible heading of its own. */
  async arriveHome(): Promise<void> {
    await expect(this.page.getByRole('heading', { name: 'Billing information' })).toBeVisible()
    await expect(this.page.getByRole('heading', { name: 'Payment methods' })).toBeVisible()
  }

  async confirm(): Promise<void> {
    await this.confirmButton.click()
  }

  /** Clicks the link back to the app. */
  async leave(): Promise<void> {
    await this.returnLink.click()
  }

  /** Clicks an action on the portal home page, for example `cancel-subscription`. */
  async choose(action: string): Promise<void> {
    await this.page.locator(`[data-test="${action}"]`).click()
  }

  async enterCard(number: string = cards.good): Promise<void> {
    await typeCard(this.page, number)
    await this.confirm()
  }

  /** Cancels the subscription and submits the survey. */
  async cancel(reason = 'unused', comment?: string): Promise<void> {
    await this.arrive('Cancel your subscription')
    await this.confirm()
    await this.page.locator(`[data-test="cancel-reason-opt-${reason}"]`).click()
    if (comment) await this.page.locator('#comment').fill(comment)
    await this.page.locator('[data-test="cancellation_reason_submit"]').click()
  }

  /** Chooses a plan on the comparison page and continues to the confirmation page. */
  async choosePlan(name: string, interval: 'Monthly' | 'Yearly'): Promise<void> {
    const table = this.page.getByRole('region', { name: interval })
    await table.getByTestId('pricing-table-card').filter({ hasText: name }).getByRole('button').click()
    await this.page.getByTestId('continue-button').click()
    await this.arrive('Confirm your updates')
  }
}
