/** @jsxImportSource hono/jsx */
import type { Stored } from '../../../engine/core/store'
import { readCard } from '../../shared/card-form'
import { chargedCard } from '../../shared/stored-objects'
import { type Form, formOf, htmlPage, type Problem, problemOf, seeOther } from '../../shared/web'
import { complete } from '../complete-flow'
import { offeredFor } from '../offered-actions'
import { unavailable } from '../unavailable'
import type { Visit } from '../visit'
import { waitForAuthentication } from '../wait-for-authentication'
import { applyChange } from './apply-change'
import { updatePage } from './choose-plan'
import { ConfirmView } from './confirm-view'
import { previewOf } from './preview'
import { type Change, readChange } from './read-change'

/** The "Confirm your updates" page, after the update page or in a `subscription_update_confirm` flow. */
export function confirmPage(visit: Visit, subscription: Stored): Response {
  const query = visit.c.req.query()
  const problem = query.failed ? { message: visit.speech.t('authentication_failed') } : undefined
  return showChange(visit, subscription, query, problem)
}

function showChange(visit: Visit, subscription: Stored, form: Form, problem?: Problem): Response {
  const { ctx, configuration, speech, c } = visit
  if (!offeredFor(ctx, configuration, subscription).update) return unavailable(visit, subscription)
  const read = readChange(visit, subscription, form)
  if ('problem' in read) return wrongChange(visit, subscription, form, read.problem)
  try {
    const preview = previewOf(visit, subscription, read.change)
    const view = { visit, subscription, preview, form, change: read.change, card: cardOf(visit, subscription), problem }
    return htmlPage(c, <ConfirmView {...view} />, problem ? 402 : 200)
  } catch (error) {
    const message = problemOf(error).message
    return visit.flow === 'subscription_update_confirm'
      ? unavailable(visit, subscription, message)
      : updatePage(visit, subscription, { message: message || speech.t('error_title') })
  }
}

/** If the code is invalid, the rest of the change is preserved. Any other error returns to the plan list. */
function wrongChange(visit: Visit, subscription: Stored, form: Form, problem: Problem): Response {
  if (visit.flow === 'subscription_update_confirm') return unavailable(visit, subscription, problem.message)
  if (problem.field === 'code' && form.code) {
    const { code: _, ...rest } = form
    const bare = readChange(visit, subscription, rest)
    if ('change' in bare) return showChange(visit, subscription, rest, { ...problem, field: 'promotionCode' })
  }
  return updatePage(visit, subscription, problem)
}

function cardOf({ ctx, customer }: Visit, subscription: Stored): Stored | null {
  return chargedCard(ctx, customer, subscription)
}

export async function confirm(visit: Visit, subscription: Stored): Promise<Response> {
  const { ctx, configuration } = visit
  if (!offeredFor(ctx, configuration, subscription).update) return unavailable(visit, subscription)
  const form = await formOf(visit.c)
  const read = readChange(visit, subscription, form)
  if ('problem' in read) return wrongChange(visit, subscription, form, read.problem)
  try {
    const problem = form.cardNumber ? payWithOtherCard(visit, subscription, form) : null
    if (problem) return showChange(visit, subscription, form, problem)
    return finish(visit, subscription, form, read.change)
  } catch (error) {
    return showChange(visit, subscription, form, problemOf(error))
  }
}

function finish(visit: Visit, subscription: Stored, form: Form, change: Change): Response {
  const applied = applyChange(visit, subscription, change)
  switch (applied.kind) {
    case 'problem':
      return showChange(visit, subscription, form, applied.problem)
    case 'authenticate':
      return seeOther(
        visit.c,
        waitForAuthentication(visit, applied.intent, 'update', againPath(visit, subscription, form)),
      )
    default:
      return complete(visit, applied.kind)
  }
}

function againPath({ base, flow }: Visit, subscription: Stored, form: Form): string {
  if (flow === 'subscription_update_confirm') return `${base}?failed=yes`
  const query = new URLSearchParams({ price: form.price ?? '', quantity: form.quantity ?? '', code: form.code ?? '' })
  return `${base}/subscriptions/${subscription.id}/confirm?${query}&failed=yes`
}

/** The card entered on the confirmation page becomes this subscription's default. */
function payWithOtherCard({ ctx, speech, customer }: Visit, subscription: Stored, form: Form): Problem | null {
  const read = readCard(form, speech, ctx.now(customer.id))
  if ('problem' in read) return read.problem
  const method = ctx.call<Stored>('POST', '/v1/payment_methods', read.params)
  ctx.call('POST', `/v1/payment_methods/${method.id}/attach`, { customer: customer.id })
  ctx.call('POST', `/v1/subscriptions/${subscription.id}`, { default_payment_method: method.id })
  return null
}
