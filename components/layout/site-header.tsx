import Link from 'next/link'
import { button } from '@/components/ui/button'
import { Logo } from './logo'

export function SiteHeader() {
  return (
    <header className="border-b bg-ground">
      <div className="mx-auto flex h-16 max-w-page items-center justify-between gap-4 px-5 sm:px-8">
        <Link className="flex rounded-sm" href="/">
          <Logo />
        </Link>
        <nav aria-label="Main" className="flex items-center gap-1 text-sm sm:gap-2">
          <Link className={button({ variant: 'ghost', size: 'small', className: 'max-[25rem]:px-2' })} href="/pricing">
            Pricing
          </Link>
          <Link className={button({ variant: 'ghost', size: 'small', className: 'max-[25rem]:px-2' })} href="/sign-in">
            Sign in
          </Link>
          <Link className={button({ size: 'small' })} href="/sign-up">
            Sign up
          </Link>
        </nav>
      </div>
    </header>
  )
}
