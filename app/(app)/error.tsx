'use client'

import { Failure } from '@/components/layout/failure'

type Props = { error: Error & { digest?: string }; reset: () => void }

/** Inside the application's frame, so that the way to the other pages stays. */
export default function AppErrorPage({ error, reset }: Props) {
  return <Failure digest={error.digest} retry={reset} />
}
