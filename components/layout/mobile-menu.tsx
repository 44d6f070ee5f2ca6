'use client'

import { usePathname } from 'next/navigation'

/**
 * Opens the navigation on a phone, which comes right after it and is shown while it is open. A plain `<details>`, so it
 * works without JavaScript; a new page closes it.
 */
export function MobileMenu() {
  return (
    <details className="peer group lg:hidden" key={usePathname()}>
      <summary className="flex h-9 list-none items-center rounded-md border border-edge bg-surface px-3 text-sm font-medium">
        <span className="group-open:hidden">Menu</span>
        <span className="hidden group-open:inline">Close</span>
      </summary>
    </details>
  )
}
