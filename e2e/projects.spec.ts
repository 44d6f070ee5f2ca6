import { expect, test } from './fixtures'
import { subscribe } from './fixtures/subscribe'

test('allows three projects on Free and more on Pro', async ({ owner, page, stripe, database }) => {
  await page.goto('/projects')
  for (const name of ['Engine', 'Loom', 'Notes']) {
    await page.getByLabel('Project name').fill(name)
    await page.getByRole('button', { name: 'Create project' }).click()
    await expect(page.getByText(name, { exact: true })).toBeVisible()
  }
  await expect(page.getByText('Your plan includes 3 projects, and you’re using 3.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Create project' })).toHaveCount(0)
  await subscribe(stripe, database, owner)
  await page.reload()
  await page.getByLabel('Project name').fill('Fourth')
  await page.getByRole('button', { name: 'Create project' }).click()
  await expect(page.getByText('Fourth', { exact: true })).toBeVisible()
})

test('rejects a fourth project from an outdated page', async ({ owner, page, database }) => {
  await page.goto('/projects')
  const insert = `INSERT INTO "Project" ("id", "teamId", "name") SELECT $1 || n, $1, 'Project ' || n FROM generate_series(1, 3) n`
  await database.rows(insert, [owner.teamId])
  await page.getByLabel('Project name').fill('One too many')
  await page.getByRole('button', { name: 'Create project' }).click()
  const alert = page.getByRole('main').getByRole('alert')
  await expect(alert).toHaveText('Your plan includes 3 projects. Upgrade to add more. See plans')
  await expect(alert.getByRole('link', { name: 'See plans' })).toHaveAttribute('href', '/pricing')
  expect(await database.rows('SELECT 1 FROM "Project" WHERE "teamId" = $1', [owner.teamId])).toHaveLength(3)
})

test('frees up space when a project is deleted', async ({ owner, page }) => {
  await owner.page.goto('/projects')
  await page.getByLabel('Project name').fill('Short-lived')
  await page.getByRole('button', { name: 'Create project' }).click()
  await page.getByRole('button', { name: 'Delete' }).click()
  await expect(page.getByText('No projects yet. Create your first project above.')).toBeVisible()
  await expect(page.getByText('0 of 3', { exact: true }).first()).toBeVisible()
})
