import { beforeEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { AppError } from './errors'
import { idle } from './form-state'

const sent = new Headers()
const requireViewer = vi.fn()
vi.mock('next/headers', () => ({ headers: async () => sent }))
vi.mock('@/lib/auth', () => ({ requireViewer }))
const logSecurityEvent = vi.fn()
vi.mock('@/lib/security-log', () => ({ logSecurityEvent }))
let appUrl = 'http://localhost:3000'
vi.mock('@/lib/env', async (load) => ({ ...(await load<typeof import('./env')>()), env: () => ({ APP_URL: appUrl }) }))
const { action, publicAction, teamAction } = await import('./action')

const schema = z.object({ name: z.string() })

function formOf(fields: Record<string, string>): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.set(name, value)
  return form
}

beforeEach(() => {
  for (const name of [...sent.keys()]) sent.delete(name)
  sent.set('origin', 'http://localhost:3000')
  appUrl = 'http://localhost:3000'
  logSecurityEvent.mockClear()
})

describe('a submitted form', () => {
  it('is stripped of characters that PostgreSQL cannot store', async () => {
    const seen = vi.fn(async () => undefined)
    await publicAction(schema, seen)(idle, formOf({ name: 'A\0da' }))
    expect(seen).toHaveBeenCalledWith({ name: 'Ada' }, null)
  })

  it('is rejected with a message if it does not come from a browser', async () => {
    sent.delete('origin')
    const handler = vi.fn(async () => undefined)
    const answer = await publicAction(schema, handler)(idle, formOf({ name: 'Ada' }))
    expect(answer).toMatchObject({ status: 'error', message: expect.stringContaining('didn’t come from') })
    expect(handler).not.toHaveBeenCalled()
    expect(logSecurityEvent).toHaveBeenCalledWith('request_rejected', { reason: 'origin' })
  })

  it.each([
    ['another site', 'https://app.example.com', 'https://evil.example'],
    ['the same host without TLS', 'https://app.example.com', 'http://app.example.com'],
    ['another port', 'https://app.example.com', 'https://app.example.com:8443'],
    ['a subdomain', 'https://app.example.com', 'https://x.app.example.com'],
    ['a page without an origin', 'https://app.example.com', 'null'],
    ['a local program', 'https://app.example.com', 'http://localhost:3000'],
    ['another local program', 'http://localhost:3000', 'http://localhost:8080'],
    ['a host that looks local', 'http://localhost:3000', 'http://localhost.evil.example:3000'],
    ['another site during development', 'http://localhost:3000', 'https://evil.example'],
  ])('is rejected from %s', async (_name, url, origin) => {
    appUrl = url
    const host = origin === 'null' ? 'app.example.com' : new URL(origin).host
    const handler = vi.fn(async () => undefined)
    for (const forwarded of [host, 'app.example.com', null]) {
      sent.set('origin', origin)
      // Next.js accepts this pair, because it compares the two headers with each other, and the sender controls both.
      sent.set('host', host)
      if (forwarded) sent.set('x-forwarded-host', forwarded)
      sent.set('sec-fetch-site', 'same-origin')
      const answer = await publicAction(schema, handler)(idle, formOf({ name: 'Ada' }))
      expect(answer).toMatchObject({ status: 'error', message: expect.stringContaining(url) })
    }
    requireViewer.mockResolvedValueOnce({ userId: 'user_1' })
    expect(await action(schema, handler)(idle, formOf({ name: 'Ada' }))).toMatchObject({ status: 'error' })
    expect(handler).not.toHaveBeenCalled()
  })

  it.each([
    ['https://app.example.com', 'https://app.example.com'],
    ['http://localhost:3000', 'http://localhost:3000'],
    ['http://localhost:3000', 'http://127.0.0.1:3000'],
    ['http://127.0.0.1:3000', 'http://localhost:3000'],
  ])('is accepted at %s from %s', async (url, origin) => {
    appUrl = url
    sent.set('origin', origin)
    expect(await publicAction(schema, async () => undefined)(idle, formOf({ name: 'Ada' }))).toMatchObject({
      status: 'success',
    })
  })
})

