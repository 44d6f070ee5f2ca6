'use client'

import { usePathname } from 'next/navigation'

/**
 * Toggles the navigation that follows it on narrow screens. It is a `<details>` element so that it works without
 * JavaScript. Its key closes it on navigation.
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
