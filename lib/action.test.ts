import { beforeEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { AppError } from './errors'
import { idle } from './form-state'

const sent = new Headers()
const requireViewer = vi.fn()
vi.mock('next/headers', () => ({ headers: async () => sent }))
vi.mock('@/lib/auth', () => ({ requireViewer }))
const { action, publicAction } = await import('./action')

const schema = z.object({ name: z.string() })

function formOf(fields: Record<string, string>): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.set(name, value)
  return form
}

beforeEach(() => {
  for (const name of [...sent.keys()]) sent.delete(name)
  sent.set('origin', 'http://localhost:3000')
})

describe('a form', () => {
  it('loses the characters that PostgreSQL cannot store', async () => {
    const seen = vi.fn(async () => undefined)
    await publicAction(schema, seen)(idle, formOf({ name: 'A\0da' }))
    expect(seen).toHaveBeenCalledWith({ name: 'Ada' }, null)
  })

  it('of another site, or of no browser, is refused with a sentence', async () => {
    sent.delete('origin')
    const handler = vi.fn(async () => undefined)
    const answer = await publicAction(schema, handler)(idle, formOf({ name: 'Ada' }))
    expect(answer).toMatchObject({ status: 'error', message: expect.stringContaining('did not come from') })
    expect(handler).not.toHaveBeenCalled()
  })
})

describe('what a form answers to a refusal', () => {
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

  it('is only the sentence for anything else', async () => {
    expect(await answerTo(new AppError('not_found', 'That does not exist.'))).not.toHaveProperty('link')
  })

  it('is no sentence at all for a bug', async () => {
    await expect(answerTo(new Error('a bug'))).rejects.toThrow('a bug')
  })
})

describe('the page that a form was on', () => {
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

  it('is where somebody comes back to who has to sign in first', async () => {
    sent.set('referer', 'http://localhost:3000/account/billing?flow=abc')
    requireViewer.mockRejectedValueOnce(new Error('to the sign-in page'))
    await expect(action(schema, async () => undefined)(idle, formOf({ name: 'Ada' }))).rejects.toThrow('sign-in')
    expect(requireViewer).toHaveBeenCalledWith('/account/billing')
  })
})
