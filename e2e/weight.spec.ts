import type { Page } from '@playwright/test'
import { expect, test } from './fixtures'

// The compressed size of the JavaScript that a browser with an empty cache loads. The floor is an empty Next.js app.

const floorKib = 132
const publicKib = floorKib + 12
const signedInKib = floorKib + 25

async function scriptsKib(page: Page, path: string): Promise<number> {
  const session = await page.context().newCDPSession(page)
  await session.send('Network.enable')
  await session.send('Network.setCacheDisabled', { cacheDisabled: true })
  // In the response event, the size includes only the headers, which do not count.
  const headers = new Map<string, number>()
  let bytes = 0
  session.on('Network.responseReceived', ({ requestId, type, response }) => {
    if (type === 'Script') headers.set(requestId, response.encodedDataLength)
  })
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const before = headers.get(requestId)
    if (before !== undefined) bytes += encodedDataLength - before
  })
  await page.goto(path, { waitUntil: 'networkidle' })
  await session.detach()
  return bytes / 1024
}

async function expectLight(page: Page, paths: string[], limit: number): Promise<void> {
  for (const path of paths) {
    const kib = await scriptsKib(page, path)
    console.log(`JavaScript on ${path}: ${kib.toFixed(1)} KiB of ${limit}`)
    expect.soft(kib, `KiB of JavaScript on ${path}`).toBeLessThanOrEqual(limit)
    expect.soft(kib, 'measured size').toBeGreaterThan(50)
  }
}

test('keeps JavaScript small on public pages', async ({ page }) => {
  await expectLight(page, ['/', '/pricing', '/sign-in', '/sign-up', '/forgot-password'], publicKib)
})

test('keeps JavaScript small on signed-in pages', async ({ subscribed, page }) => {
  await subscribed()
  await expectLight(page, ['/dashboard', '/projects', '/export', '/account/billing', '/account/profile'], signedInKib)
})
