/** @jsxImportSource hono/jsx */
import type { Stored } from '../../engine/core/store'
import { longDate } from '../shared/format'
import { scheduledEnd } from '../shared/stored-objects'
import { htmlPage } from '../shared/web'
import { GoBack, PortalFrame } from './frame'
import { futurePhases } from './offered-actions'
import type { Visit } from './visit'

/** Explains that the configuration or subscription status does not allow the action. */
export function unavailable(visit: Visit, subscription: Stored, message?: string): Response {
  const { t } = visit.speech
  const page = (
    <PortalFrame visit={visit} title={t('unavailable_title')}>
      <h1>{t('unavailable_title')}</h1>
      <p role="alert">{message ?? reason(visit, subscription)}</p>
      <p>
        <GoBack visit={visit} />
      </p>
    </PortalFrame>
  )
  return htmlPage(visit.c, page, 400)
}

function reason({ ctx, speech: { t, locale }, site: { business } }: Visit, subscription: Stored): string {
  const end = scheduledEnd(subscription)
  if (futurePhases(ctx, subscription).length > 0) return t('scheduled_block')
  if (['canceled', 'incomplete_expired'].includes(subscription.status)) return t('done_cancel')
  if (end) return t('ends_on', { date: longDate(end, locale) })
  return subscription.status === 'paused' ? t('paused_note') : t('cancel_only', { business })
}
