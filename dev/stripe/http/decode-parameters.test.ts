import { describe, expect, it } from 'vitest'
import { decode } from './decode-parameters'

describe('a form', () => {
  it.each([
    ['metadata[zip]=007&metadata[flag]=true', 'CustomerCreateParams', { metadata: { zip: '007', flag: 'true' } }],
    ['items[0][price]=p&items[1][price]=q', 'SubscriptionCreateParams', { items: [{ price: 'p' }, { price: 'q' }] }],
    ['items[][price]=p', 'SubscriptionCreateParams', { items: [{ price: 'p' }] }],
    ['trial_end=now', 'SubscriptionUpdateParams', { trial_end: 'now' }],
    ['trial_end=123', 'SubscriptionUpdateParams', { trial_end: 123 }],
    ['cancel_at=', 'SubscriptionUpdateParams', { cancel_at: '' }],
    ['percent_off=12.5', 'CouponCreateParams', { percent_off: 12.5 }],
    ['cancel_at_period_end=True', 'SubscriptionUpdateParams', { cancel_at_period_end: true }],
    ['cancel_at_period_end=1', 'SubscriptionUpdateParams', { cancel_at_period_end: true }],
    ['cancel_at_period_end=False', 'SubscriptionUpdateParams', { cancel_at_period_end: false }],
    ['cancel_at_period_end=0', 'SubscriptionUpdateParams', { cancel_at_period_end: false }],
    ['expand=customer', 'SubscriptionUpdateParams', { expand: ['customer'] }],
  ])('%s', (body, type, params) => {
    const given = body.startsWith('items') ? `customer=c&${body}` : body
    expect(decode(given, type)).toMatchObject(params)
  })

  it.each([
    [
      'items[0][quantitty]=1',
      'SubscriptionUpdateParams',
      /unknown parameter: items\[0\]\[quantitty\]/,
      'parameter_unknown',
    ],
    ['', 'ProductCreateParams', /Missing required param: name/, 'parameter_missing'],
    ['name=', 'ProductCreateParams', /empty string for 'name'/, 'parameter_invalid_empty'],
    [
      'collection_method=x',
      'SubscriptionUpdateParams',
      /must be one of charge_automatically, or send_invoice/,
      undefined,
    ],
    ['days_until_due=ten', 'SubscriptionUpdateParams', /Invalid integer: ten/, 'parameter_invalid_integer'],
    ['days_until_due=1.5', 'SubscriptionUpdateParams', /Invalid integer: 1.5/, 'parameter_invalid_integer'],
    ['days_until_due=99999999999999', 'SubscriptionUpdateParams', /Invalid integer/, 'parameter_invalid_integer'],
    ['cancel_at_period_end=2', 'SubscriptionUpdateParams', /Invalid boolean: 2/, undefined],
    ['cancel_at_period_end=yes', 'SubscriptionUpdateParams', /Invalid boolean: yes/, undefined],
    ['items=x', 'SubscriptionUpdateParams', /Invalid array/, undefined],
    ['name[a]=x', 'CustomerCreateParams', /Invalid string/, undefined],
    [`name=${'x'.repeat(257)}`, 'CustomerCreateParams', /must be at most 256 characters/, 'parameter_invalid_string'],
    [`metadata[a]=${'x'.repeat(501)}`, 'CustomerCreateParams', /can have up to 500 characters/, undefined],
    ['expand[]=a.b.c.d.e', 'CustomerCreateParams', /more than 4 levels/, undefined],
  ])('%s is rejected', (body, type, message, code) => {
    const rejection = expect.objectContaining({
      body: expect.objectContaining({ message: expect.stringMatching(message) }),
    })
    expect(() => decode(body, type)).toThrow(rejection)
    try {
      decode(body, type)
    } catch (error) {
      expect((error as { body: { code?: string } }).body.code).toBe(code)
    }
  })
})
