import type Stripe from 'stripe'
import type { View } from '../../schema/view'
import { type Context, invalid, newId, type Params } from '../core/context'
import { mergeMetadata, need, previousOf } from '../core/parameters'
import type { Stored } from '../core/store'
import { rejectUnsupported } from '../core/unsupported-parameters'
import { pageOf } from '../queries/pagination'

const path = '/v1/disputes'

/** Assumed: evidence is due in about a week. */
const responseSeconds = 9 * 86_400

const noEvidence: Stripe.Dispute.Evidence = {
  access_activity_log: null,
  billing_address: null,
  cancellation_policy: null,
  cancellation_policy_disclosure: null,
  cancellation_rebuttal: null,
  customer_communication: null,
  customer_email_address: null,
  customer_name: null,
  customer_purchase_ip: null,
  customer_signature: null,
  duplicate_charge_documentation: null,
  duplicate_charge_explanation: null,
  duplicate_charge_id: null,
  enhanced_evidence: {},
  product_description: null,
  receipt: null,
  refund_policy: null,
  refund_policy_disclosure: null,
  refund_refusal_explanation: null,
  service_date: null,
  service_documentation: null,
  shipping_address: null,
  shipping_carrier: null,
  shipping_date: null,
  shipping_documentation: null,
  shipping_tracking_number: null,
  uncategorized_file: null,
  uncategorized_text: null,
}

/** Disputes a charge after the current operation (Stripe docs: testing, disputes). */
export function disputeLater(ctx: Context, charge: Stored, reason: string): void {
  ctx.afterwards(`dispute of ${charge.id}`, () => openDispute(ctx, charge, reason))
}

/** Opens a dispute for a charge. Returns undefined if the charge was rolled back. */
export function openDispute(ctx: Context, charge: Stored, reason: string): Stored | undefined {
  const current = ctx.store.get(charge.id)
  if (!current) return undefined
  const now = ctx.now(charge.customer)
  const dispute = {
    id: newId('du'),
    object: 'dispute',
    amount: charge.amount as number,
    balance_transactions: [],
    charge: charge.id,
    created: now,
    currency: charge.currency as string,
    enhanced_eligibility_types: [],
    evidence: noEvidence as View<Stripe.Dispute.Evidence>,
    evidence_details: {
      due_by: now + responseSeconds,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      submission_method: 'manual',
    },
    intended_submission_method: null,
    is_charge_refundable: false,
    livemode: false,
    metadata: {},
    payment_intent: charge.payment_intent as string | null,
    payment_method_details: {
      type: 'card',
      card: { brand: 'visa', case_type: 'chargeback', network: 'visa', network_reason_code: '10.4' },
    },
    reason,
    status: 'needs_response',
    _customer: charge.customer,
  } satisfies View<Stripe.Dispute>
  ctx.store.put(dispute)
  ctx.store.put({ ...current, disputed: true })
  ctx.emit('charge.dispute.created', dispute)
  ctx.emit('charge.dispute.funds_withdrawn', dispute)
  return dispute
}

function requireOpen(dispute: Stored): void {
  if (!['won', 'lost'].includes(dispute.status)) return
  throw invalid(`This dispute is already closed.`, undefined, 'dispute_closed')
}

/** Stripe docs (testing, evidence): the text `winning_evidence` wins a dispute, and `losing_evidence` loses it. */
const outcomes: Record<string, 'won' | 'lost'> = { winning_evidence: 'won', losing_evidence: 'lost' }

export function update(ctx: Context, id: string, params: Params): Stored {
  rejectUnsupported(params, ['evidence', 'metadata', 'submit'])
  const before = need(ctx, 'dispute', id)
  if (params.evidence) requireOpen(before)
  const evidence = { ...before.evidence, ...blanked(params.evidence) }
  // SDK type DisputeUpdateParams.submit: "Defaults to `true`". False only stages the evidence.
  const submits = params.evidence !== undefined && params.submit !== false
  const details = before.evidence_details
  const after = ctx.store.put({
    ...before,
    evidence,
    evidence_details: {
      ...details,
      has_evidence: details.has_evidence || params.evidence !== undefined,
      submission_count: details.submission_count + (submits ? 1 : 0),
    },
    metadata: mergeMetadata(before.metadata, params.metadata),
    status: submits ? 'under_review' : before.status,
  })
  ctx.emit('charge.dispute.updated', after, previousOf(before, after))
  const outcome = submits ? outcomes[evidence.uncategorized_text] : undefined
  return outcome ? concludeDispute(ctx, after, outcome) : after
}

function blanked(evidence: Params = {}): Params {
  return Object.fromEntries(Object.entries(evidence).map(([key, value]) => [key, value === '' ? null : value]))
}

export function concludeDispute(ctx: Context, dispute: Stored, status: 'won' | 'lost'): Stored {
  const closed = ctx.store.put({ ...dispute, status })
  ctx.emit('charge.dispute.closed', closed)
  if (status === 'won') ctx.emit('charge.dispute.funds_reinstated', closed)
  return closed
}

export function list(ctx: Context, params: Params) {
  const wanted = ctx.store
    .all('dispute')
    .filter((one) => !params.charge || one.charge === params.charge)
    .filter((one) => !params.payment_intent || one.payment_intent === params.payment_intent)
  return pageOf(wanted, params, path)
}

/** Stripe docs (close a dispute): closing a dispute accepts the loss. */
export function close(ctx: Context, dispute: Stored): Stored {
  requireOpen(dispute)
  return concludeDispute(ctx, dispute, 'lost')
}
