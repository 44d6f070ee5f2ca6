'use client'

import { useEffect } from 'react'

/**
 * Reloads the page when the Back button restores it from the back/forward cache. Otherwise, users who return from Stripe
 * would see outdated data and a button that is still pending.
 */
export function ReloadOnRestore() {
  useEffect(() => {
    const reload = (event: PageTransitionEvent) => event.persisted && window.location.reload()
    window.addEventListener('pageshow', reload)
    return () => window.removeEventListener('pageshow', reload)
  }, [])
  return null
}
