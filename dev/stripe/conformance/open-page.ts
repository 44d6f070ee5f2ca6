import type Stripe from 'stripe'
import { must } from './expectations'
import { idOf, type World } from './world'

/** The response to a browser without JavaScript. */
export type PageResponse = { status: number; location: string; html: string }

/** Opens a page, or submits a form to it. */
export async function visit(world: World, url: string, form?: Record<string, string>): Promise<PageResponse> {
  const init = form ? { method: 'POST', body: new URLSearchParams(form) } : {}
  const response = await fetch(new URL(url, world.standIn.url), { ...init, redirect: 'manual' })
  return { status: response.status, location: response.headers.get('location') ?? '', html: await response.text() }
}

/** Card fields for Checkout and the portal. */
export function card(number = '4242424242424242'): Record<string, string> {
  const address = { billingName: 'Ada Lovelace', billingCountry: 'US', billingPostalCode: '94107' }
  return { cardNumber: number, cardExpiry: '12 / 34', cardCvc: '123', ...address }
}

/** Completes or fails authentication for a subscription's latest invoice. */
export async function authenticate(world: World, subscription: Stripe.Subscription, outcome: 'succeed' | 'fail') {
  const invoice = idOf((await world.reread(subscription)).latest_invoice)
  const [payment] = (await world.stripe.invoicePayments.list({ invoice })).data
  const intent = await world.stripe.paymentIntents.retrieve(idOf(payment?.payment.payment_intent))
  const url = intent.next_action?.redirect_to_url?.url
  must(url, 'the payment requires authentication')
  return visit(world, url, { outcome })
}
