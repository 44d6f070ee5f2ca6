import Link from 'next/link'
import { product } from '@/lib/product'
import { Logo } from './logo'

const links = [
  { href: '/pricing', text: 'Pricing' },
  { href: '/sign-in', text: 'Sign in' },
  { href: '/sign-up', text: 'Sign up' },
] as const

export function SiteFooter() {
  return (
    <footer className="border-t">
      <div className="mx-auto flex max-w-page flex-col justify-between gap-8 px-5 py-12 sm:flex-row sm:px-8">
        <div>
          <Logo />
          <p className="mt-3 max-w-xs text-sm text-muted">{product.tagline}. Available under the MIT license.</p>
        </div>
        <nav aria-label="Footer">
          <ul className="flex gap-6 text-sm">
            {links.map(({ href, text }) => (
              <li key={href}>
                <Link className="text-muted underline-offset-4 hover:text-ink hover:underline" href={href}>
                  {text}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
      </div>
    </footer>
  )
}
