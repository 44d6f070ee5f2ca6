/** @jsxImportSource hono/jsx */
import type { Child } from 'hono/jsx'
import type { Stored } from '../../engine/core/store'
import { longDate, shortDate } from '../shared/format'
import type { MessageKey } from '../shared/messages-en'
import { cardText, couponText, itemText, recurringText } from '../shared/object-texts'
import {
  chargedCard,
  couponsOf,
  discounted,
  itemsOf,
  periodEnd,
  resolve,
  scheduledEnd,
  subscriptionAmount,
} from '../shared/stored-objects'
import { futurePhases } from './offered-actions'
import type { Visit } from './visit'

type CardProps = { visit: Visit; subscription: Stored; children?: Child }

export function SubscriptionCard({ visit, subscription, children }: CardProps) {
  const { ctx, speech, customer } = visit
  const items = itemsOf(ctx, subscription)
  const coupons = couponsOf(ctx, subscription)
  const amount = subscriptionAmount(items)
  const price = items[0]?.price
  const card = chargedCard(ctx, customer, subscription)
  return (
    <article class="card" data-testid="subscription-card">
      <div class="row-between">
        <h3>{items.map((item) => itemText(ctx, item)).join(', ')}</h3>
        <StatusBadge visit={visit} subscription={subscription} />
      </div>
      {price && (
        <p class="price">
          {coupons.length > 0 && (
            <>
              <s>{recurringText(amount, price, speech)}</s>{' '}
            </>
          )}
          {recurringText(discounted(amount, coupons), price, speech)}
        </p>
      )}
      <div class="stack-tight soft">
        {coupons.map((coupon) => (
          <p key={coupon.id}>
            {speech.t('discount')}: {couponText(coupon, speech)}
          </p>
        ))}
        {notes(visit, subscription).map((note) => (
          <p key={note}>{note}</p>
        ))}
        {card && <p>{cardText(card)}</p>}
      </div>
      {children}
    </article>
  )
}

function notes(visit: Visit, subscription: Stored): string[] {
  const { ctx, speech } = visit
  const { t, locale } = speech
  const end = scheduledEnd(subscription)
  const [next] = futurePhases(ctx, subscription)
  const found: string[] = []
  if (subscription.status === 'paused') {
    found.push(t('paused_note'))
    if (subscription._resume_at) found.push(t('resumes_on', { date: longDate(subscription._resume_at, locale) }))
    return found
  }
  if (subscription.status === 'trialing')
    found.push(t('trial_until', { date: longDate(subscription.trial_end, locale) }))
  if (end) found.push(t('ends_on', { date: longDate(end, locale) }))
  else if (next)
    found.push(t('scheduled_note', { date: longDate(next.start_date, locale), plan: phaseText(visit, next) }))
  else found.push(t('next_on', { date: longDate(periodEnd(subscription), locale) }))
  if (subscription.pending_update) found.push(t('pending_note'))
  return found
}

/** A schedule phase as text, such as `Pro, $19.00 per month`. */
export function phaseText({ ctx, speech }: Visit, phase: Stored): string {
  const items = (phase.items as Stored[]).map((item) => ({
    price: resolve(ctx, item.price),
    quantity: item.quantity ?? 1,
  }))
  const first = items[0]
  if (!first) return ''
  const amount = items.reduce((sum, item) => sum + (item.price.unit_amount ?? 0) * item.quantity, 0)
  return `${items.map((item) => itemText(ctx, item)).join(', ')}, ${recurringText(amount, first.price, speech)}`
}

function StatusBadge({ visit, subscription }: { visit: Visit; subscription: Stored }) {
  const { t, locale } = visit.speech
  const end = scheduledEnd(subscription)
  if (end) return <span class="badge warn">{t('status_cancels', { date: shortDate(end, locale) })}</span>
  const status = subscription.status as string
  const tone = ['active', 'trialing'].includes(status) ? 'good' : status === 'paused' ? '' : 'bad'
  return <span class={`badge ${tone}`}>{t(`status_${status}` as MessageKey)}</span>
}
