import './globals.css'
import type { Metadata, Viewport } from 'next'
import type { ReactNode } from 'react'
import { SkipLink } from '@/components/layout/skip-link'
import { product } from '@/lib/product'
import { fontVariables } from './fonts'

export const metadata: Metadata = {
  title: { default: `${product.name} · ${product.tagline}`, template: `%s · ${product.name}` },
  description: product.description,
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
