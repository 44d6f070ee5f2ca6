/** @jsxImportSource hono/jsx */
import type { Stored } from '../../../engine/core/store'
import { FormError } from '../../shared/fields'
import { formOf, htmlPage, type Problem, problemOf, seeOther } from '../../shared/web'
import { afterCompletion } from '../complete-flow'
import { PortalFrame } from '../frame'
import type { Visit } from '../visit'

type Reason = { value: string; label: string }

function reasonsOf({ configuration, speech: { t } }: Visit): Reason[] {
  const labels: Record<string, string> = {
    too_expensive: t('reason_too_expensive'),
    missing_features: t('reason_missing_features'),
    switched_service: t('reason_switched_service'),
    unused: t('reason_unused'),
    customer_service: t('reason_customer_service'),
    too_complex: t('reason_too_complex'),
    low_quality: t('reason_low_quality'),
    other: t('reason_other'),
  }
  const options = configuration.features.subscription_cancel.cancellation_reason.options as string[]
  return Object.entries(labels).flatMap(([value, label]) => (options.includes(value) ? [{ value, label }] : []))
}

/** Shown after the subscription is canceled. Closing the page does not undo the cancellation. */
export function surveyPage(visit: Visit, subscription: Stored, problem?: Problem): Response {
  const { c, session, speech, base } = visit
  if (session._survey !== subscription.id) return seeOther(c, afterCompletion(visit, 'cancel'))
  const { t } = speech
  const page = (
    <PortalFrame visit={visit} title={t('survey_heading')}>
      <dialog open class="card survey" aria-labelledby="survey">
        <h1 id="survey">{t('survey_heading')}</h1>
        <p class="soft">{t('survey_intro')}</p>
        <FormError problem={problem} />
        <form method="post" action={`${base}/subscriptions/${subscription.id}/survey`} class="stack">
          <fieldset class="stack-tight">
            <legend class="legend">{t('survey_reason')}</legend>
            {reasonsOf(visit).map(({ value, label }) => (
              <label
                key={value}
                class="choice"
                data-test={`cancel-reason-opt-${value}`}
                data-testid={`cancel-reason-opt-${value}`}
              >
                <input type="radio" name="reason" value={value} />
                {label}
              </label>
            ))}
          </fieldset>
          <div class="field other-comment">
            <label for="comment">{t('survey_comment')}</label>
            <textarea class="input" id="comment" name="comment" maxlength={5000} />
          </div>
          <div class="row">
            <button
              type="submit"
              class="button primary"
              data-test="cancellation_reason_submit"
              data-testid="cancellation_reason_submit"
            >
              {t('survey_submit')}
            </button>
            <button
              type="submit"
              class="button"
              name="skip"
              value="yes"
              data-test="cancellation_reason_cancel"
              data-testid="cancellation_reason_cancel"
            >
              {t('survey_skip')}
            </button>
          </div>
        </form>
      </dialog>
    </PortalFrame>
  )
  return htmlPage(c, page, problem ? 402 : 200)
}

/** The feedback is a separate update after the cancellation (observed by third parties). */
export async function answerSurvey(visit: Visit, subscription: Stored): Promise<Response> {
  const { ctx, c, session } = visit
  if (session._survey !== subscription.id) return seeOther(c, afterCompletion(visit, 'cancel'))
  const form = await formOf(c)
  const feedback = reasonsOf(visit).find(({ value }) => value === form.reason)?.value
  if (!form.skip && feedback) {
    // Stripe docs (cancellation page): a comment is only sent with "Other reason".
    const comment = feedback === 'other' && form.comment ? { comment: form.comment } : {}
    try {
      ctx.call('POST', `/v1/subscriptions/${subscription.id}`, { cancellation_details: { feedback, ...comment } })
    } catch (error) {
      return surveyPage(visit, subscription, problemOf(error))
    }
  }
  ctx.transaction(() => ctx.store.patch(session.id, { _survey: null }))
  return seeOther(c, afterCompletion(visit, 'cancel'))
}
