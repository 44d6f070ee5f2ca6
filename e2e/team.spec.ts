import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { environment } from './environment'
import { expect, test } from './fixtures'
import type { Database } from './fixtures/database'
import { linkTo, mailTo } from './fixtures/mailbox'
import { fillSignIn, newEmail, password, signUp } from './fixtures/people'
import { subscribe } from './fixtures/subscribe'

// A team on Pro invites people, who accept with the link from the inbox.

async function invite(page: Page, email: string, role = 'Member'): Promise<string> {
  await page.goto('/account/team')
  const form = page.getByRole('form', { name: 'Invite people' })
  await form.getByLabel('Email').fill(email)
  await form.getByLabel('Role').selectOption(role)
  await form.getByRole('button', { name: 'Send invitation' }).click()
  await expect(page.getByText(`We’re sending the invitation to ${email}.`)).toBeVisible()
  return linkTo(email, 'You’re invited')
}

async function join(page: Page, link: string, name: string): Promise<void> {
  await page.goto(link)
  await page.getByLabel('Name').fill(name)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Create account and join' }).click()
  await expect(page.getByRole('heading', { name: `Hello, ${name}` })).toBeVisible()
}

async function expectNoViolations(page: Page): Promise<void> {
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])
}

async function membersOf(database: Database, teamId: string) {
  const sql = `SELECT u."name", m."role" FROM "Membership" m JOIN "User" u ON u."id" = m."userId"
    WHERE m."teamId" = $1 ORDER BY m."createdAt"`
  return database.rows<{ name: string; role: string }>(sql, [teamId])
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with JavaScript' : 'without JavaScript', () => {
    test.use({ javaScriptEnabled })

    test('invites a new user, changes their role, and removes them', async ({
      subscribed,
      owner,
      visitor,
      database,
    }) => {
      await subscribed()
      const email = newEmail()
      const link = await invite(owner.page, email)
      const guest = await visitor({ javaScriptEnabled })
      await guest.goto(link)
      await expect(guest.getByRole('heading', { name: 'Join Ada Lovelace’s team' })).toBeVisible()
      await expect(guest.getByText(`${owner.email} invited you to join as a member.`)).toBeVisible()
      await join(guest, link, 'Grace')
      await guest.goto('/account/team')
      await expect(guest.getByRole('form', { name: 'Invite people' })).toHaveCount(0)

      await owner.page.goto('/account/team')
      await owner.page.getByText('Manage Grace').click()
      const role = owner.page.getByRole('form', { name: 'Role of Grace' })
      await role.getByLabel('Role').selectOption('Admin')
      await role.getByRole('button', { name: 'Change role' }).click()
      await expect(owner.page.getByRole('status')).toHaveText('The role was changed.')
      await guest.goto('/account/team')
      await expect(guest.getByRole('form', { name: 'Invite people' })).toBeVisible()

      await owner.page.getByText('Manage Grace').click()
      await owner.page.getByRole('button', { name: 'Remove from team' }).click()
      await expect(owner.page.getByRole('status')).toContainText('The member was removed.')
      expect(await membersOf(database, owner.teamId)).toEqual([{ name: owner.name, role: 'OWNER' }])
      await guest.goto('/account/team')
      await expect(guest.getByText('The people in Grace’s team.')).toBeVisible()
    })

    test('invites an existing user, who signs in and accepts', async ({ subscribed, owner, visitor, database }) => {
      await subscribed()
      const guest = await visitor({ javaScriptEnabled })
      const person = await signUp(guest, database, 'Grace Hopper')
      await guest.goto('/dashboard')
      await guest.getByRole('button', { name: 'Sign out' }).click()
      await expect(guest).toHaveURL(`${environment.appUrl}/`)
      await guest.goto(await invite(owner.page, person.email, 'Admin'))
      await expect(guest.getByText(`Sign in as ${person.email}`)).toBeVisible()
      await expect(guest.getByText('Ada Lovelace’s team')).toHaveCount(0)
      await guest.getByRole('link', { name: 'Sign in' }).click()
      await fillSignIn(guest, person.email)
      await expect(guest.getByRole('heading', { name: 'Join Ada Lovelace’s team' })).toBeVisible()
      await guest.getByRole('button', { name: 'Accept invitation' }).click()
      await expect(guest).toHaveURL(`${environment.appUrl}/dashboard`)
      expect(await membersOf(database, owner.teamId)).toContainEqual({ name: 'Grace Hopper', role: 'ADMIN' })

      // The person is in two teams now, and switches back to the other one.
      await guest.locator('summary', { hasText: 'Switch team. Current team: Ada Lovelace’s team' }).click()
      await guest.getByRole('button', { name: 'Grace Hopper’s team' }).click()
      await guest.goto('/account/team')
      await expect(guest.getByText('The people in Grace Hopper’s team.')).toBeVisible()
    })
  })
}

