import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it, vi } from 'vitest'
import { Confirming } from './confirming'

// It needs Next's router, which only runs in a browser.
vi.mock('./look-again', () => ({ LookAgain: ({ href }: { href: string }) => <i data-next={href} /> }))

it('counts its looks in the address and keeps the flow', () => {
  const html = renderToStaticMarkup(<Confirming flowId="f1" tries={2} />)
  expect(html).toContain('Waiting for Stripe to confirm…')
  expect(html).toContain('data-next="/account/billing?flow=f1&amp;try=3"')
  expect(html).toContain('content="3;url=/account/billing?flow=f1&amp;try=3"')
})

it('stops looking by itself after five times', () => {
  const html = renderToStaticMarkup(<Confirming flowId={undefined} tries={5} />)
  expect(html).not.toContain('data-next')
  expect(html).not.toContain('http-equiv')
  expect(html).toContain('href="/account/billing"')
})

it('claims to wait for nothing when the page says already what came of it', () => {
  const known = (tries: number) => renderToStaticMarkup(<Confirming flowId="f1" isOutcomeKnown tries={tries} />)
  expect(known(0)).toContain('Looking whether Stripe has anything newer…')
  expect(known(5)).toBe('')
})
