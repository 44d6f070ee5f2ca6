import { environment } from './environment'
import { expect, test } from './fixtures'
import { fillSignIn } from './fixtures/people'

const sessions = 'main li'

test('lists sessions and ends one of them', async ({ owner, page, visitor }) => {
  const other = await visitor({ userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' })
  await other.goto('/sign-in')
  await fillSignIn(other, owner.email)
  await expect(other.getByRole('heading', { name: `Hello, ${owner.name}` })).toBeVisible()

  await page.goto('/dashboard')
  await page.getByRole('link', { name: 'Security' }).click()
  await expect(page.locator(sessions)).toHaveCount(2)
  await expect(page.locator(sessions).first()).toContainText('This device')
  await expect(page.locator(sessions).last()).toContainText('Firefox on Linux')
  await expect(page.locator(sessions).last()).toContainText(/Last seen .* from (127\.0\.0\.1|::1)/)
  await page.getByRole('button', { name: 'Revoke' }).click()
  await expect(page.getByRole('status')).toHaveText('That browser was signed out.')
  await expect(page.locator(sessions)).toHaveCount(1)
  await other.goto('/dashboard')
  await expect(other).toHaveURL(/\/sign-in/)
})

test('asks for the password again before ending sessions', async ({ owner, page, visitor, database }) => {
  const other = await visitor()
  await other.goto('/sign-in')
  await fillSignIn(other, owner.email)
  await expect(other.getByRole('heading', { name: `Hello, ${owner.name}` })).toBeVisible()
  const makeOld = `UPDATE "Session" SET "signedInAt" = "signedInAt" - interval '11 minutes' WHERE "userId" = $1`
  await database.rows(makeOld, [owner.userId])

  await page.goto('/account/security')
  await page.getByRole('button', { name: 'Sign out everywhere else' }).click()
  await expect(page.getByRole('heading', { name: 'Confirm it’s you' })).toBeVisible()
  await page.getByLabel('Password').fill('not the password')
  await page.getByRole('button', { name: 'Continue' }).click()
  await expect(page.getByRole('main').getByRole('alert')).toHaveText('Incorrect password.')
  await page.getByLabel('Password').fill(owner.password)
  await page.getByRole('button', { name: 'Continue' }).click()
  await expect(page.getByRole('heading', { name: 'Security' })).toBeVisible()
  await expect(page.locator(sessions)).toHaveCount(2)
  await page.getByRole('button', { name: 'Sign out everywhere else' }).click()
  await expect(page.locator(sessions)).toHaveCount(1)
  await other.goto('/dashboard')
  await expect(other).toHaveURL(/\/sign-in/)
})

test('changes the password, ends other sessions, and notifies the user by email', async ({ owner, page, visitor }) => {
  const other = await visitor()
  await other.goto('/sign-in')
  await fillSignIn(other, owner.email)
  await expect(other.getByRole('heading', { name: `Hello, ${owner.name}` })).toBeVisible()

  const change = async (current: string) => {
    await page.getByLabel('Current password').fill(current)
    await page.getByLabel('New password').fill('a better horse battery')
    await page.getByRole('button', { name: 'Change password' }).click()
  }
  await page.goto('/account/security')
  await change('not the password')
  await expect(page.getByRole('main').getByRole('alert')).toHaveText('Incorrect password.')
  await change(owner.password)
  await expect(page.getByRole('status')).toHaveText('Your password was changed. All other browsers were signed out.')
  await expect(page.locator(sessions)).toHaveCount(1)

  await other.goto('/dashboard')
  await expect(other).toHaveURL(/\/sign-in/)
  await fillSignIn(other, owner.email, owner.password)
  await expect(other.getByRole('main').getByRole('alert')).toHaveText('Incorrect email or password.')
  await fillSignIn(other, owner.email, 'a better horse battery')
  await expect(other.getByRole('heading', { name: `Hello, ${owner.name}` })).toBeVisible()

  type Email = { subject: string; to: { address: string }[] }
  const subjects = async () => {
    const emails = (await (await fetch(`${environment.mailUrl}/api/email`)).json()) as Email[]
    return emails.filter(({ to }) => to.some(({ address }) => address === owner.email)).map(({ subject }) => subject)
  }
  await expect.poll(subjects).toContainEqual(expect.stringMatching(/^Your .* password was changed$/))
})

test('ends sessions and changes the password without JavaScript', async ({ owner, page, visitor }) => {
  const plain = await visitor({ javaScriptEnabled: false })
  await plain.goto('/sign-in')
  await fillSignIn(plain, owner.email)
  await plain.goto('/account/security')
  await expect(plain.locator(sessions)).toHaveCount(2)
  await plain.getByRole('button', { name: 'Revoke' }).click()
  await expect(plain.getByRole('status')).toHaveText('That browser was signed out.')
  await expect(plain.locator(sessions)).toHaveCount(1)
  await page.goto('/dashboard')
  await expect(page).toHaveURL(/\/sign-in/)
  await plain.getByLabel('Current password').fill(owner.password)
  await plain.getByLabel('New password').fill('a better horse battery')
  await plain.getByRole('button', { name: 'Change password' }).click()
  await expect(plain.getByRole('status')).toHaveText(/^Your password was changed\./)
})

test('sets only cookies that scripts cannot read', async ({ owner, page }) => {
  expect(owner.userId).toBeTruthy()
  const { port } = new URL(environment.appUrl)
  const cookies = await page.context().cookies()
  expect(cookies.map(({ name }) => name).sort()).toEqual([`callback-url.${port}`, `device.${port}`, `session.${port}`])
  for (const cookie of cookies) {
    expect(cookie).toMatchObject({ httpOnly: true, secure: false, sameSite: 'Lax', path: '/' })
  }
})