test('shows an invitation only to the invited person', async ({ subscribed, owner, visitor, database }) => {
  await subscribed()
  const link = await invite(owner.page, newEmail())
  const stranger = await visitor()
  await signUp(stranger, database, 'Eve')
  await stranger.goto(link)
  await expect(stranger.getByRole('heading', { name: /^This invitation is for / })).toBeVisible()
  await expect(stranger.getByText('Ada Lovelace')).toHaveCount(0)
  await expectNoViolations(stranger)
  await stranger.getByRole('button', { name: 'Sign out' }).click()
  await expect(stranger.getByRole('heading', { name: 'Join Ada Lovelace’s team' })).toBeVisible()
  await expectNoViolations(stranger)
})

test('sends an invitation again and revokes it', async ({ subscribed, owner, visitor }) => {
  await subscribed()
  const [email, guest] = [newEmail(), await visitor()]
  const first = await invite(owner.page, email)
  await owner.page.goto('/account/team')
  await expectNoViolations(owner.page)
  await owner.page.getByRole('button', { name: 'Resend' }).click()
  await expect(owner.page.getByRole('status')).toContainText('on its way again')
  await guest.goto(first)
  await expect(guest.getByRole('heading', { name: 'This invitation no longer works' })).toBeVisible()
  await expect.poll(() => linkTo(email, 'You’re invited')).not.toBe(first)
  const second = await linkTo(email, 'You’re invited')
  await guest.goto(second)
  await expect(guest.getByRole('button', { name: 'Create account and join' })).toBeVisible()
  await owner.page.getByRole('button', { name: 'Revoke' }).click()
  await expect(owner.page.getByRole('status')).toContainText('revoked')
  await guest.reload()
  await expect(guest.getByRole('heading', { name: 'This invitation no longer works' })).toBeVisible()
})

test('transfers ownership and leaves', async ({ subscribed, owner, visitor, database }) => {
  await subscribed()
  const guest = await visitor()
  await join(guest, await invite(owner.page, newEmail()), 'Grace')
  const { page } = owner
  await page.goto('/account/team')
  await expect(page.getByText('You’re the only owner.')).toBeVisible()
  await page.locator('summary', { hasText: 'Transfer ownership' }).click()
  await page.getByLabel('New owner').selectOption({ index: 0 })
  await expectNoViolations(page)
  await page.getByRole('button', { name: 'Make owner' }).click()
  await expect(page.getByRole('status')).toContainText('Ownership was transferred.')
  await page.locator('summary', { hasText: 'Leave team' }).click()
  await page.getByRole('button', { name: 'Leave this team' }).click()
  await expect(page).toHaveURL(`${environment.appUrl}/dashboard`)
  expect(await membersOf(database, owner.teamId)).toEqual([{ name: 'Grace', role: 'OWNER' }])
})

test('renames the team and creates another one', async ({ owner, page }) => {
  await page.goto('/account/team')
  await page.getByRole('textbox', { name: 'Team name' }).fill('Analytical Engines')
  await page.getByRole('button', { name: 'Save name' }).click()
  await expect(page.getByRole('status')).toHaveText('Saved.')
  await expect(page.getByText('The people in Analytical Engines.')).toBeVisible()
  const outdated = await page.context().newPage()
  await outdated.goto('/account/team')
  await page.getByLabel('Name of the new team').fill('Looms')
  await page.getByRole('button', { name: 'Create team' }).click()
  await expect(page.getByText('The people in Looms.')).toBeVisible()
  expect(owner.teamId).toBeTruthy()
  // The other tab still shows the first team, so its form must not rename the second.
  await outdated.getByRole('textbox', { name: 'Team name' }).fill('Wrong')
  await outdated.getByRole('button', { name: 'Save name' }).click()
  await expect(outdated.getByRole('main').getByRole('alert')).toHaveText(/You’ve switched to Looms/)
})

test('buys one more seat for an invitation and sends it afterward', async ({
  owner,
  page,
  portal,
  stripe,
  database,
}) => {
  await subscribe(stripe, database, owner, { plan: 'business', seats: 1 })
  const email = newEmail()
  await page.goto('/account/team')
  const form = page.getByRole('form', { name: 'Invite people' })
  await form.getByLabel('Email').fill(email)
  await form.getByRole('button', { name: 'Add a seat and invite' }).click()
  await portal.arrive('Confirm your updates')
  await portal.leave()
  await expect(page).toHaveURL(/\/account\/team/)
  await expect(page.getByText('Not sent')).toBeVisible()
  await page.getByRole('button', { name: 'Add a seat', exact: true }).click()
  await portal.arrive('Confirm your updates')
  await portal.confirm()
  expect((await mailTo(email, 'You’re invited')).text).toContain(`${owner.email} invited you`)
})

test('offers plans instead of invitations at the plan’s limit', async ({ owner, page }) => {
  await page.goto('/account/team')
  await expect(page.getByText('Free includes 1 member, counting invitations. Upgrade to invite more.')).toBeVisible()
  await expect(page.getByRole('link', { name: 'See plans' })).toHaveAttribute('href', '/pricing')
  expect(owner.teamId).toBeTruthy()
  await expectNoViolations(page)
})
