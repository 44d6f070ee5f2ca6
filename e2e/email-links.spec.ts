import type { Page } from '@playwright/test'
import { environment } from './environment'
import { expect, test } from './fixtures'
import type { Database } from './fixtures/database'
import { linkTo, mailsTo, mailTo } from './fixtures/mailbox'
import { fillSignIn, fillSignUp, idsOf, newEmail, password, signUp } from './fixtures/people'

// Signs up, signs in, and resets a password with links from the real inbox.

const newPassword = 'another horse battery'
const alert = (page: Page) => page.getByRole('main').getByRole('alert')
const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name })

async function askFor(page: Page, path: string, email: string) {
  await page.goto(path)
  await page.getByLabel('Email').fill(email)
  await page.getByRole('main').getByRole('button').click()
  await expect(heading(page, 'Check your email')).toBeVisible()
  await expect(page.getByRole('main')).toContainText(`We sent an email to ${email}.`)
}

async function expireLinks(database: Database, email: string) {
  await database.rows(`UPDATE "EmailToken" SET "expiresAt" = now() - interval '1 second' WHERE "email" = $1`, [email])
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with JavaScript' : 'without JavaScript', () => {
    test.use({ javaScriptEnabled })

    test('signs up, creates an owner with a team, and opens the next page', async ({ page, database }) => {
      const email = newEmail()
      await page.goto('/sign-up?next=/pricing')
      await fillSignUp(page, 'Grace Hopper', email)
      await expect(page).toHaveURL(`${environment.appUrl}/pricing`)
      const { teamId } = await idsOf(database, email)
      const members = await database.rows('SELECT "role" FROM "Membership" WHERE "teamId" = $1', [teamId])
      expect(members).toEqual([{ role: 'OWNER' }])
      await page.goto('/account/team')
      await expect(page.getByRole('textbox', { name: 'Team name' })).toHaveValue('Grace Hopper’s team')
      await mailTo(email, 'Welcome')
      expect(await mailsTo(email)).toHaveLength(2)
    })

    test('keeps the name when the password is rejected', async ({ page }) => {
      const email = newEmail()
      await askFor(page, '/sign-up', email)
      await page.goto(await linkTo(email, 'Create your'))
      for (const weak of ['password1', email]) {
        await page.getByLabel('Name').fill('Grace Hopper')
        await page.getByLabel('Password').fill(weak)
        await page.getByRole('button', { name: 'Create account' }).click()
        await expect(alert(page)).toHaveText('Check the highlighted fields.')
        const problem = weak === email ? /too similar to your email address/ : /Too many people use this password/
        await expect(page.getByLabel('Password')).toHaveAccessibleDescription(problem)
        await expect(page.getByLabel('Name')).toHaveValue('Grace Hopper')
      }
      await page.getByLabel('Password').fill(password)
      await page.getByRole('button', { name: 'Create account' }).click()
      await expect(page.getByRole('heading', { name: 'Hello, Grace Hopper' })).toBeVisible()
    })

    test('responds the same way to a sign-up with a known address', async ({ owner, visitor }) => {
      const [unknown, stranger] = [newEmail(), await visitor({ javaScriptEnabled })]
      const answers: string[] = []
      for (const email of [owner.email, unknown]) {
        await askFor(stranger, '/sign-up', email)
        answers.push((await stranger.getByRole('main').textContent())?.replaceAll(email, 'EMAIL') ?? '')
      }
      expect(answers[0]).toBe(answers[1])
      await stranger.goto(await linkTo(owner.email, 'You already have'))
      await stranger.getByRole('button', { name: 'Sign in' }).click()
      await expect(stranger.getByRole('heading', { name: `Hello, ${owner.name}` })).toBeVisible()
      expect(await mailsTo(unknown)).toHaveLength(1)
    })

    test('signs in with a link only once', async ({ owner, visitor }) => {
      const page = await visitor({ javaScriptEnabled })
      await page.goto('/sign-in?next=/account/profile')
      await page.getByRole('link', { name: 'Email me a sign-in link' }).click()
      await expect(heading(page, 'Sign in by email')).toBeVisible()
      await page.getByLabel('Email').fill(owner.email)
      await page.getByRole('button', { name: 'Send the link' }).click()
      await expect(heading(page, 'Check your email')).toBeVisible()
      const link = await linkTo(owner.email, 'Sign in to')
      // Mail scanners open links too.
      expect((await page.request.get(link)).status()).toBe(200)
      await page.goto(link)
      await expect(page.getByRole('main')).toContainText(`You’re signing in as ${owner.email}.`)
      await page.getByRole('button', { name: 'Sign in' }).click()
      await expect(page).toHaveURL(`${environment.appUrl}/account/profile`)

      await page.goto(link)
      await expect(heading(page, 'This link no longer works')).toBeVisible()
      await page.getByLabel('Email').fill(owner.email)
      await page.getByRole('button', { name: 'Send a new link' }).click()
      await expect(heading(page, 'Check your email')).toBeVisible()
      await expect.poll(async () => (await mailsTo(owner.email)).length).toBe(2)
    })

    test('resets a password, which ends every session', async ({ owner, page, visitor }) => {
      const forgetful = await visitor({ javaScriptEnabled })
      await forgetful.goto('/sign-in')
      await forgetful.getByRole('link', { name: 'Forgot your password?' }).click()
      await expect(heading(forgetful, 'Forgot your password?')).toBeVisible()
      await forgetful.getByLabel('Email').fill(owner.email)
      await forgetful.getByRole('button', { name: 'Send the link' }).click()
      const link = await linkTo(owner.email, 'Reset your')
      await page.goto('/dashboard')
      await expect(page.getByRole('heading', { name: `Hello, ${owner.name}` })).toBeVisible()
      await forgetful.goto(link)
      await forgetful.getByLabel('New password').fill(newPassword)
      await forgetful.getByRole('button', { name: 'Set password' }).click()
      await expect(forgetful.getByRole('status')).toContainText('Your password has been changed.')
      await page.goto('/dashboard')
      await expect(page).toHaveURL(/\/sign-in/)
      await fillSignIn(forgetful, owner.email, password)
      await expect(alert(forgetful)).toHaveText('Incorrect email or password.')
      await fillSignIn(forgetful, owner.email, newPassword)
      await expect(forgetful.getByRole('heading', { name: `Hello, ${owner.name}` })).toBeVisible()
      await mailTo(owner.email, 'password was changed')
      await forgetful.goto(link)
      await expect(heading(forgetful, 'This link no longer works')).toBeVisible()
    })

    test('changes the email address when both addresses have confirmed it', async ({ owner, page }) => {
      const email = newEmail()
      await page.goto('/account/profile')
      await page.getByLabel('New email address').fill(email)
      await page.getByRole('button', { name: 'Change email' }).click()
      await expect(page.getByRole('status')).toContainText('Check both inboxes')
      await page.goto(await linkTo(email, 'Confirm your new'))
      await page.getByRole('button', { name: 'Confirm this address' }).click()
      await expect(heading(page, 'One more link to open')).toBeVisible()
      await page.goto(await linkTo(owner.email, 'Approve the new'))
      await expect(page.getByRole('main')).toContainText(email)
      await page.getByRole('button', { name: 'Approve the change' }).click()
      await expect(heading(page, 'Your email address was changed')).toBeVisible()
      await page.getByRole('link', { name: 'Go to your profile' }).click()
      await expect(page.getByRole('main')).toContainText(`You sign in with ${email}.`)
      for (const address of [email, owner.email]) await mailTo(address, 'email address was changed')
    })
  })
}

