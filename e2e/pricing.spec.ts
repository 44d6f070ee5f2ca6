import { expect, test } from './fixtures'

test('switches between monthly and yearly prices without a page load', async ({ page }) => {
  await page.goto('/pricing')
  const monthly = page.getByRole('form', { name: 'Business monthly' })
  const yearly = page.getByRole('form', { name: 'Business yearly' })
  await expect(monthly).toBeVisible()
  await expect(yearly).toBeHidden()
  await expect(page.getByText('$19', { exact: true })).toBeVisible()
  const requests: string[] = []
  page.on('request', (request) => request.isNavigationRequest() && requests.push(request.url()))
  await page.getByRole('radio', { name: 'Monthly' }).focus()
  await page.keyboard.press('ArrowRight')
  await expect(page.getByRole('radio', { name: /Yearly/ })).toBeChecked()
  await expect(yearly).toBeVisible()
  await expect(monthly).toBeHidden()
  await expect(page.getByText('$190', { exact: true })).toBeVisible()
  expect(requests).toEqual([])
})

test('lets keyboard users skip to the content and choose a plan', async ({ page }) => {
  await page.goto('/pricing')
  await page.keyboard.press('Tab')
  const skip = page.getByRole('link', { name: 'Skip to content' })
  await expect(skip).toBeFocused()
  await expect(skip).toBeInViewport()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/#content$/)
  const start = page.getByRole('button', { name: 'Start 14-day trial' })
  for (let presses = 0; presses < 10; presses++) {
    await page.keyboard.press('Tab')
    if (await start.evaluate((element) => element === document.activeElement)) break
  }
  await expect(start).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/sign-up\?next=/)
})

test('shows a “page not found” page', async ({ page, problems }) => {
  const response = await page.goto('/no-such-page')
  expect(response?.status()).toBe(404)
  await expect(page.getByRole('heading', { name: 'Page not found' })).toBeVisible()
  // Chromium reports every 404 as an error.
  expect(problems.splice(0).every((problem) => problem.includes('404'))).toBe(true)
})
