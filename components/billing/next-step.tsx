import type { Route } from 'next'
import Link from 'next/link'
import { button } from '@/components/ui/button'
import type { BillingOverview } from '@/lib/billing/model'

type Step = { href: Route; text: string; variant: 'primary' | 'secondary' }

/** Picks the most useful billing action for the current state. */
function stepFor({ state, offered }: Pick<BillingOverview, 'state' | 'offered'>): Step {
  if (offered.includes('start_checkout')) return { href: '/pricing', text: 'Choose a plan', variant: 'primary' }
  if (state === 'past_due' || state === 'overdue' || state === 'unpaid') {
    return { href: '/account/billing', text: 'Resolve payment', variant: 'primary' }
  }
  if (state === 'canceling') return { href: '/account/billing', text: 'Keep subscription', variant: 'primary' }
  if (state === 'paused') return { href: '/account/billing', text: 'Resume subscription', variant: 'primary' }
  return { href: '/account/billing', text: 'View billing', variant: 'secondary' }
}

export function NextStep({ overview }: { overview: Pick<BillingOverview, 'state' | 'offered'> }) {
  const { href, text, variant } = stepFor(overview)
  return (
    <Link className={button({ variant, size: 'small' })} href={href}>
      {text}
    </Link>
  )
}
