import Link from 'next/link'
import { plansOnSale } from '@/components/pricing/plans-on-sale'
import { button } from '@/components/ui/button'
import { currency } from '@/lib/billing/plans'
import { formatPrice } from '@/lib/format'

export function PlansTeaser() {
  return (
    <section aria-labelledby="plans" className="rounded-2xl border bg-surface p-6 sm:p-10">
      <div className="flex flex-wrap items-end justify-between gap-4">
        <div>
          <h2 className="text-3xl font-semibold" id="plans">
            Try it as a customer
          </h2>
          <p className="mt-3 max-w-md text-muted">
            This site runs the starter. Sign up, choose a plan, pause it, or cancel it.
          </p>
        </div>
        <Link className={button({ variant: 'secondary' })} href="/pricing">
          Compare plans
        </Link>
      </div>
      <ul className="mt-8 grid gap-6 border-t pt-8 grid-cols-[repeat(auto-fit,minmax(min(100%,12rem),1fr))]">
        {plansOnSale().map(({ key, name, amountCents, seats, description }) => (
          <li key={key}>
            <h3 className="font-medium tracking-normal">{name}</h3>
            <p className="mt-1 text-2xl font-semibold tracking-tight tabular-nums">
              {formatPrice(amountCents?.month ?? 0, currency)}
              <span className="ml-2 text-sm font-normal tracking-normal text-muted">
                {amountCents ? (seats ? 'per seat per month' : 'per month') : 'forever'}
              </span>
            </p>
            <p className="mt-2 text-sm text-muted">{description}</p>
          </li>
        ))}
      </ul>
    </section>
  )
}
