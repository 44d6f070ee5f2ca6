import { AutoRefresh } from './auto-refresh'

/** The number of automatic reloads before the user has to reload the page. */
const maxTries = 5
const intervalSeconds = 3

type Props = {
  flowId: string | undefined
  /** The number of reloads so far. */
  tries: number
  /** True if the page already shows the result of the user's visit to Stripe. */
  isOutcomeKnown?: boolean
}

/** Shown while a sync with Stripe is pending. The page reloads itself, with or without JavaScript. */
export function Confirming({ flowId, tries, isOutcomeKnown = false }: Props) {
  const query = new URLSearchParams({ ...(flowId ? { flow: flowId } : {}), try: String(tries + 1) })
  const href = `/account/billing?${query}` as const
  if (tries >= maxTries && isOutcomeKnown) return null
  if (tries >= maxTries) {
    return (
      <p className="text-sm text-muted">
        Stripe hasn’t confirmed the change yet. This can take a few minutes.{' '}
        <a className="text-accent underline underline-offset-4" href="/account/billing">
          Reload the page
        </a>{' '}
        to check again.
      </p>
    )
  }
  return (
    <p className="text-sm text-muted">
      {isOutcomeKnown ? 'Checking Stripe for updates…' : 'Waiting for Stripe to confirm…'}
      <AutoRefresh href={href} seconds={intervalSeconds} />
      <noscript>
        <meta content={`${intervalSeconds};url=${href}`} httpEquiv="refresh" />
      </noscript>
    </p>
  )
}
