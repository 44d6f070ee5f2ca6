import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page, test } from '@playwright/test'

const folder = '.local/screenshots'
const schemes = ['light', 'dark'] as const
const widths = [390, 1280] as const

/**
 * Takes pictures of a page, light and dark, on a phone and on a desktop, into `.local/screenshots`. Fails when the
 * page scrolls sideways, or when axe finds something serious in any of the four.
 *
 * @param name the picture's name; a slash makes a folder
 */
export async function look(page: Page, name: string): Promise<void> {
  await test.step(name, async () => {
    for (const width of widths) {
      await page.setViewportSize({ width, height: 900 })
      for (const scheme of schemes) {
        await page.emulateMedia({ colorScheme: scheme })
        // Colours change over a moment, and neither the picture nor axe should see them half-way.
        await page.evaluate(() => {
          for (const animation of document.getAnimations()) animation.finish()
        })
        await page.screenshot({ path: `${folder}/${name}-${width}-${scheme}.png`, fullPage: true })
        // All rules once for each width and each scheme; the other two differ from these in their colours at most.
        const isCrossing = (width === 390) === (scheme === 'dark')
        await expectNothingSerious(page, `${name}, ${width} px, ${scheme}`, isCrossing ? [] : ['color-contrast'])
      }
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
      expect.soft(overflow, `how far ${name} scrolls sideways at ${width} px`).toBeLessThanOrEqual(0)
    }
  })
}

/** @param rules axe's names of the only rules to check; all of them when empty */
async function expectNothingSerious(page: Page, what: string, rules: string[]): Promise<void> {
  // The legacy mode examines the one document, without opening another page for it: a good deal faster.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] })
  const { violations } = await (rules.length > 0 ? axe.withRules(rules) : axe).analyze()
  const found = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`))
  expect.soft(found, `what axe finds on ${what}`).toEqual([])
}
