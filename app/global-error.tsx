'use client'

import './globals.css'
import { Failure } from '@/components/layout/failure'

type Props = { error: Error & { digest?: string }; reset: () => void }

/** Replaces the root layout when it fails, so it renders the whole document. */
export default function GlobalError({ error, reset }: Props) {
  return (
    <html lang="en">
      <body className="font-sans antialiased">
        <main id="content">
          <Failure digest={error.digest} retry={reset} />
        </main>
      </body>
    </html>
  )
}
