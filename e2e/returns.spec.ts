import { environment } from './environment'
import { expect, test } from './fixtures'
import { signUp } from './fixtures/people'
import { expectNotice, expectShown, flows, press } from './flows'

// A visit to a return address proves nothing, however it comes about.

const returnPaths = [...new Set(flows.map((flow) => flow.returnPath)), '/account/portal_returned']
const nothing = 'This link doesn’t match a change you started. No changes were made.'

test('every return route, opened by hand, changes nothing and says so', async ({
  subscribed,
  page,
  owner,
  database,
}) => {
  await subscribed()
  const queries = ['', '?flow=', '?flow=clforged0000000000000000', '?flow=none&flow=%00']
  for (const address of returnPaths.flatMap((path) => queries.map((query) => path + query))) {
    const answer = await page.request.get(address, { maxRedirects: 0 })
    expect([answer.status(), answer.headers().location]).toEqual([
      303,
      `${environment.appUrl}/account/billing?flow=none`,
    ])
  }
  await page.goto('/account/subscription_canceled?flow=clforged0000000000000000')
  await expectNotice(page, nothing)
  await expect(page.getByTestId('status-label')).toHaveText('Active')
  await page.goto('/account/subscription_started?session_id=cs_test_forged')
  await expectNotice(page, nothing)
  expect(await database.flows(owner.teamId)).toEqual([])
})

test('another team’s flow is as unknown as a made-up one', async ({
  subscribed,
  page,
  portal,
  visitor,
  owner,
  database,
}) => {
  await subscribed()
  await page.goto('/account/billing')
  await press(page, 'Pause subscription')
  await portal.arrive('Pause your subscription')
  const [flow] = await database.flows(owner.teamId)
  const stranger = await signUp(await visitor(), database, 'Mallory')
  for (const path of ['/account/subscription_paused', '/account/billing']) {
    await stranger.page.goto(`${path}?flow=${flow?.id}`)
    await expectNotice(stranger.page, nothing)
  }
  expect(await database.flows(owner.teamId)).toMatchObject([{ returnedAt: null, outcome: null }])
})

test('a flow’s own return route, opened without having finished, says that nothing was changed', async ({
  subscribed,
  page,
  portal,
  owner,
  database,
}) => {
  await subscribed()
  await page.goto('/account/billing')
  await press(page, 'Cancel subscription')
  await portal.arrive('Cancel your subscription')
  const [flow] = await database.flows(owner.teamId)
  await page.goto(`/account/subscription_canceled?flow=${flow?.id}`)
  await expectNotice(page, 'No changes were made.')
  await expect(page.getByTestId('status-label')).toHaveText('Active')
})

const cancelFlow = flows.find((flow) => flow.type === 'subscription_cancel') as (typeof flows)[number]

test.describe('after a cancellation', () => {
  let portalUrl = ''
  test.beforeEach(async ({ subscribed, page, portal }) => {
    await subscribed()
    await page.goto('/account/billing')
    await press(page, cancelFlow.button)
    await portal.arrive(cancelFlow.heading)
    portalUrl = page.url()
    await portal.cancel()
    await expectNotice(page, cancelFlow.notice)
  })

  test('a reload shows the same', async ({ page }) => {
    await page.reload()
    await expectNotice(page, cancelFlow.notice)
    await expectShown(page, cancelFlow, 'after')
  })

  test('the return address again, in a second tab, shows the same', async ({ page, owner, database }) => {
    const [flow] = await database.flows(owner.teamId)
    const tab = await page.context().newPage()
    await tab.goto(`${cancelFlow.returnPath}?flow=${flow?.id}`)
    await expectNotice(tab, cancelFlow.notice)
    await expectShown(tab, cancelFlow, 'after')
    expect(await database.flows(owner.teamId)).toHaveLength(1)
  })

  test('Back does nothing twice', async ({ page, owner, database }) => {
    await page.goBack()
    await expectShown(page, cancelFlow, 'after')
    expect(await database.flows(owner.teamId)).toHaveLength(1)
  })

  test('the portal’s link cannot be used again', async ({ page }) => {
    await page.goto(portalUrl)
    await expect(page.getByRole('heading', { name: 'This link has already been used' })).toBeVisible()
    await page.getByTestId('return-to-business-link').click()
    await expectShown(page, cancelFlow, 'after')
  })
})

test('the billing page that Back restores shows how things are now', async ({ subscribed, page, portal }) => {
  await subscribed()
  await page.goto('/account/billing')
  await press(page, 'Pause subscription')
  await portal.arrive('Pause your subscription')
  const tab = await page.context().newPage()
  await tab.goto(page.url())
  await tab.getByTestId('confirm').click()
  await expectNotice(tab, 'Your subscription is paused.')
  await page.goBack()
  await expect(page.getByTestId('status-label')).toHaveText('Paused')
  await expect(page.getByRole('button', { name: 'Resume subscription' })).toBeVisible()
})

test('a return after the session has ended goes through sign-in and comes back', async ({
  subscribed,
  page,
  portal,
  owner,
}) => {
  await subscribed()
  await page.goto('/account/billing')
  await press(page, 'Cancel subscription')
  await portal.arrive('Cancel your subscription')
  await page.context().clearCookies()
  await portal.cancel()
  await expect(page).toHaveURL(/\/sign-in\?next=/)
  await page.getByLabel('Email').fill(owner.email)
  await page.getByLabel('Password').fill('not the password')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('main').getByRole('alert')).toHaveText('Incorrect email or password.')
  await page.getByLabel('Password').fill(owner.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expectNotice(page, 'Your cancellation is confirmed.')
  await expect(page.getByTestId('status-label')).toHaveText('Canceling')
})

test('a Checkout’s return after the session has ended comes back too', async ({ page, checkout, owner }) => {
  await page.goto('/pricing')
  await page.getByRole('form', { name: 'Pro monthly' }).getByRole('button').click()
  await checkout.arrive()
  await page.context().clearCookies()
  await checkout.pay()
  await page.getByLabel('Email').fill(owner.email)
  await page.getByLabel('Password').fill(owner.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expectNotice(page, 'Your subscription has started.')
})
