import { type Case, claim } from '../case'
import { invalid, must, rejected, same } from '../expectations'

const rules = 'section 7: metadata, form encoding'

export const metadata: Case[] = [
  claim('is merged with the existing keys', rules, async (world) => {
    const { id } = await world.customer(null, { metadata: { a: '1', b: '2' } })
    same(
      { ...(await world.stripe.customers.update(id, { metadata: { c: '3' } })).metadata },
      { a: '1', b: '2', c: '3' },
    )
  }),
  claim('removes a key that is set to an empty string', rules, async (world) => {
    const { id } = await world.customer(null, { metadata: { a: '1', b: '2' } })
    same({ ...(await world.stripe.customers.update(id, { metadata: { a: '' } })).metadata }, { b: '2' })
  }),
  claim('is cleared by an empty value', rules, async (world) => {
    const { id } = await world.customer(null, { metadata: { a: '1', b: '2' } })
    same({ ...(await world.stripe.customers.update(id, { metadata: '' })).metadata }, {})
  }),
  claim('only has string values', rules, async (world) => {
    same({ ...(await world.customer(null, { metadata: { a: 7, b: null } })).metadata }, { a: '7' })
  }),
  claim('has a limit of 50 keys', rules, async (world) => {
    const keys = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`key${index}`, 'x']))
    must((await world.customer(null, { metadata: keys(50) })).metadata.key49, 'there are 50 keys')
    await rejected(world.customer(null, { metadata: keys(51) }), invalid())
  }),
  claim('has a limit of 50 keys after an update', rules, async (world) => {
    const keys = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`key${index}`, 'x']))
    const { id } = await world.customer(null, { metadata: keys })
    await rejected(world.stripe.customers.update(id, { metadata: { another: 'x' } }), invalid())
  }),
  claim('has a limit of 40 characters per key', rules, async (world) => {
    await world.customer(null, { metadata: { ['k'.repeat(40)]: 'x' } })
    await rejected(world.customer(null, { metadata: { ['k'.repeat(41)]: 'x' } }), invalid())
  }),
  claim('has a limit of 500 characters per value', 'OAS-E maxLength 500', async (world) => {
    await world.customer(null, { metadata: { key: 'x'.repeat(500) } })
    await rejected(world.customer(null, { metadata: { key: 'x'.repeat(501) } }), invalid())
  }),
  claim('can have keys with reserved names', 'GK metadata', async (world) => {
    const keys = { constructor: '1', toString: '2', 'a.b': '3' }
    same({ ...(await world.customer(null, { metadata: keys })).metadata }, keys)
  }),
  claim('rejects brackets in a key', 'GK metadata', async (world) => {
    await rejected(world.customer(null, { metadata: { 'a[b]': 'x' } }), invalid())
  }),
  claim('belongs to one object', 'GK metadata', async (world) => {
    const { subscription, customer } = await world.subscriber(1000, { metadata: { team: '7' } })
    same([{ ...subscription.metadata }, { ...customer.metadata }], [{ team: '7' }, {}])
  }),
]
