import { expect, type Locator, type Page } from '@playwright/test'

/**
 * Finds a visible element on a page or in one of its frames. Stripe puts the portal's card fields and the bank's page in
 * frames, and the stand-in does not.
 */
export async function findInFrames(page: Page, selector: string): Promise<Locator> {
  let found: Locator | undefined
  await expect(async () => {
    for (const frame of page.frames()) {
      const candidate = frame.locator(selector).first()
      if (await candidate.isVisible()) found = candidate
    }
    expect(found, `${selector} on the page or in one of its frames`).toBeDefined()
  }).toPass({ timeout: 20_000 })
  return found as Locator
}
