import { expect, test } from './fixtures'
import type { Database } from './fixtures/database'
import { type Person, signUp } from './fixtures/people'
import { subscribe } from './fixtures/subscribe'
import { addField, press } from './flows'

const demote = (database: Database, { userId }: Person) =>
  database.rows('UPDATE "Membership" SET "role" = \'MEMBER\' WHERE "userId" = $1', [userId])

test('shows members the plan without billing buttons or the payer', async ({ subscribed, page, owner, database }) => {
  await subscribed()
  await page.goto('/account/billing')
  await expect(page.getByTestId('billing-email')).toHaveText(owner.email)
  await demote(database, owner)
  await page.goto('/account/billing')
  expect(await page.content()).not.toMatch(new RegExp(`${owner.email}|4242`))
  const main = page.getByRole('main')
  await expect(main.getByTestId('plan-name')).toHaveText('Pro')
  await expect(main.getByText('Only owners and admins can change billing. Ask one of them.')).toBeVisible()
  await expect(main.getByRole('button')).toHaveCount(0)
})

test('rejects billing actions from a demoted member', async ({ subscribed, page, portal, owner, database }) => {
  await subscribed()
  await page.goto('/account/billing')
  await demote(database, owner)
  for (const button of ['Cancel subscription', 'Update payment method', 'Open billing portal']) {
    await press(page, button)
    const form = page.locator('form').filter({ has: page.getByRole('button', { name: button, exact: true }) })
    await expect(form.getByRole('alert')).toHaveText(/[Oo]nly owners and admins/)
  }
  expect(await database.flows(owner.teamId)).toEqual([])
  await expect(portal.confirmButton).toHaveCount(0)
})

test('does not let a member start Checkout', async ({ owner, page, database }) => {
  await demote(database, owner)
  await page.goto('/pricing')
  const form = page.getByRole('form', { name: 'Pro monthly' })
  await form.getByRole('button').click()
  await expect(form.getByRole('alert')).toHaveText(/[Oo]nly owners and admins/)
  expect(await database.customer(owner.teamId)).toEqual([])
})

test('hides another team’s subscription', async ({ subscribed, page, visitor, owner, database, stripe }) => {
  await subscribed()
  const stranger = await signUp(await visitor(), database, 'Mallory')
  const theirs = await subscribe(stripe, database, stranger)
  await page.goto('/account/billing')
  for (const button of ['Cancel subscription', 'Pause subscription', 'Change plan in portal']) {
    await addField(page, button, 'subscription', theirs.subscription)
    await press(page, button)
    const form = page.locator('form').filter({ has: page.getByRole('button', { name: button, exact: true }) })
    await expect(form.getByRole('alert')).toHaveText('That subscription doesn’t exist.')
  }
  expect(await database.flows(owner.teamId)).toEqual([])
  expect((await stripe.subscriptions.retrieve(theirs.subscription)).cancel_at).toBeNull()
})

test('does not delete another team’s project', async ({ owner, page, visitor, database }) => {
  const stranger = await signUp(await visitor(), database, 'Mallory')
  const project = { id: `e2e-${stranger.teamId}` }
  await database.rows('INSERT INTO "Project" ("id", "teamId", "name") VALUES ($1, $2, $3)', [
    project.id,
    stranger.teamId,
    'Secret plans',
  ])
  await owner.page.goto('/projects')
  await page.getByLabel('Project name').fill('Mine')
  await page.getByRole('button', { name: 'Create project' }).click()
  await expect(page.getByText('Mine', { exact: true })).toBeVisible()
  await page.locator('input[name="projectId"]').evaluate((input, id) => input.setAttribute('value', id), project.id)
  await page.getByRole('button', { name: 'Delete' }).click()
  await expect(page.getByText('That project doesn’t exist anymore.')).toBeVisible()
  expect(await database.rows('SELECT 1 FROM "Project" WHERE "id" = $1', [project.id])).toHaveLength(1)
})

for (const path of ['/dashboard', '/projects', '/export', '/account/billing', '/account/profile']) {
  test(`requires sign-in for ${path} and returns to it`, async ({ visitor, owner }) => {
    const page = await visitor()
    await page.goto(path)
    await expect(page).toHaveURL(new RegExp(`/sign-in\\?next=${encodeURIComponent(path)}$`))
    await page.getByLabel('Email').fill(owner.email)
    await page.getByLabel('Password').fill(owner.password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await expect(page).toHaveURL(new RegExp(`${path}$`))
  })
}
