import type { Random } from './random'
import type { StripeAccess } from './simulated-stripe'

/** A portal link, and the path its visitor returns to. */
export type Link = { team: number; type: string; url: string; flowId: string; back: string; isUsed: boolean }

const card = {
  cardExpiry: '12 / 34',
  cardCvc: '123',
  billingName: 'Ada Lovelace',
  billingCountry: 'US',
  billingPostalCode: '94107',
}
export const cardNumbers = ['4242424242424242', '5555555555554444', '4000056655665556']
/** Can be saved, but every charge is declined. */
export const decliningNumber = '4000000000000341'

/** Finds the portal session for a URL. Its return URLs contain the flow id. */
export function linkOf(stripe: StripeAccess, team: number, type: string, url: string): Link {
  const session = stripe.ctx.store.all('billing_portal.session').find((one) => one.url === url)
  const home = new URL(session?.return_url ?? 'http://nowhere')
  return { team, type, url, flowId: home.searchParams.get('flow') ?? '', back: home.pathname, isUsed: false }
}

/** Completes the flow through its HTML form, which determines where the visitor returns. */
export async function visit(stripe: StripeAccess, link: Link, prices: string[], random: Random): Promise<void> {
  const session = stripe.ctx.store.all('billing_portal.session').find((one) => one.url === link.url)
  if (!session) return
  const { pathname } = new URL(link.url)
  const path = pathname.replace(/\/flow$/, '')
  const base = session.flow ? `${path}/flow` : path
  const subscription = session.flow?.[link.type]?.subscription ?? stripe.subscriptions(session.customer).at(-1)?.id
  const [screen, form] = formFor(link.type, subscription, prices, random)
  const location = await stripe.post(`${base}/${screen}`, form)
  link.isUsed = true
  const leads = location && URL.canParse(location) ? new URL(location) : null
  if (leads?.searchParams.get('flow') === link.flowId) link.back = leads.pathname
}

/** Fills in a card form. Some cards decline later charges. */
export function cardForm(random: Random): Record<string, string> {
  return { ...card, cardNumber: random.chance(0.15) ? decliningNumber : random.pick(cardNumbers) }
}

function formFor(
  type: string,
  subscription: string,
  prices: string[],
  random: Random,
): [string, Record<string, string>] {
  const of = (screen: string) => `subscriptions/${subscription}/${screen}`
  const quantity = `${1 + random.below(5)}`
  switch (type) {
    case 'subscription_cancel':
      return random.chance(0.2) ? [of('retain'), {}] : [of('cancel'), {}]
    case 'subscription_pause':
      return [of('pause'), { duration: random.pick(['1-month', '2-month', '3-month']) }]
    case 'subscription_update':
      return [of('confirm'), { price: random.pick(prices), quantity }]
    case 'subscription_update_confirm':
      return [of('confirm'), {}]
    case 'customer_update':
      return ['customer/update', { name: `Countess ${random.below(99)}`, email: 'ada@example.com', country: 'GB' }]
    case 'payment_method_update':
      return ['payment-methods/add', cardForm(random)]
    default:
      return [of(random.pick(['keep', 'resume', 'cancel', 'cancel-change'])), {}]
  }
}

export function payCheckout(stripe: StripeAccess, url: string, random: Random): Promise<string | null> {
  return stripe.post(new URL(url).pathname, cardForm(random))
}
