/** @jsxImportSource hono/jsx */

import { addIntervals, type BillingInterval } from '../../engine/core/billing-period'
import type { Stored } from '../../engine/core/store'
import { FormError } from '../shared/fields'
import { longDate } from '../shared/format'
import type { MessageKey } from '../shared/messages-en'
import { formOf, htmlPage, type Problem, problemOf, type Speech } from '../shared/web'
import { complete } from './complete-flow'
import { GoBack, PortalFrame } from './frame'
import { offeredFor } from './offered-actions'
import { SubscriptionCard } from './subscription-card'
import { unavailable } from './unavailable'
import type { Visit } from './visit'

type Option = { value: string; label: string; until: number | null }

/** The configured durations, or one indefinite option. */
function optionsOf({ ctx, configuration, customer, speech }: Visit): Option[] {
  const duration = configuration.features.subscription_pause.duration
  const { t } = speech
  if (duration?.type === 'indefinite') return [{ value: 'indefinite', label: t('pause_indefinite'), until: null }]
  // Stripe docs (configurations): the default is one month.
  const intervals = duration?.interval_options ?? [{ interval: 'month', interval_count: 1 }]
  return intervals.map(
    ({ interval, interval_count: count = 1 }: Partial<BillingInterval> & Pick<BillingInterval, 'interval'>) => {
      return {
        value: `${count}-${interval}`,
        label: lengthText(count, interval, speech),
        until: addIntervals(ctx.now(customer.id), { interval, interval_count: count }, 1),
      }
    },
  )
}

function lengthText(count: number, interval: string, { t }: Speech): string {
  return `${count} ${t((count === 1 ? interval : `${interval}s`) as MessageKey)}`
}

export function pausePage(visit: Visit, subscription: Stored, problem?: Problem): Response {
  const { c, ctx, configuration, speech, base } = visit
  if (!offeredFor(ctx, configuration, subscription).pause) return unavailable(visit, subscription)
  const { t, locale } = speech
  const page = (
    <PortalFrame visit={visit} title={t('pause_subscription')}>
      <h1>{t('pause_heading')}</h1>
      <p>{t('pause_intro')}</p>
      <SubscriptionCard visit={visit} subscription={subscription} />
      <FormError problem={problem} />
      <form method="post" action={`${base}/subscriptions/${subscription.id}/pause`} class="stack">
        <fieldset class="stack-tight">
          <legend class="legend">{t('pause_for')}</legend>
          {optionsOf(visit).map(({ value, label, until }, index) => (
            <label key={value} class="choice" data-testid={`pause-duration-${value}`}>
              <input type="radio" name="duration" value={value} checked={index === 0} />
              <span>
                {label}
                {until && <span class="soft"> ({t('pause_until', { date: longDate(until, locale) })})</span>}
              </span>
            </label>
          ))}
        </fieldset>
        <div class="row">
          <button type="submit" class="button primary" data-testid="confirm" data-test="confirm">
            {t('pause_subscription')}
          </button>
          <GoBack visit={visit} />
        </div>
      </form>
    </PortalFrame>
  )
  return htmlPage(c, page, problem ? 402 : 200)
}

export async function pause(visit: Visit, subscription: Stored): Promise<Response> {
  const { ctx, configuration } = visit
  if (!offeredFor(ctx, configuration, subscription).pause) return unavailable(visit, subscription)
  const form = await formOf(visit.c)
  const option = optionsOf(visit).find(({ value }) => value === form.duration)
  if (!option) return pausePage(visit, subscription, { message: visit.speech.t('required') })
  try {
    ctx.transaction(() => {
      ctx.call('POST', `/v1/subscriptions/${subscription.id}/pause`)
      // Assumed: Stripe stores the chosen resume date in a field that its API does not return.
      ctx.store.patch(subscription.id, { _resume_at: option.until })
    })
  } catch (error) {
    return pausePage(visit, subscription, problemOf(error))
  }
  return complete(visit, 'pause')
}
