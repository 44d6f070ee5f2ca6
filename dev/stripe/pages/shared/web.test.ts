import { describe, expect, it } from 'vitest'
import { StripeError } from '../../engine/core/context'
import { localPath, problemOf, webUrl } from './web'

describe('localPath', () => {
  it('accepts a path on this server', () => {
    expect(localPath('/c/pay/cs_1/return?x=1')).toBe('/c/pay/cs_1/return?x=1')
  })

  it.each([
    '//evil.example/',
    '/\\evil.example',
    '/x\\y',
    'https://evil.example/',
    'javascript:alert(1)',
    '',
    undefined,
  ])('rejects %s', (path) => {
    expect(localPath(path)).toBeNull()
  })
})

describe('webUrl', () => {
  it('accepts web URLs', () => {
    expect(webUrl('http://127.0.0.1:3000/account?flow=1')).toBe('http://127.0.0.1:3000/account?flow=1')
  })

  it.each(['javascript:alert(1)', 'data:text/html,x', '/relative', '', null, undefined])('rejects %s', (url) => {
    expect(webUrl(url)).toBeNull()
  })
})

describe('problemOf', () => {
  it('assigns a card error to its field', () => {
    const error = new StripeError(402, { type: 'card_error', code: 'incorrect_cvc', message: 'Wrong code.' })
    expect(problemOf(error)).toEqual({ message: 'Wrong code.', field: 'cardCvc' })
  })

  it('rethrows internal errors', () => {
    expect(() => problemOf(new TypeError('x'))).toThrow(TypeError)
    expect(() => problemOf(new StripeError(500, { type: 'api_error', message: 'x' }))).toThrow(StripeError)
  })
})
