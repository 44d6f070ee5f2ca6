import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page, test } from '@playwright/test'

const folder = '.local/screenshots'
const schemes = ['light', 'dark'] as const
const widths = [390, 1280] as const

/**
 * Saves screenshots of a page to `.local/screenshots`, in light and dark mode and at phone and desktop widths. Fails if the
 * page scrolls horizontally or axe finds a serious problem.
 *
 * @param name the file name; a slash creates a folder
 */
export async function checkAppearance(page: Page, name: string): Promise<void> {
  await test.step(name, async () => {
    for (const width of widths) {
      await page.setViewportSize({ width, height: 900 })
      for (const scheme of schemes) {
        await page.emulateMedia({ colorScheme: scheme })
        // Finish color transitions before the screenshot and the axe run.
        await page.evaluate(() => {
          for (const animation of document.getAnimations()) animation.finish()
        })
        await page.screenshot({ path: `${folder}/${name}-${width}-${scheme}.png`, fullPage: true })
        // Two of the four combinations run all rules. The others can differ only in color contrast.
        const runsAllRules = (width === 390) === (scheme === 'dark')
        await expectNoSeriousViolations(page, `${name}, ${width} px, ${scheme}`, runsAllRules ? [] : ['color-contrast'])
      }
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
      expect.soft(overflow, `horizontal overflow of ${name} at ${width} px`).toBeLessThanOrEqual(0)
    }
  })
}

/** @param rules the axe rules to check, or an empty list for all */
async function expectNoSeriousViolations(page: Page, description: string, rules: string[]): Promise<void> {
  // Legacy mode is much faster because it does not open another page.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] })
  const { violations } = await (rules.length > 0 ? axe.withRules(rules) : axe).analyze()
  const found = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`))
  expect.soft(found, `axe violations on ${description}`).toEqual([])
}
