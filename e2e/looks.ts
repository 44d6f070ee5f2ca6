import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page, test } from '@playwright/test'

const folder = '.portico/screenshots'
const schemes = ['light', 'dark'] as const
const widths = [390, 1280] as const

/**
 * Takes pictures of a page, light and dark, on a phone and on a desktop, into `.portico/screenshots`. Fails when the
 * page scrolls sideways on the phone, or when axe finds something serious in any of the four.
 *
 * @param name the picture's name; a slash makes a folder
 */
export async function look(page: Page, name: string): Promise<void> {
  await test.step(name, async () => {
    for (const width of widths) {
      await page.setViewportSize({ width, height: 900 })
      for (const colorScheme of schemes) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
        await page.screenshot({ path: `${folder}/${name}-${width}-${colorScheme}.png`, fullPage: true })
        await expectNothingSerious(page, `${name}, ${width} px, ${colorScheme}`)
      }
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
      expect.soft(overflow, `how far ${name} scrolls sideways at ${width} px`).toBeLessThanOrEqual(0)
    }
  })
}

async function expectNothingSerious(page: Page, what: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  const found = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`))
  expect.soft(found, `what axe finds on ${what}`).toEqual([])
}
