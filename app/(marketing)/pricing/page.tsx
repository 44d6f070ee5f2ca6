import type { Metadata } from 'next'
import Link from 'next/link'
import { startCheckoutAction } from '@/app/(app)/account/billing/actions'
import { ReloadOnRestore } from '@/components/forms/reload-on-restore'
import { Comparison } from '@/components/pricing/comparison'
import { PaidPlans } from '@/components/pricing/paid-plans'
import { PlanCard } from '@/components/pricing/plan-card'
import { namesOf, plansOnSale } from '@/components/pricing/plans-on-sale'
import { Questions } from '@/components/pricing/questions'
import { button } from '@/components/ui/button'
import { currency, plans } from '@/lib/billing/plans'
import { currencyName } from '@/lib/format'

export const metadata: Metadata = {
  title: 'Pricing',
  description: `${namesOf(plansOnSale(), 'conjunction')}, billed monthly or yearly.`,
}

export default function PricingPage() {
  const free = (
    <PlanCard
      plan={plans.free}
      start={() => (
        <Link className={button({ variant: 'secondary', className: 'w-full' })} href="/sign-up">
          Get started
        </Link>
      )}
    />
  )
  return (
    <div className="mx-auto max-w-page px-5 py-16 sm:px-8 sm:py-24">
      <ReloadOnRestore />
      <h1 className="max-w-2xl text-4xl font-semibold sm:text-5xl">Start free. Upgrade when you need more.</h1>
      <p className="mt-5 mb-10 max-w-xl text-lg text-muted">
        Change plans, pause, or cancel at any time. Prices are in {currencyName(currency)}.
      </p>
      <PaidPlans action={startCheckoutAction} first={free} offersTrial />
      <h2 className="mt-24 mb-6 text-2xl font-semibold">Compare plans</h2>
      <Comparison />
      <div className="mt-24 grid gap-6 lg:grid-cols-[18rem_minmax(0,1fr)] lg:gap-16">
        <h2 className="text-2xl font-semibold">Frequently asked questions</h2>
        <Questions />
      </div>
    </div>
  )
}
