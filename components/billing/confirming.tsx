import { LookAgain } from './look-again'

/** How often the page looks again by itself before it leaves that to the person. */
const triesMax = 5
const seconds = 3

type Props = {
  flowId: string | undefined
  /** How often this page has looked already. */
  tries: number
  /** True when the page says already what came of the visit to Stripe, and only something newer may be to come. */
  isOutcomeKnown?: boolean
}

/** Shown while Stripe knows something that has not been read yet. The page looks again, also without JavaScript. */
export function Confirming({ flowId, tries, isOutcomeKnown = false }: Props) {
  const query = new URLSearchParams({ ...(flowId ? { flow: flowId } : {}), try: String(tries + 1) })
  const href = `/account/billing?${query}` as const
  if (tries >= triesMax && isOutcomeKnown) return null
  if (tries >= triesMax) {
    return (
      <p className="text-sm text-muted">
        Stripe has not confirmed yet. That can take a few minutes; this page shows it as soon as you{' '}
        <a className="text-accent underline underline-offset-4" href="/account/billing">
          load it again
        </a>
        .
      </p>
    )
  }
  return (
    <p className="text-sm text-muted">
      {isOutcomeKnown ? 'Looking whether Stripe has anything newer…' : 'Waiting for Stripe to confirm…'}
      <LookAgain href={href} seconds={seconds} />
      <noscript>
        <meta content={`${seconds};url=${href}`} httpEquiv="refresh" />
      </noscript>
    </p>
  )
}
