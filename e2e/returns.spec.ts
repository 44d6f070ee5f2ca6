import { environment } from './environment'
import { expect, test } from './fixtures'
import { signUp } from './fixtures/people'
import { expectNotice, expectShown, flows, press } from './flows'

// A visit to a return URL never changes billing state by itself.

const returnPaths = [...new Set(flows.map((flow) => flow.returnPath)), '/account/portal_returned']
const unknownFlowNotice = 'This link doesn’t match a change you started. No changes were made.'

test('changes nothing when a return URL is opened directly', async ({ subscribed, page, owner, database }) => {
  await subscribed()
  const queries = ['', '?flow=', '?flow=clforged0000000000000000', '?flow=none&flow=%00']
  for (const url of returnPaths.flatMap((path) => queries.map((query) => path + query))) {
    const response = await page.request.get(url, { maxRedirects: 0 })
    expect([response.status(), response.headers().location]).toEqual([
      303,
      `${environment.appUrl}/account/billing?flow=none`,
    ])
  }
  await page.goto('/account/subscription_canceled?flow=clforged0000000000000000')
  await expectNotice(page, unknownFlowNotice)
  await expect(page.getByTestId('status-label')).toHaveText('Active')
  await page.goto('/account/subscription_started?session_id=cs_test_forged')
  await expectNotice(page, unknownFlowNotice)
  expect(await database.flows(owner.teamId)).toEqual([])
})

test('treats another team’s flow as unknown', async ({ subscribed, page, portal, visitor, owner, database }) => {
  await subscribed()
  await page.goto('/account/billing')
  await press(page, 'Pause subscription')
  await portal.arrive('Pause your subscription')
  const [flow] = await database.flows(owner.teamId)
  const stranger = await signUp(await visitor(), database, 'Mallory')
  for (const path of ['/account/subscription_paused', '/account/billing']) {
    await stranger.page.goto(`${path}?flow=${flow?.id}`)
    await expectNotice(stranger.page, unknownFlowNotice)
  }
  expect(await database.flows(owner.teamId)).toMatchObject([{ returnedAt: null, outcome: null }])
})

test('shows that nothing changed when an unfinished flow’s return URL is opened', async ({
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

  test('shows the same result after a reload', async ({ page }) => {
    await page.reload()
    await expectNotice(page, cancelFlow.notice)
    await expectShown(page, cancelFlow, 'after')
  })

  test('shows the same result when the return URL is opened in a second tab', async ({ page, owner, database }) => {
    const [flow] = await database.flows(owner.teamId)
    const tab = await page.context().newPage()
    await tab.goto(`${cancelFlow.returnPath}?flow=${flow?.id}`)
    await expectNotice(tab, cancelFlow.notice)
    await expectShown(tab, cancelFlow, 'after')
    expect(await database.flows(owner.teamId)).toHaveLength(1)
  })

  test('does not repeat the change when the user goes back', async ({ page, owner, database }) => {
    await page.goBack()
    await expectShown(page, cancelFlow, 'after')
    expect(await database.flows(owner.teamId)).toHaveLength(1)
  })

  test('rejects a used portal link', async ({ page }) => {
    await page.goto(portalUrl)
    await expect(page.getByRole('heading', { name: 'This link has already been used' })).toBeVisible()
    await page.getByTestId('return-to-business-link').click()
    await expectShown(page, cancelFlow, 'after')
  })
})

test('shows the current state after the user goes back', async ({ subscribed, page, portal }) => {
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

test('returns through sign-in if the session has ended', async ({ subscribed, page, portal, owner }) => {
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

test('returns from Checkout through sign-in if the session has ended', async ({ page, checkout, owner }) => {
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
