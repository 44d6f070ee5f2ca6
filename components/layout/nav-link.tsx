'use client'

import type { Route } from 'next'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import type { ReactNode } from 'react'

/** A link of the application's navigation, marked while its page is shown. */
export function NavLink({ href, children }: { href: Route; children: ReactNode }) {
  const pathname = usePathname()
  const isCurrent = pathname === href || pathname.startsWith(`${href}/`)
  return (
    <Link
      aria-current={isCurrent ? 'page' : undefined}
      className="flex h-10 items-center gap-3 rounded-md px-3 text-sm text-muted hover:bg-sunken hover:text-ink aria-[current=page]:bg-sunken aria-[current=page]:font-medium aria-[current=page]:text-ink lg:h-9"
      href={href}
    >
      {children}
    </Link>
  )
}
