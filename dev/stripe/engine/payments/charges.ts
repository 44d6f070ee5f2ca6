import type Stripe from 'stripe'
import type { View } from '../../schema/view'
import { type Context, newId, type Params } from '../core/context'
import { listed, mergeMetadata, need, orNull, previousOf } from '../core/parameters'
import type { Stored } from '../core/store'
import { rejectUnsupported } from '../core/unsupported-parameters'
import { includable } from '../queries/expand'
import { pageOf } from '../queries/pagination'
import { settleCharge } from './account-balance'
import { checked } from './payment-methods'
import type { Decline } from './test-cards'

const path = '/v1/charges'

// Since 2022-11-15, a charge's refunds are included only if expanded.
includable('charge', 'refunds', (ctx, charge) => {
  const refunds = ctx.store.all('refund').filter((one) => one.charge === charge.id)
  return { ...pageOf(refunds, {}, `${path}/${charge.id}/refunds`), total_count: refunds.length }
})

export function list(ctx: Context, params: Params) {
  rejectUnsupported(params, ['created', 'customer', 'ending_before', 'limit', 'payment_intent', 'starting_after'])
  const { customer, payment_intent: intent } = params
  const wanted = listed(ctx, 'charge', customer).filter((one) => !intent || one.payment_intent === intent)
  return pageOf(wanted, params, path)
}

export function update(ctx: Context, id: string, params: Params): Stored {
  rejectUnsupported(params, ['description', 'metadata', 'receipt_email'])
  const before = need(ctx, 'charge', id)
  const after = ctx.store.put({
    ...before,
    description: orNull(params.description, before.description),
    metadata: mergeMetadata(before.metadata, params.metadata),
    receipt_email: orNull(params.receipt_email, before.receipt_email),
  })
  ctx.emit('charge.updated', after, previousOf(before, after))
  return after
}

export function createCharge(ctx: Context, intent: Stored, method: Stored, decline: Decline | null): Stored {
  const isCaptured = !decline && intent.capture_method !== 'manual'
  const charge = {
    id: newId('ch'),
    object: 'charge',
    amount: intent.amount as number,
    amount_captured: isCaptured ? (intent.amount as number) : 0,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: null,
    billing_details: method.billing_details as Stripe.Charge.BillingDetails,
    calculated_statement_descriptor: descriptorOf(ctx.businessName),
    captured: isCaptured,
    created: ctx.now(intent.customer),
    currency: intent.currency as string,
    customer: intent.customer as string | null,
    description: intent.description as string | null,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: decline?.code ?? null,
    failure_message: decline?.message ?? null,
    fraud_details: {},
    livemode: false,
    metadata: intent.metadata as Record<string, string>,
    on_behalf_of: null,
    outcome: outcomeOf(decline),
    paid: !decline,
    payment_intent: intent.id,
    payment_method: method.id,
    payment_method_details: { type: 'card', card: cardDetails(checked(method.card), intent) },
    radar_options: {},
    receipt_email: intent.receipt_email as string | null,
    receipt_number: null,
    receipt_url: null,
    refunded: false,
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: decline ? 'failed' : 'succeeded',
    transfer_data: null,
    transfer_group: null,
  } satisfies View<Stripe.Charge>
  const made = ctx.store.put<Stored>(charge)
  return isCaptured && intent.capture_method === 'automatic' ? settleCharge(ctx, made) : made
}

/** Stripe docs (statement descriptors): at most 22 characters, without `< > \\ ' " *`. */
function descriptorOf(businessName: string): string {
  return businessName
    .replaceAll(/[<>\\'"*]/g, '')
    .toUpperCase()
    .slice(0, 22)
}

function outcomeOf(decline: Decline | null) {
  const nothing = { advice_code: null, network_advice_code: null, network_decline_code: null, risk_level: 'normal' }
  if (!decline) {
    const seller_message = 'Payment complete.'
    return { ...nothing, network_status: 'approved_by_network', reason: null, seller_message, type: 'authorized' }
  }
  const seller_message = 'The bank did not return any further details with this decline.'
  const reason = decline.decline_code ?? decline.code
  return { ...nothing, network_status: 'declined_by_network', reason, seller_message, type: 'issuer_declined' }
}

/** Stripe docs (place a hold): a hold on a card lasts seven days. */
const holdSeconds = 7 * 86_400

function cardDetails(card: Params, intent: Stored): View<Stripe.Charge.PaymentMethodDetails.Card> {
  const { brand, checks, country, exp_month, exp_year, fingerprint, funding, last4, regulated_status } = card
  const { amount, capture_method: method, created } = intent
  return {
    amount_authorized: amount,
    authorization_code: null,
    brand,
    ...(method === 'manual' ? { capture_before: created + holdSeconds } : {}),
    checks,
    country,
    electronic_commerce_indicator: null,
    exp_month,
    exp_year,
    extended_authorization: { status: 'disabled' },
    fingerprint,
    funding,
    incremental_authorization: { status: 'unavailable' },
    installments: null,
    last4,
    mandate: null,
    multicapture: { status: 'unavailable' },
    network: brand,
    network_token: { used: false },
    network_transaction_id: null,
    overcapture: { maximum_amount_capturable: amount, status: 'unavailable' },
    regulated_status,
    three_d_secure: null,
    transaction_link_id: null,
    wallet: null,
  }
}
