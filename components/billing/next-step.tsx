import type { Route } from 'next'
import Link from 'next/link'
import { button } from '@/components/ui/button'
import type { BillingOverview } from '@/lib/billing/model'

type Step = { href: Route; text: string; look: 'primary' | 'secondary' }

/** The one thing about the plan that is worth doing next. */
function stepFor({ state, offered }: Pick<BillingOverview, 'state' | 'offered'>): Step {
  if (offered.includes('start_checkout')) return { href: '/pricing', text: 'Choose a plan', look: 'primary' }
  if (state === 'past_due' || state === 'overdue' || state === 'unpaid') {
    return { href: '/account/billing', text: 'Sort out the payment', look: 'primary' }
  }
  if (state === 'cancelling' || state === 'paused') {
    return { href: '/account/billing', text: 'Take it back', look: 'primary' }
  }
  return { href: '/account/billing', text: 'Go to billing', look: 'secondary' }
}

export function NextStep({ overview }: { overview: Pick<BillingOverview, 'state' | 'offered'> }) {
  const { href, text, look } = stepFor(overview)
  return (
    <Link className={button({ look, size: 'small' })} href={href}>
      {text}
    </Link>
  )
}
