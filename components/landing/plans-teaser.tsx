import Link from 'next/link'
import { button } from '@/components/ui/button'
import { currency, offeredPlanKeys, plans } from '@/lib/billing/plans'
import { formatPrice } from '@/lib/format'

/** The plans in a line each, from the catalogue. */
export function PlansTeaser() {
  return (
    <section aria-labelledby="plans" className="rounded-2xl border bg-surface p-6 sm:p-10">
      <div className="flex flex-wrap items-end justify-between gap-4">
        <div>
          <h2 className="text-3xl font-semibold" id="plans">
            Try it as a customer
          </h2>
          <p className="mt-3 max-w-md text-muted">
            This site is the starter, running. Sign up, pick a plan, pause it, cancel it, take it back.
          </p>
        </div>
        <Link className={button({ look: 'secondary' })} href="/pricing">
          Compare plans
        </Link>
      </div>
      <ul className="mt-8 grid gap-6 border-t pt-8 sm:grid-cols-3">
        {offeredPlanKeys.map((key) => (
          <li key={key}>
            <h3 className="font-medium tracking-normal">{plans[key].name}</h3>
            <p className="mt-1 text-2xl font-semibold tracking-tight tabular-nums">
              {formatPrice(plans[key].amountCents?.month ?? 0, currency)}
              <span className="ml-2 text-sm font-normal tracking-normal text-muted">
                {plans[key].amountCents ? (plans[key].seats ? 'per seat and month' : 'per month') : 'for good'}
              </span>
            </p>
            <p className="mt-2 text-sm text-muted">{plans[key].description}</p>
          </li>
        ))}
      </ul>
    </section>
  )
}
