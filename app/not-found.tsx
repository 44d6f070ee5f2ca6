import type { Metadata } from 'next'
import Link from 'next/link'
import { PlainPage } from '@/components/layout/plain-page'
import { button } from '@/components/ui/button'

export const metadata: Metadata = { title: 'Page not found' }

// Next puts it into every document, once for the root and once for the group of pages. As one and the same element, the
// second is only a reference to the first.
const page = (
  <PlainPage>
    <div className="text-center">
      <h1 className="text-2xl font-semibold">There is no page here</h1>
      <p className="mt-2 text-muted">The address may be old, or it may belong to another team.</p>
      <Link className={button({ look: 'secondary', className: 'mt-6' })} href="/">
        Go to the start page
      </Link>
    </div>
  </PlainPage>
)

export default function NotFound() {
  return page
}
