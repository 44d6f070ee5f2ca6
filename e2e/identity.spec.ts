import { environment } from './environment'
import { expect, test } from './fixtures'
import { fillSignIn, newEmail, postForm } from './fixtures/people'

test('ends the session on sign-out, even for a copy of its cookies', async ({ owner, page }) => {
  await page.goto('/dashboard')
  const copied = await page.context().cookies()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(page).toHaveURL(`${environment.appUrl}/`)
  await page.goto('/dashboard')
  await expect(page).toHaveURL(/\/sign-in/)
  await page.context().addCookies(copied)
  await page.goto('/dashboard')
  await expect(page).toHaveURL(/\/sign-in/)
  await fillSignIn(page, owner.email)
  await expect(page.getByRole('heading', { name: `Hello, ${owner.name}` })).toBeVisible()
})

test('shows the same error for a wrong password and an unknown email', async ({ owner, visitor }) => {
  const page = await visitor()
  for (const email of [owner.email, newEmail()]) {
    await page.goto('/sign-in')
    await fillSignIn(page, email, 'not the password')
    await expect(page.getByRole('main').getByRole('alert')).toHaveText('Incorrect email or password.')
    await expect(page.getByLabel('Password')).toHaveValue('')
  }
})

test('slows down guessing without locking out a browser that the owner has used', async ({ owner, page, visitor }) => {
  const attacker = await visitor()
  for (let guess = 0; guess < 10; guess++) {
    await postForm(attacker, '/sign-in', { email: owner.email, password: `guess ${guess}` })
  }
  const unknown = await visitor()
  await unknown.goto('/sign-in')
  await fillSignIn(unknown, owner.email)
  await expect(unknown.getByRole('main').getByRole('alert')).toHaveText(
    /^Too many attempts\. Try again in 1\d minutes\.$/,
  )
  await page.goto('/dashboard')
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(page).toHaveURL(`${environment.appUrl}/`)
  await page.goto('/sign-in')
  await fillSignIn(page, owner.email)
  await expect(page.getByRole('heading', { name: `Hello, ${owner.name}` })).toBeVisible()
})

for (const next of [
  'https://evil.example/',
  '//evil.example/',
  '/\\evil.example',
  'javascript:alert(1)',
  '/%09/evil.example',
  '/.//evil.example',
]) {
  test(`does not redirect to ${next} after sign-in`, async ({ owner, visitor }) => {
    const page = await visitor()
    await page.goto(`/sign-in?next=${next.includes('%') ? next : encodeURIComponent(next)}`)
    await fillSignIn(page, owner.email)
    await page.waitForURL((url) => url.pathname !== '/sign-in')
    expect(new URL(page.url()).origin).toBe(environment.appUrl)
  })
}

test('updates the user’s name', async ({ owner, page }) => {
  await page.goto('/account/profile')
  await page.getByLabel('Name', { exact: true }).fill('Ada King')
  await page.getByRole('button', { name: 'Save changes' }).click()
  await expect(page.getByRole('status')).toHaveText('Saved.')
  await page.goto('/dashboard')
  await expect(page.getByRole('heading', { name: 'Hello, Ada King' })).toBeVisible()
  expect(owner.name).toBe('Ada Lovelace')
})
