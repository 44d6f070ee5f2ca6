'use client'

import { usePathname } from 'next/navigation'
import type { ReactNode } from 'react'

/** The navigation on a phone. A plain `<details>`, so it opens without JavaScript; a new page closes it. */
export function MobileMenu({ children }: { children: ReactNode }) {
  return (
    <details className="group lg:hidden" key={usePathname()}>
      <summary className="flex h-9 list-none items-center rounded-md border border-edge bg-surface px-3 text-sm font-medium">
        <span className="group-open:hidden">Menu</span>
        <span className="hidden group-open:inline">Close</span>
      </summary>
      <div className="absolute inset-x-0 top-full z-20 border-b bg-surface px-5 py-4 shadow-lg">{children}</div>
    </details>
  )
}
