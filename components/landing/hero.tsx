import Link from 'next/link'
import { button } from '@/components/ui/button'

export function Hero() {
  return (
    <div className="max-w-3xl">
      <h1 className="text-[2.6rem] leading-[1.02] font-semibold tracking-[-0.04em] sm:text-7xl">
        The SaaS starter with complete Stripe billing.
      </h1>
      <p className="mt-6 max-w-xl text-lg text-muted sm:text-xl">
        Accounts, teams, plans, and every Stripe billing flow, built and tested. Everything runs on your laptop with no
        Stripe account, API keys, or network connection.
      </p>
      <div className="mt-9 flex flex-wrap gap-3">
        <Link className={button({ size: 'large' })} href="/sign-up">
          Create an account
        </Link>
        <Link className={button({ variant: 'secondary', size: 'large' })} href="/pricing">
          See pricing
        </Link>
      </div>
    </div>
  )
}
