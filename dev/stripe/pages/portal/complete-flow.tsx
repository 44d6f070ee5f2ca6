/** @jsxImportSource hono/jsx */
import type { MessageKey } from '../shared/messages-en'
import { htmlPage, seeOther, webUrl } from '../shared/web'
import { PortalFrame } from './frame'
import { returnLink, type Visit } from './visit'

/** The fields needed to complete a flow. They are all that is available on return from 3D Secure. */
type Completing = Pick<Visit, 'ctx' | 'session' | 'flow' | 'home' | 'base'>

export type Outcome = 'cancel' | 'retention' | 'update' | 'scheduled' | 'pause' | 'payment' | 'customer'

/** Marks the flow as completed so that its link cannot be used again. */
export function markCompleted({ ctx, session, flow }: Completing, outcome: Outcome): void {
  if (!flow) return
  ctx.transaction(() => ctx.store.patch(session.id, { _completed_at: ctx.wallClock(), _outcome: outcome }))
}

/**
 * Where to send the browser after an action: to the portal home page, or as the flow's `after_completion` specifies.
 * Stripe docs (portal deep links): `redirect` is immediate; without `after_completion` the customer sees a localized
 * confirmation page. No query parameters are added.
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

/** The hosted confirmation, with the business's custom message if set. */
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
