'use client'

import { Failure } from '@/components/layout/failure'

type Props = { error: Error & { digest?: string }; reset: () => void }

export default function ErrorPage({ error, reset }: Props) {
  return (
    <main id="content">
      <Failure digest={error.digest} retry={reset} />
    </main>
  )
}
