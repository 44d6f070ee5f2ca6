import type { Context, Stored } from 'stripe-stand-in/engine'

// Converts a Stripe subscription and a stored one to the same form, without the product's own parser.

// biome-ignore lint/suspicious/noExplicitAny: a row as PostgreSQL returns it.
type Row = Record<string, any>

const idOf = (value: string | { id: string } | null | undefined) =>
  value && typeof value === 'object' ? value.id : (value ?? null)

/** @param isClosed whether the account is closed, in which case no card is stored */
export function fromStripe(ctx: Context, one: Stored, isClosed = false) {
  const invoice = ctx.store.get(idOf(one.latest_invoice) ?? '')
  const coupons = (one.discounts as string[]).map((discount) => {
    const coupon = ctx.store.get(idOf(discount) ?? '')?.source?.coupon
    return idOf(coupon)
  })
  return {
    status: one.status,
    items: one.items.data
      .map((item: Row) =>
        [
          item.id,
          item.price.id,
          idOf(item.price.product),
          item.quantity ?? 1,
          item.current_period_start,
          item.current_period_end,
        ].join(),
      )
      .sort(),
    quantity: one.items.data.length === 1 ? (one.items.data[0].quantity ?? 1) : 'several',
    periodEnd: Math.max(...one.items.data.map((item: Row) => item.current_period_end)),
    ends: [one.cancel_at, one.cancel_at_period_end, one.canceled_at, one.ended_at, one.trial_end],
    pause: one.pause_collection?.behavior ?? null,
    schedule: idOf(one.schedule),
    pending: one.pending_update?.expires_at ?? null,
    invoice: invoice ? [invoice.id, invoice.status, invoice.attempt_count, invoice.amount_remaining] : null,
    needsAction: invoice ? needsAction(ctx, one, invoice) : false,
    coupons: coupons.sort(),
    card: isClosed ? null : idOf(one.default_payment_method),
    feedback: one.canceled_at === null ? null : (one.cancellation_details?.feedback ?? null),
  }
}

/** Whether a live subscription has an open invoice that the customer must confirm. */
function needsAction(ctx: Context, { status }: Stored, invoice: Stored): boolean {
  if (invoice.status !== 'open' || status === 'canceled' || status === 'incomplete_expired') return false
  const payments = ctx.store.all('invoice_payment').filter((one) => one.invoice === invoice.id)
  return payments.some(({ payment }) => ctx.store.get(idOf(payment.payment_intent) ?? '')?.status === 'requires_action')
}

const seconds = (date: Date | null) => (date ? Math.floor(date.getTime() / 1000) : null)

export function fromRow(row: Row): ReturnType<typeof fromStripe> {
  const invoice = row.latestInvoice
  return {
    status: row.status,
    items: row.items
      .map((item: Row) =>
        [item.id, item.priceId, item.productId, item.quantity, item.periodStart, item.periodEnd].join(),
      )
      .sort(),
    quantity: row.items.length === 1 ? row.quantity : 'several',
    periodEnd: seconds(row.currentPeriodEnd) ?? 0,
    ends: [
      seconds(row.cancelAt),
      row.cancelAtPeriodEnd,
      seconds(row.canceledAt),
      seconds(row.endedAt),
      seconds(row.trialEnd),
    ],
    pause: row.pauseCollection?.behavior ?? null,
    schedule: row.schedule?.id ?? null,
    pending: row.pendingUpdate?.expiresAt ?? null,
    invoice: invoice ? [invoice.id, invoice.status, invoice.attemptCount, invoice.amountRemainingCents] : null,
    needsAction: invoice?.needsAction ?? false,
    coupons: row.discounts.map((discount: Row) => discount.couponId).sort(),
    card: row.defaultPaymentMethod?.id ?? null,
    feedback: row.feedback,
  }
}

const graceSeconds = 7 * 86_400

/**
 * Whether Stripe's state entitles the customer to the plan: during a trial, a paid period, or the grace period after
 * a failed payment.
 */
export function grantsNow(ctx: Context, one: Stored, now: number): boolean {
  const ends = one.items.data.map((item: Row) => item.current_period_end as number)
  if (one.status === 'trialing') return one.trial_end >= now
  if (one.status === 'active') return Math.max(...ends) >= now
  if (one.status !== 'past_due') return false
  const open = ctx.store
    .all('invoice')
    .filter((invoice) => invoice.customer === one.customer && invoice.status === 'open' && invoice.attempt_count > 0)
  const failures = open.map((invoice) => invoice.status_transitions.finalized_at ?? invoice.created)
  const latest = ctx.store.get(idOf(one.latest_invoice) ?? '')
  const since = Math.min(...failures, latest?.status_transitions.finalized_at ?? latest?.created ?? one.created)
  return now < since + graceSeconds
}
