'use client'

import { Failure } from '@/components/layout/failure'

type Props = { error: Error & { digest?: string }; reset: () => void }

/** Rendered inside the app layout, so the navigation stays available. */
export default function AppErrorPage({ error, reset }: Props) {
  return <Failure digest={error.digest} retry={reset} />
}
