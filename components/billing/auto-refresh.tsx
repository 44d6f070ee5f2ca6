'use client'

import type { Route } from 'next'
import { useRouter } from 'next/navigation'
import { useEffect } from 'react'

/**
 * Navigates to `href` at an interval without adding browser history entries. It waits while a form is submitting, because
 * navigating would discard the form's redirect.
 *
 * `router.refresh()` also re-renders the layout, which shows the failed-payment banner.
 */
export function AutoRefresh({ href, seconds }: { href: Route; seconds: number }) {
  const router = useRouter()
  useEffect(() => {
    const reload = () => {
      if (document.querySelector('form [aria-busy]')) return
      router.replace(href, { scroll: false })
      router.refresh()
    }
    const timer = setInterval(reload, seconds * 1000)
    return () => clearInterval(timer)
  }, [href, seconds, router])
  return null
}
