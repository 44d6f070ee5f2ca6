import Link from 'next/link'
import type { ReactNode } from 'react'
import { Logo } from './logo'

/** A centered page for sign-in, sign-up, and "page not found". */
export function PlainPage({ children }: { children: ReactNode }) {
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="mx-auto flex h-16 w-full max-w-page items-center px-5 sm:px-8">
        <Link className="flex rounded-sm" href="/">
          <Logo />
        </Link>
      </header>
      <main className="grid grow place-items-center px-5 pt-6 pb-24" id="content" tabIndex={-1}>
        {children}
      </main>
    </div>
  )
}
