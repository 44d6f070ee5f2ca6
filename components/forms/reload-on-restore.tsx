'use client'

import { useEffect } from 'react'

/**
 * Loads the page anew when the Back button brings it out of the browser's memory. Otherwise somebody who comes back
 * from Stripe would see how things were before, with a button that still waits for its answer.
 */
export function ReloadOnRestore() {
  useEffect(() => {
    const reload = (event: PageTransitionEvent) => event.persisted && window.location.reload()
    window.addEventListener('pageshow', reload)
    return () => window.removeEventListener('pageshow', reload)
  }, [])
  return null
}
