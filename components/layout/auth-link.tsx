import type { Route } from 'next'
import Link from 'next/link'
import type { ReactNode } from 'react'

/** A link within a sentence. It remembers the page to open after signing in. */
export function AuthLink({ href, next, children }: { href: Route; next?: string; children: ReactNode }) {
  return (
    <Link
      className="font-medium text-accent underline underline-offset-4"
      href={{ pathname: href, query: next ? { next } : {} }}
    >
      {children}
    </Link>
  )
}
