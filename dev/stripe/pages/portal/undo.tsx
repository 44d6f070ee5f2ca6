/** @jsxImportSource hono/jsx */
import type { Stored } from '../../engine/core/store'
import { FormError } from '../shared/fields'
import { longDate } from '../shared/format'
import { itemText, recurringText } from '../shared/object-texts'
import { couponsOf, discounted, itemsOf, periodEnd, subscriptionAmount } from '../shared/stored-objects'
import { htmlPage, type Problem, problemOf, seeOther } from '../shared/web'
import { GoBack, PortalFrame } from './frame'
import { offeredFor } from './offered-actions'
import { unavailable } from './unavailable'
import type { Visit } from './visit'

type Undo = 'keep' | 'cancel-change' | 'resume'

const offers = { keep: 'keep', 'cancel-change': 'cancelChange', resume: 'resume' } as const

export function undoPage(visit: Visit, subscription: Stored, undo: Undo, problem?: Problem): Response {
  const { c, ctx, configuration, home } = visit
  if (!offeredFor(ctx, configuration, subscription)[offers[undo]]) return unavailable(visit, subscription)
  const words = wordsOf(visit, subscription)[undo]
  const page = (
    <PortalFrame visit={visit} title={words.title}>
      <h1>{words.title}</h1>
      <p>{words.text}</p>
      <FormError problem={problem} />
      <form method="post" action={`${home}/subscriptions/${subscription.id}/${undo}`} class="row">
        <button type="submit" class="button primary" data-testid="confirm" data-test="confirm">
          {words.button}
        </button>
        <GoBack visit={visit} />
      </form>
    </PortalFrame>
  )
  return htmlPage(c, page, problem ? 402 : 200)
}

function wordsOf({ ctx, speech }: Visit, subscription: Stored) {
  const { t, locale } = speech
  const items = itemsOf(ctx, subscription)
  const amount = discounted(subscriptionAmount(items), couponsOf(ctx, subscription))
  const price = items[0] ? recurringText(amount, items[0].price, speech) : ''
  const plan = `${items.map((item) => itemText(ctx, item)).join(', ')}, ${price}`
  const date = longDate(periodEnd(subscription), locale)
  return {
    keep: { title: t('keep_heading'), text: t('keep_intro', { price, date }), button: t('dont_cancel') },
    'cancel-change': {
      title: t('cancel_change_heading'),
      text: t('cancel_change_intro', { plan }),
      button: t('cancel_change'),
    },
    resume: { title: t('resume_heading'), text: t('resume_intro', { price }), button: t('resume_subscription') },
  }
}

export function undo(visit: Visit, subscription: Stored, kind: Undo): Response {
  const { c, ctx, configuration, home } = visit
  if (!offeredFor(ctx, configuration, subscription)[offers[kind]]) return unavailable(visit, subscription)
  try {
    runUndo(visit, subscription, kind)
  } catch (error) {
    return undoPage(visit, subscription, kind, problemOf(error))
  }
  return seeOther(c, home)
}

function runUndo({ ctx }: Visit, subscription: Stored, kind: Undo): void {
  const path = `/v1/subscriptions/${subscription.id}`
  if (kind === 'resume') ctx.call('POST', `${path}/resume`)
  else if (kind === 'cancel-change') ctx.call('POST', `/v1/subscription_schedules/${subscription.schedule}/release`)
  else if (subscription.cancel_at_period_end) ctx.call('POST', path, { cancel_at_period_end: false })
  else ctx.call('POST', path, { cancel_at: '' })
}
