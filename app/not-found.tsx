import type { Metadata } from 'next'
import Link from 'next/link'
import { PlainPage } from '@/components/layout/plain-page'
import { button } from '@/components/ui/button'

export const metadata: Metadata = { title: 'Page not found' }

// Next.js adds this page to every document twice, for the root and for the route group. Sharing one element makes the
// second copy a reference.
const page = (
  <PlainPage>
    <div className="text-center">
      <h1 className="text-2xl font-semibold">Page not found</h1>
      <p className="mt-2 text-muted">The link may be outdated, or the page may belong to another team.</p>
      <Link className={button({ variant: 'secondary', className: 'mt-6' })} href="/">
        Go to the home page
      </Link>
    </div>
  </PlainPage>
)

export default function NotFound() {
  return page
}
