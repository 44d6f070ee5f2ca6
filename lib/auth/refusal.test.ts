import { expect, it } from 'vitest'
import { AppError } from '@/lib/errors'
import { refusalResponse } from '@/lib/rate-limit/refusal-response'
import { orRefusal, withRefusal } from './refusal'

const busy = () => Promise.reject(new AppError('unavailable', 'Try again.', { retryAfterSeconds: 5 }))

it('passes the reason around Auth.js, to its own caller only', async () => {
  const [refused, accepted] = await Promise.all([
    withRefusal(() => orRefusal(busy())),
    withRefusal(() => orRefusal(Promise.resolve('user'))),
  ])
  expect(refused).toMatchObject({ result: null, refusal: { code: 'unavailable' } })
  expect(accepted).toEqual({ result: 'user', refusal: undefined })
})

it('does not hide bugs, or refusals that nobody would see', async () => {
  await expect(withRefusal(() => orRefusal(Promise.reject(new Error('a bug'))))).rejects.toThrow('a bug')
  await expect(orRefusal(busy())).rejects.toMatchObject({ code: 'unavailable' })
})

it('becomes a 503 that says when to come back', async () => {
  const response = refusalResponse(await busy().catch((error) => error))
  expect(response.status).toBe(503)
  expect(response.headers.get('retry-after')).toBe('5')
  expect(await response.json()).toEqual({ error: 'Try again.' })
})
