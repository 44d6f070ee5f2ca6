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

describe('a submitted form', () => {
  it('is stripped of characters that PostgreSQL cannot store', async () => {
    const seen = vi.fn(async () => undefined)
    await publicAction(schema, seen)(idle, formOf({ name: 'A\0da' }))
    expect(seen).toHaveBeenCalledWith({ name: 'Ada' }, null)
  })

  it('is rejected with a message if it is from another site or not from a browser', async () => {
    sent.delete('origin')
    const handler = vi.fn(async () => undefined)
    const answer = await publicAction(schema, handler)(idle, formOf({ name: 'Ada' }))
    expect(answer).toMatchObject({ status: 'error', message: expect.stringContaining('didn’t come from') })
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

  it('points to the field that the refusal is about', async () => {
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
