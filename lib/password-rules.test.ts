import { describe, expect, it } from 'vitest'
import { requireGoodPassword } from './password-rules'
import { product } from './product'

const check = (password: string) => requireGoodPassword(password, 'ada.lovelace@engines.example')

describe('a new password', () => {
  it.each(['password', '12345678', 'PASSWORD1', 'qwertyuiop', 'iloveyou', 'aaaaaaaaaaaa'])(
    'cannot be a common password: %s',
    async (password) => {
      await expect(check(password)).rejects.toMatchObject({
        code: 'invalid',
        field: 'password',
        userMessage: expect.stringContaining('Too many people use this password'),
      })
    },
  )

  it.each([
    'ada.lovelace@engines.example',
    'Ada.Lovelace',
    'lovelace1815',
    'engines.example',
    'engines-2026',
    `${product.name}-demo`,
    `${product.name}password`,
    'lovelace iloveyou',
  ])('cannot be mostly the user’s address or the product’s name: %s', async (password) => {
    await expect(check(password)).rejects.toMatchObject({
      code: 'invalid',
      field: 'password',
      userMessage: expect.stringContaining('too similar to your email address'),
    })
  })

  it.each(['correct horse battery', 'steam powers engines of brass', 'p4nXy!ee', 'пароль для Ады'])(
    'can be any other password: %s',
    async (password) => {
      await check(password)
    },
  )
})
