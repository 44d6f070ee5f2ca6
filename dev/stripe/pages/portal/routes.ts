import { Hono, type Context as Request } from 'hono'
import type { Stored } from '../../engine/core/store'
import { type Site, seeOther } from '../shared/web'
import { cancel, cancelPage, retain } from './cancellation/cancel'
import { answerSurvey, surveyPage } from './cancellation/survey'
import { confirmationPage } from './complete-flow'
import { customerPage, updateCustomer } from './customer'
import { expiredPage, recover } from './expired-session'
import { homePage } from './home'
import { logIn, loginPage } from './login'
import { pause, pausePage } from './pause'
import { addPaymentMethod, addPaymentMethodPage, changeSavedCard } from './payment-method'
import { updatePage } from './plan-change/choose-plan'
import { confirm, confirmPage } from './plan-change/confirm'
import { undo, undoPage } from './undo'
import { type FlowType, openVisit, usedLink, type Visit } from './visit'

type Answer = Response | Promise<Response>
type Screen = (visit: Visit) => Answer
type SubscriptionScreen = (visit: Visit, subscription: Stored) => Answer

const token = '/p/session/:token'

// The screens that each flow can reach. The full portal can reach all of them.
const flowScreens: Record<string, FlowType[]> = {
  cancel: ['subscription_cancel'],
  retain: ['subscription_cancel'],
  survey: ['subscription_cancel'],
  pause: ['subscription_pause'],
  update: ['subscription_update'],
  confirm: ['subscription_update', 'subscription_update_confirm'],
  'payment-methods': ['payment_method_update'],
  customer: ['customer_update'],
}

/** The customer portal and its single-flow version. */
export function portalPages(site: Site): Hono {
  const app = new Hono()
  app.get(token, (c) => within(c, site, false, homePage))
  app.get('/p/login/:token', (c) => loginPage(c, site))
  app.post('/p/login/:token', (c) => logIn(c, site))
  app.post(`${token}/recover`, (c) => recover(c, site))
  app.get(`${token}/flow`, (c) => within(c, site, true, flowStart))
  app.get(`${token}/flow/confirmation`, (c) => within(c, site, true, confirmationPage))
  subscriptionScreens(app, site)
  customerScreens(app, site)
  return app
}

function within(c: Request, site: Site, wantsFlow: boolean, screen: Screen): Answer {
  const opened = openVisit(c, site, wantsFlow, expiredPage)
  return 'response' in opened ? opened.response : screen(opened.visit)
}

/** Registers a screen at both URLs. In a flow, it is available until the flow is completed. */
function both(app: Hono, site: Site, method: 'get' | 'post', path: string, name: string, screen: Screen): void {
  app[method](`${token}/${path}`, (c) => within(c, site, false, screen))
  app[method](`${token}/flow/${path}`, (c) =>
    within(c, site, true, (visit) => {
      if (!visit.flow || !flowScreens[name]?.includes(visit.flow)) return seeOther(c, `${visit.home}/flow`)
      // The survey comes after the cancellation.
      return visit.session._completed_at && name !== 'survey' ? usedLink(visit) : screen(visit)
    }),
  )
}

function subscriptionScreens(app: Hono, site: Site): void {
  const on = (method: 'get' | 'post', name: string, screen: SubscriptionScreen) =>
    both(app, site, method, `subscriptions/:subscription/${name}`, name, (visit) => withSubscription(visit, screen))
  on('get', 'cancel', cancelPage)
  on('post', 'cancel', cancel)
  on('post', 'retain', retain)
  on('get', 'survey', surveyPage)
  on('post', 'survey', answerSurvey)
  on('get', 'pause', pausePage)
  on('post', 'pause', pause)
  on('get', 'update', updatePage)
  on('get', 'confirm', confirmPage)
  on('post', 'confirm', confirm)
  for (const kind of ['keep', 'cancel-change', 'resume'] as const) {
    on('get', kind, (visit, subscription) => undoPage(visit, subscription, kind))
    on('post', kind, (visit, subscription) => undo(visit, subscription, kind))
  }
}

/** The customer's subscription from the path. In a flow, it must be the flow's subscription. */
function withSubscription(visit: Visit, screen: SubscriptionScreen): Answer {
  const wanted = visit.c.req.param('subscription') ?? ''
  const subscription = subscriptionOf(visit, wanted)
  const isFlows = !visit.flow || flowSubscription(visit) === wanted
  return subscription && isFlows ? screen(visit, subscription) : seeOther(visit.c, visit.base)
}

function subscriptionOf({ ctx, customer }: Visit, id: string): Stored | null {
  const stored = ctx.store.get(id)
  if (stored?.object !== 'subscription' || stored.customer !== customer.id) return null
  return ctx.call<Stored>('GET', `/v1/subscriptions/${id}`)
}

function flowSubscription({ session, flow }: Visit): string | null {
  return flow ? (session.flow[flow]?.subscription ?? null) : null
}

function customerScreens(app: Hono, site: Site): void {
  const whenEnabled = (feature: string, screen: Screen) => (visit: Visit) =>
    visit.configuration.features[feature].enabled ? screen(visit) : seeOther(visit.c, visit.home)
  const card = (screen: Screen) => whenEnabled('payment_method_update', screen)
  const details = (screen: Screen) => whenEnabled('customer_update', screen)
  both(
    app,
    site,
    'get',
    'payment-methods/add',
    'payment-methods',
    card((visit) => addPaymentMethodPage(visit)),
  )
  both(app, site, 'post', 'payment-methods/add', 'payment-methods', card(addPaymentMethod))
  both(
    app,
    site,
    'get',
    'customer/update',
    'customer',
    details((visit) => customerPage(visit)),
  )
  both(app, site, 'post', 'customer/update', 'customer', details(updateCustomer))
  for (const action of ['default', 'delete'] as const) {
    const screen = card((visit) => changeSavedCard(visit, action))
    app.post(`${token}/payment-methods/:method/${action}`, (c) => within(c, site, false, screen))
  }
}

/** The first screen of a flow, at the URL from Stripe's API. */
function flowStart(visit: Visit): Answer {
  if (visit.session._completed_at) {
    return visit.session._survey ? withFlowSubscription(visit, surveyPage) : usedLink(visit)
  }
  switch (visit.flow) {
    case 'subscription_cancel':
      return withFlowSubscription(visit, cancelPage)
    case 'subscription_pause':
      return withFlowSubscription(visit, pausePage)
    case 'subscription_update':
      return withFlowSubscription(visit, updatePage)
    case 'subscription_update_confirm':
      return withFlowSubscription(visit, confirmPage)
    case 'customer_update':
      return customerPage(visit)
    default:
      return addPaymentMethodPage(visit)
  }
}

function withFlowSubscription(visit: Visit, screen: SubscriptionScreen): Answer {
  const subscription = subscriptionOf(visit, flowSubscription(visit) ?? '')
  return subscription ? screen(visit, subscription) : usedLink(visit)
}