describe('a signed-in user without permission', () => {
  it('is logged', async () => {
    requireViewer.mockResolvedValueOnce({ userId: 'user_1', teamId: 'team_1' })
    await action(schema, async () => {
      throw new AppError('forbidden', 'Only owners can do this.')
    })(idle, formOf({ name: 'Ada' }))
    expect(logSecurityEvent).toHaveBeenCalledWith('access_denied', {
      userId: 'user_1',
      teamId: 'team_1',
      reason: 'Only owners can do this.',
    })
  })
})

describe('a form about the current team', () => {
  const viewer = { userId: 'user_1', teamId: 'team_1', teamName: 'Looms' }

  it('is accepted from a page of that team', async () => {
    requireViewer.mockResolvedValueOnce(viewer)
    const handler = vi.fn(async () => undefined)
    await teamAction(schema, handler)(idle, formOf({ name: 'Ada', teamId: 'team_1' }))
    expect(handler).toHaveBeenCalledWith({ name: 'Ada' }, viewer, null)
  })

  it.each<Record<string, string>>([{ teamId: 'team_2' }, {}])('is refused from any other page: %j', async (fields) => {
    requireViewer.mockResolvedValueOnce(viewer)
    const handler = vi.fn(async () => undefined)
    const answer = await teamAction(schema, handler)(idle, formOf({ name: 'Ada', ...fields }))
    expect(answer).toMatchObject({ status: 'error', message: expect.stringContaining('switched to Looms') })
    expect(handler).not.toHaveBeenCalled()
  })
})

describe('a form after an error', () => {
  const answerTo = (error: unknown) =>
    publicAction(schema, async () => {
      throw error
    })(idle, formOf({ name: 'Ada' }))

  it.each(['payment_required', 'limit_reached'] as const)('links to the plans for %s', async (code) => {
    expect(await answerTo(new AppError(code, 'Upgrade to use it.'))).toEqual({
      status: 'error',
      message: 'Upgrade to use it.',
      fieldErrors: {},
      values: { name: 'Ada' },
      link: { href: '/pricing', text: 'See plans' },
    })
  })

  it('points to the field that was rejected', async () => {
    expect(await answerTo(new AppError('invalid', 'Choose another one.', { field: 'name' }))).toMatchObject({
      message: 'Check the highlighted fields.',
      fieldErrors: { name: 'Choose another one.' },
    })
  })

  it('shows only the message for any other AppError', async () => {
    expect(await answerTo(new AppError('not_found', 'That does not exist.'))).not.toHaveProperty('link')
  })

  it('rethrows a bug', async () => {
    await expect(answerTo(new Error('a bug'))).rejects.toThrow('a bug')
  })
})

describe('the page with the form', () => {
  const pageFor = async (referer: string | null) => {
    if (referer) sent.set('referer', referer)
    const seen = vi.fn(async () => undefined)
    await publicAction(schema, seen)(idle, formOf({ name: 'Ada' }))
    return (seen.mock.lastCall as unknown as [unknown, string | null])[1]
  }

  it.each([
    ['http://localhost:3000/projects?x=1', '/projects'],
    ['http://localhost:3000/', '/'],
    ['https://evil.example/projects', null],
    ['nonsense', null],
    [null, null],
  ])('is read from %s', async (referer, page) => {
    expect(await pageFor(referer)).toBe(page)
  })

  it('is the page to return to after signing in', async () => {
    sent.set('referer', 'http://localhost:3000/account/billing?flow=abc')
    requireViewer.mockRejectedValueOnce(new Error('to the sign-in page'))
    await expect(action(schema, async () => undefined)(idle, formOf({ name: 'Ada' }))).rejects.toThrow('sign-in')
    expect(requireViewer).toHaveBeenCalledWith('/account/billing')
  })
})
