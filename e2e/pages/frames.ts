import { expect, type Locator, type Page } from '@playwright/test'

/**
 * Finds what is to be seen on a page or in one of its frames: Stripe frames the portal's card fields and the bank's page,
 * the stand-in has them on the page itself.
 */
export async function inAnyFrame(page: Page, selector: string): Promise<Locator> {
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
