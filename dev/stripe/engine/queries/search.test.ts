import { describe, expect, it } from 'vitest'
import type { Stored } from '../core/store'
import { searchOf } from './search'

const customer = (id: string, email: string, created: number, metadata: Record<string, string> = {}): Stored => ({
  id,
  object: 'customer',
  email,
  name: null,
  created,
  metadata,
})
const people = [
  customer('cus_1', 'ada@example.com', 100, { plan: 'pro', "it's": 'x' }),
  customer('cus_2', 'grace@example.com', 200, { plan: 'free' }),
  customer('cus_3', 'ada@other.org', 300),
]
const find = (query: string, more: object = {}) =>
  searchOf(people, 'customers', { query, ...more }).data.map(({ id }) => id)

describe('a search', () => {
  it.each([
    ["email:'ada@example.com'", ['cus_1']],
    ['email:"ADA@example.com"', ['cus_1']],
    ["email~'example'", ['cus_2', 'cus_1']],
    ["metadata['plan']:'pro'", ['cus_1']],
    ['metadata["it\\\'s"]:"x"', ['cus_1']],
    ["-metadata['plan']:'pro'", ['cus_3', 'cus_2']],
    ["metadata['plan']:null", ['cus_3']],
    ['created>100 AND created<=300', ['cus_3', 'cus_2']],
    ["created:100 OR email:'ada@other.org'", ['cus_3', 'cus_1']],
    ["created>100 email~'ada'", ['cus_3']],
    ['name:null', ['cus_3', 'cus_2', 'cus_1']],
  ])('%s', (query, ids) => {
    expect(find(query)).toEqual(ids)
  })

  it.each([
    ['', /unable to parse/],
    ['asdf', /unable to parse/],
    ['created:1 AND created:2 OR created:3', /unable to parse/],
    ["created:'abc'", /unable to parse/],
    ["color:'red'", /Field `color` is an unsupported search field for resource `customers`/],
    ["email>'a'", /does not support/],
    ["email~'a'", /at least 3/],
    ["email:'a", /unable to parse/],
    [Array.from({ length: 11 }, () => 'created:1').join(' AND '), /unable to parse/],
  ])('%s is rejected', (query, message) => {
    expect(() => find(query)).toThrow(message)
  })

  it('returns pages by token', () => {
    const first = searchOf(people, 'customers', { query: 'created>0', limit: 2 })
    expect(first).toMatchObject({ object: 'search_result', has_more: true, url: '/v1/customers/search' })
    const second = searchOf(people, 'customers', { query: 'created>0', limit: 2, page: first.next_page })
    expect(second.data.map(({ id }) => id)).toEqual(['cus_1'])
    expect(second).toMatchObject({ has_more: false, next_page: null })
    expect(() => find('created>0', { page: 'nonsense' })).toThrow(/page token/)
  })
})
