import { environment } from './environment'
import { expect, test } from './fixtures'

// A page that is available only on some plans, with and without JavaScript.

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with JavaScript' : 'without JavaScript', () => {
    test.use({ javaScriptEnabled })

    test('shows a Free team which plan has the page and links to pricing', async ({ owner, page }) => {
      await owner.page.goto('/dashboard')
      await page.getByRole('link', { name: 'Export (not in your plan)' }).click()
      await expect(page.getByRole('heading', { name: 'CSV export is available on Pro' })).toBeVisible()
      await expect(page.getByText('Your team is on the Free plan.')).toBeVisible()
      await expect(page.getByRole('link', { name: 'Download CSV' })).toHaveCount(0)
      expect((await page.goto('/export'))?.status()).toBe(200)
      await page.getByRole('link', { name: 'See plans' }).click()
      await expect(page).toHaveURL(/\/pricing$/)
    })

    test('lets a Business team download its projects', async ({ subscribed, owner, page, database }) => {
      await subscribed({ plan: 'business' })
      const insert = 'INSERT INTO "Project" ("id", "teamId", "name") VALUES ($1, $1, $2)'
      await database.rows(insert, [owner.teamId, 'Engines, analytical'])
      await page.goto('/dashboard')
      await page.getByRole('link', { name: 'Export', exact: true }).click()
      const downloading = page.waitForEvent('download')
      await page.getByRole('link', { name: 'Download CSV' }).click()
      const download = await downloading
      expect(download.suggestedFilename()).toBe('projects.csv')
      const file = await (await page.request.get('/export/projects.csv')).text()
      expect(file).toContain(`${owner.teamId},"Engines, analytical",`)
    })
  })
}

test('does not serve the file without the plan or a session', async ({ owner, visitor }) => {
  const locationOf = async (page: typeof owner.page) => {
    const response = await page.request.get('/export/projects.csv', { maxRedirects: 0 })
    expect(response.status()).toBe(303)
    return response.headers().location
  }
  expect(await locationOf(owner.page)).toBe(`${environment.appUrl}/export`)
  expect(await locationOf(await visitor())).toBe(`${environment.appUrl}/sign-in?next=/export`)
})

test('tells members to ask an owner or admin', async ({ owner, page, database }) => {
  await database.rows('UPDATE "Membership" SET "role" = \'MEMBER\' WHERE "userId" = $1', [owner.userId])
  await page.goto('/export')
  await expect(page.getByText('Ask an owner or admin of your team to upgrade.')).toBeVisible()
  await expect(page.getByRole('main').getByRole('link')).toHaveCount(0)
})
