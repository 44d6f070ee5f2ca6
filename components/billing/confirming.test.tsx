import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it, vi } from 'vitest'
import { Confirming } from './confirming'

// AutoRefresh needs Next's router, which only runs in a browser.
vi.mock('./auto-refresh', () => ({ AutoRefresh: ({ href }: { href: string }) => <i data-next={href} /> }))

it('counts the tries in the URL and keeps the flow ID', () => {
  const html = renderToStaticMarkup(<Confirming flowId="f1" tries={2} />)
  expect(html).toContain('Waiting for Stripe to confirm…')
  expect(html).toContain('data-next="/account/billing?flow=f1&amp;try=3"')
  expect(html).toContain('content="3;url=/account/billing?flow=f1&amp;try=3"')
})

it('stops reloading after five tries', () => {
  const html = renderToStaticMarkup(<Confirming flowId={undefined} tries={5} />)
  expect(html).not.toContain('data-next')
  expect(html).not.toContain('http-equiv')
  expect(html).toContain('href="/account/billing"')
})

it('does not claim to be waiting when the outcome is known', () => {
  const renderKnown = (tries: number) => renderToStaticMarkup(<Confirming flowId="f1" isOutcomeKnown tries={tries} />)
  expect(renderKnown(0)).toContain('Checking Stripe for updates…')
  expect(renderKnown(5)).toBe('')
})
