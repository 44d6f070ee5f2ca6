import { expect, test } from './fixtures'
import { addField, expectNotice, expectShown, flows, press } from './flows'

// Tests each portal flow with each way it can end. Afterward, the billing page reads the database, which the return route
// has synced with Stripe.

for (const flow of flows) {
  test.describe(flow.type, () => {
    test.beforeEach(async ({ subscribed, page }) => {
      await subscribed()
      await page.goto('/account/billing')
      await expectShown(page, flow, 'before')
    })

    test('changes nothing when abandoned and redirects back when completed', async ({
      page,
      portal,
      owner,
      database,
    }) => {
      await press(page, flow.button)
      await portal.arrive(flow.heading)
      await portal.leave()
      await expectNotice(page, 'No changes were made.')
      await expectShown(page, flow, 'before')
      const issued = await database.flows(owner.teamId)
      expect(issued).toMatchObject([{ type: flow.type, outcome: 'unchanged' }])

      const visited: string[] = []
      page.on('request', (request) => request.isNavigationRequest() && visited.push(new URL(request.url()).pathname))
      await press(page, flow.button)
      await portal.arrive(flow.heading)
      await flow.complete(portal)
      await expectNotice(page, flow.notice)
      await expectShown(page, flow, 'after')
      expect(visited).toContain(flow.returnPath)
      expect(await database.flows(owner.teamId)).toMatchObject([{ outcome: 'completed' }, { outcome: 'unchanged' }])
    })

    test('shows our message on the hosted confirmation page', async ({ page, portal }) => {
      await addField(page, flow.button, 'afterCompletion', 'hosted_confirmation')
      await press(page, flow.button)
      await portal.arrive(flow.heading)
      await flow.complete(portal)
      await expect(portal.hostedConfirmation).toContainText(flow.confirmation)
      await expect(portal.hostedConfirmation).toContainText(
        'Your change will appear on the billing page within a minute.',
      )
      await portal.leave()
      await expectNotice(page, flow.notice)
      await expectShown(page, flow, 'after')
    })

    test('stays in the portal when it ends on the portal home page', async ({ page, portal }) => {
      await addField(page, flow.button, 'afterCompletion', 'portal_homepage')
      await press(page, flow.button)
      await portal.arrive(flow.heading)
      await flow.complete(portal)
      await portal.arriveHome()
      await expect(page.getByRole('status')).toHaveText(flow.confirmation)
      await portal.leave()
      await expectNotice(page, flow.notice)
      await expectShown(page, flow, 'after')
    })
  })
}
