import './globals.css'
import type { Metadata, Viewport } from 'next'
import type { ReactNode } from 'react'
import { SkipLink } from '@/components/layout/skip-link'
import { fontVariables } from './fonts'

export const metadata: Metadata = {
  title: { default: 'Portico: a SaaS starter whose billing is right', template: '%s · Portico' },
  description: 'Accounts, plans and every Stripe billing flow, working from the first run.',
}

export const viewport: Viewport = { colorScheme: 'light dark' }

export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    <html className={fontVariables} lang="en">
      <body className="font-sans antialiased">
        <SkipLink />
        {children}
      </body>
    </html>
  )
}