test('rejects an expired link and offers a new one', async ({ page, database }) => {
  const email = newEmail()
  await askFor(page, '/sign-up', email)
  const link = await linkTo(email, 'Create your')
  await page.goto(link)
  await page.getByLabel('Name').fill('Grace Hopper')
  await page.getByLabel('Password').fill(password)
  await expireLinks(database, email)
  // It expired while the page was open.
  await page.getByRole('button', { name: 'Create account' }).click()
  await expect(heading(page, 'This link no longer works')).toBeVisible()
  await page.goto(link)
  await expect(heading(page, 'This link no longer works')).toBeVisible()
  await page.getByLabel('Email').fill(email)
  await page.getByRole('button', { name: 'Send a new link' }).click()
  await expect.poll(async () => (await mailsTo(email)).length).toBe(2)
  const [, second] = await mailsTo(email)
  await page.goto(/\S+\?token=\S+/.exec(second?.text ?? '')?.[0] ?? '')
  await expect(page.getByLabel('Email')).toHaveValue(email)
})

test('sends another email from the confirmation page', async ({ page }) => {
  const email = newEmail()
  await askFor(page, '/sign-up?next=/pricing', email)
  await expect(page.getByRole('link', { name: 'Open the local inbox' })).toHaveAttribute('href', environment.mailUrl)
  await page.getByRole('button', { name: 'Send another email' }).click()
  await expect.poll(async () => (await mailsTo(email)).length).toBe(2)
  await expect(heading(page, 'Check your email')).toBeVisible()
})

test('cancels an email address change', async ({ owner, page }) => {
  const email = newEmail()
  await page.goto('/account/profile')
  await page.getByLabel('New email address').fill(owner.email)
  await page.getByRole('button', { name: 'Change email' }).click()
  await expect(page.getByLabel('New email address')).toHaveAccessibleDescription(/This is your current address\./)
  await page.getByLabel('New email address').fill(email)
  await page.getByRole('button', { name: 'Change email' }).click()
  await expect(page.getByText(`Changing to ${email}`)).toBeVisible()
  const link = await linkTo(email, 'Confirm your new')
  await page.getByRole('button', { name: 'Cancel change' }).click()
  await expect(page.getByText(`Changing to ${email}`)).toBeHidden()
  await page.goto(link)
  await expect(heading(page, 'This link no longer works')).toBeVisible()
})

test('shows field errors from server validation', async ({ page }) => {
  await page.goto('/sign-up')
  await page.locator('form').evaluate((form) => form.setAttribute('novalidate', ''))
  await page.getByLabel('Email').fill('ada@')
  await page.getByRole('button', { name: 'Sign up' }).click()
  await expect(alert(page)).toHaveText('Check the highlighted fields.')
  await expect(page.getByLabel('Email')).toHaveAccessibleDescription(/Enter an email address/)
  await expect(page.getByLabel('Email')).toBeFocused()
  await expect(page.getByLabel('Email')).toHaveValue('ada@')
})

test('keeps token page URLs out of referrers and caches', async ({ page, database }) => {
  const { email } = await signUp(page, database)
  await askFor(page, '/sign-in/link', email)
  const link = await linkTo(email, 'Sign in to')
  const response = await page.request.get(link)
  expect(response.headers()['referrer-policy']).toBe('strict-origin')
  expect(response.headers()['cache-control']).toContain('no-store')
  const referrers = new Set<string>()
  page.on('request', (request) => {
    const { referer } = request.headers()
    if (referer) referrers.add(referer)
  })
  await page.goto(link)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page).toHaveURL(/\/dashboard$/)
  expect([...referrers].filter((referrer) => referrer.includes('token'))).toEqual([])
  expect(referrers.size).toBeGreaterThan(0)
})
