import type { Metadata } from 'next'
import Link from 'next/link'
import { startCheckoutAction } from '@/app/(app)/account/billing/actions'
import { ReloadOnRestore } from '@/components/forms/reload-on-restore'
import { Comparison } from '@/components/pricing/comparison'
import { PaidPlans } from '@/components/pricing/paid-plans'
import { PlanCard } from '@/components/pricing/plan-card'
import { Questions } from '@/components/pricing/questions'
import { button } from '@/components/ui/button'
import { plans } from '@/lib/billing/plans'

export const metadata: Metadata = { title: 'Pricing', description: 'Free, Pro and Business, by the month or the year.' }

export default function PricingPage() {
  const free = (
    <PlanCard
      plan={plans.free}
      start={() => (
        <Link className={button({ look: 'secondary', className: 'w-full' })} href="/sign-up">
          Get started
        </Link>
      )}
    />
  )
  return (
    <div className="mx-auto max-w-page px-5 py-16 sm:px-8 sm:py-24">
      <ReloadOnRestore />
      <h1 className="max-w-2xl text-4xl font-semibold sm:text-5xl">Start free. Pay when it earns you something.</h1>
      <p className="mt-5 mb-10 max-w-xl text-lg text-muted">
        Change plan, pause or cancel whenever you like. Prices are in US dollars.
      </p>
      <PaidPlans action={startCheckoutAction} first={free} offersTrial />
      <h2 className="mt-24 mb-6 text-2xl font-semibold">The plans side by side</h2>
      <Comparison />
      <div className="mt-24 grid gap-6 lg:grid-cols-[18rem_minmax(0,1fr)] lg:gap-16">
        <h2 className="text-2xl font-semibold">Questions people ask before they pay</h2>
        <Questions />
      </div>
    </div>
  )
}
