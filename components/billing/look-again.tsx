'use client'

import type { Route } from 'next'
import { useRouter } from 'next/navigation'
import { useEffect } from 'react'

/**
 * Replaces the page after a while, without a step in the browser's history. Leaving the page ends it. A form that was
 * just sent goes first: replacing the page would drop its answer, for example the way to Stripe.
 *
 * The address alone would bring a new page in the old frame, in which the banner for a failed payment stays: the
 * refresh renders the frame too.
 */
export function LookAgain({ href, seconds }: { href: Route; seconds: number }) {
  const router = useRouter()
  useEffect(() => {
    const look = () => {
      if (document.querySelector('form [aria-busy]')) return
      router.replace(href, { scroll: false })
      router.refresh()
    }
    const timer = setInterval(look, seconds * 1000)
    return () => clearInterval(timer)
  }, [href, seconds, router])
  return null
}
