/** @jsxImportSource hono/jsx */
import type { MessageKey } from '../shared/messages-en'
import { htmlPage, seeOther, webUrl } from '../shared/web'
import { PortalFrame } from './frame'
import { returnLink, type Visit } from './visit'

/** The part of a visit that completing needs; a visit that comes back from the bank has no more. */
type Completing = Pick<Visit, 'ctx' | 'session' | 'flow' | 'home' | 'base'>

export type Outcome = 'cancel' | 'retention' | 'update' | 'scheduled' | 'pause' | 'payment' | 'customer'

/** Notes that a flow did what it was for: its link is used from now on, and nothing can be done twice. */
export function markCompleted({ ctx, session, flow }: Completing, outcome: Outcome): void {
  if (!flow) return
  ctx.transaction(() => ctx.store.patch(session.id, { _completed_at: ctx.wallClock(), _outcome: outcome }))
}

/**
 * Where a finished action leads: from the portal's own pages to its home, from a flow to what `after_completion` says.
 * Stripe docs (portal deep links): `redirect` goes at once, and without `after_completion` the customer sees a localized
 * confirmation page. No query parameter is added to anybody's URL.
 */
export function afterCompletion(visit: Completing, outcome: Outcome): string {
  const { flow, home, base, session } = visit
  if (!flow) return `${home}?done=${outcome}`
  const after = session.flow.after_completion
  const url = after.type === 'redirect' ? webUrl(after.redirect?.return_url) : null
  if (url) return url
  return after.type === 'portal_homepage' ? `${home}?done=${outcome}` : `${base}/confirmation`
}

export function complete(visit: Visit, outcome: Outcome): Response {
  markCompleted(visit, outcome)
  return seeOther(visit.c, afterCompletion(visit, outcome))
}

const outcomes: Outcome[] = ['cancel', 'retention', 'update', 'scheduled', 'pause', 'payment', 'customer']

export function outcomeText(value: unknown): MessageKey | null {
  const outcome = outcomes.find((one) => one === value)
  return outcome ? `done_${outcome}` : null
}

/** The hosted confirmation, with the business's own message if it gave one. */
export function confirmationPage(visit: Visit): Response {
  const { c, session, speech } = visit
  const key = outcomeText(session._outcome)
  if (!session._completed_at || !key) return seeOther(c, visit.base)
  const back = returnLink(visit)
  const message = session.flow?.after_completion.hosted_confirmation?.custom_message
  return htmlPage(
    c,
    <PortalFrame visit={visit} title={speech.t(key)}>
      <section class="card" data-testid="hosted-confirmation" aria-labelledby="done">
        <h1 id="done">
          <span aria-hidden="true">✓ </span>
          {speech.t(key)}
        </h1>
        {message && <p data-testid="custom-message">{message}</p>}
        {back && (
          <p>
            <a class="button primary" href={back.href}>
              {back.label}
            </a>
          </p>
        )}
      </section>
    </PortalFrame>,
  )
}
