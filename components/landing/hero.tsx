import Link from 'next/link'
import { button } from '@/components/ui/button'

export function Hero() {
  return (
    <div className="max-w-3xl">
      <h1 className="text-[2.6rem] leading-[1.02] font-semibold tracking-[-0.04em] sm:text-7xl">
        The SaaS starter whose billing is right.
      </h1>
      <p className="mt-6 max-w-xl text-lg text-muted sm:text-xl">
        Accounts, teams, plans and every Stripe billing flow, finished and tested. It runs whole on your laptop, with no
        Stripe account, no keys and no network.
      </p>
      <div className="mt-9 flex flex-wrap gap-3">
        <Link className={button({ size: 'large' })} href="/sign-up">
          Create an account
        </Link>
        <Link className={button({ look: 'secondary', size: 'large' })} href="/pricing">
          See pricing
        </Link>
      </div>
    </div>
  )
}
