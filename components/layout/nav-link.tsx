'use client'

import type { Route } from 'next'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import type { ReactNode } from 'react'

export function NavLink({ href, icon, children }: { href: Route; icon: string; children: ReactNode }) {
  const pathname = usePathname()
  const isCurrent = pathname === href || pathname.startsWith(`${href}/`)
  return (
    <Link aria-current={isCurrent ? 'page' : undefined} className={`nav-link ${icon}`} href={href}>
      {children}
    </Link>
  )
}
