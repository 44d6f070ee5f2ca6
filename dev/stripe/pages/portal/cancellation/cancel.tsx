/** @jsxImportSource hono/jsx */
import type { Stored } from '../../../engine/core/store'
import { FormError } from '../../shared/fields'
import { longDate } from '../../shared/format'
import { couponText } from '../../shared/object-texts'
import { couponOf, couponsOf, periodEnd, scheduledEnd } from '../../shared/stored-objects'
import { htmlPage, type Problem, problemOf, seeOther } from '../../shared/web'
import { complete, markCompleted } from '../complete-flow'
import { GoBack, PortalFrame } from '../frame'
import { offeredFor } from '../offered-actions'
import { SubscriptionCard } from '../subscription-card'
import { unavailable } from '../unavailable'
import type { Visit } from '../visit'

export function cancelPage(visit: Visit, subscription: Stored, problem?: Problem): Response {
  const { c, ctx, configuration, speech, base } = visit
  if (!offeredFor(ctx, configuration, subscription).cancel) return unavailable(visit, subscription)
  const { t, locale } = speech
  const feature = configuration.features.subscription_cancel
  const date = longDate(periodEnd(subscription), locale)
  const page = (
    <PortalFrame visit={visit} title={t('cancel_subscription')}>
      <h1>{t('cancel_heading')}</h1>
      <RetentionOffer visit={visit} subscription={subscription} />
      <SubscriptionCard visit={visit} subscription={subscription} />
      <p>{feature.mode === 'immediately' ? t('cancel_now_intro') : t('cancel_intro', { date })}</p>
      <FormError problem={problem} />
      <form method="post" action={`${base}/subscriptions/${subscription.id}/cancel`} class="row">
        <button type="submit" class="button danger" data-testid="confirm" data-test="confirm">
          {t('cancel_subscription')}
        </button>
        <GoBack visit={visit} />
      </form>
    </PortalFrame>
  )
  return htmlPage(c, page, problem ? 402 : 200)
}

/** The session's retention coupon, unless the subscription already has it. */
function offeredCoupon({ ctx, flow, session }: Visit, subscription: Stored): Stored | null {
  const id = flow === 'subscription_cancel' ? session.flow.subscription_cancel.retention?.coupon_offer?.coupon : null
  if (!id || couponsOf(ctx, subscription).some((coupon) => coupon.id === id)) return null
  return couponOf(ctx, id)
}

function RetentionOffer({ visit, subscription }: { visit: Visit; subscription: Stored }) {
  const coupon = offeredCoupon(visit, subscription)
  if (!coupon) return null
  const { t } = visit.speech
  return (
    <section class="card offer" aria-labelledby="offer" data-testid="retention-coupon">
      <h2 id="offer">{t('retention_heading', { offer: couponText(coupon, visit.speech) })}</h2>
      <p>{t('retention_text', { business: visit.site.business })}</p>
      <form method="post" action={`${visit.base}/subscriptions/${subscription.id}/retain`}>
        <button type="submit" class="button primary" data-testid="retention-coupon-accept">
          {t('retention_accept')}
        </button>
      </form>
    </section>
  )
}

/** Accepting the offer adds the coupon and keeps the subscription. */
export function retain(visit: Visit, subscription: Stored): Response {
  const coupon = offeredCoupon(visit, subscription)
  if (!coupon || scheduledEnd(subscription)) return unavailable(visit, subscription)
  const kept = (subscription.discounts as (string | Stored)[]).map((one) => ({
    discount: typeof one === 'string' ? one : one.id,
  }))
  try {
    visit.ctx.call('POST', `/v1/subscriptions/${subscription.id}`, { discounts: [...kept, { coupon: coupon.id }] })
  } catch (error) {
    return cancelPage(visit, subscription, problemOf(error))
  }
  return complete(visit, 'retention')
}

export function cancel(visit: Visit, subscription: Stored): Response {
  const { ctx, configuration, c, base } = visit
  if (!offeredFor(ctx, configuration, subscription).cancel) return unavailable(visit, subscription)
  const feature = configuration.features.subscription_cancel
  try {
    endSubscription(visit, subscription)
  } catch (error) {
    return cancelPage(visit, subscription, problemOf(error))
  }
  if (!feature.cancellation_reason?.enabled) return complete(visit, 'cancel')
  markCompleted(visit, 'cancel')
  ctx.transaction(() => ctx.store.patch(visit.session.id, { _survey: subscription.id }))
  return seeOther(c, `${base}/subscriptions/${subscription.id}/survey`)
}

/** Stripe docs (billing mode): flexible subscriptions get `cancel_at`, classic ones `cancel_at_period_end`. */
function endSubscription({ ctx, configuration }: Visit, subscription: Stored): void {
  const feature = configuration.features.subscription_cancel
  const path = `/v1/subscriptions/${subscription.id}`
  if (feature.mode === 'immediately') {
    ctx.call('DELETE', path, { prorate: feature.proration_behavior === 'create_prorations' })
  } else if (subscription.billing_mode?.type === 'classic') {
    ctx.call('POST', path, { cancel_at_period_end: true })
  } else {
    ctx.call('POST', path, { cancel_at: periodEnd(subscription), proration_behavior: 'none' })
  }
}
