'use client'

import type { Route } from 'next'
import { useRouter } from 'next/navigation'
import { useEffect } from 'react'

/** Replaces the page after a while, without a step in the browser's history. Leaving the page ends it. */
export function LookAgain({ href, seconds }: { href: Route; seconds: number }) {
  const router = useRouter()
  useEffect(() => {
    const timer = setTimeout(() => router.replace(href, { scroll: false }), seconds * 1000)
    return () => clearTimeout(timer)
  }, [href, seconds, router])
  return null
}
