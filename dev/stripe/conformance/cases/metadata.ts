import { type Case, claim } from '../case'
import { invalid, must, refused, same } from '../expectations'

const rules = 'section 7: metadata, form encoding'

export const metadata: Case[] = [
  claim('adds to what is there', rules, async (world) => {
    const { id } = await world.customer(null, { metadata: { a: '1', b: '2' } })
    same(
      { ...(await world.stripe.customers.update(id, { metadata: { c: '3' } })).metadata },
      { a: '1', b: '2', c: '3' },
    )
  }),
  claim('loses a key that is set to nothing', rules, async (world) => {
    const { id } = await world.customer(null, { metadata: { a: '1', b: '2' } })
    same({ ...(await world.stripe.customers.update(id, { metadata: { a: '' } })).metadata }, { b: '2' })
  }),
  claim('loses everything that is set to nothing', rules, async (world) => {
    const { id } = await world.customer(null, { metadata: { a: '1', b: '2' } })
    same({ ...(await world.stripe.customers.update(id, { metadata: '' })).metadata }, {})
  }),
  claim('has text alone', rules, async (world) => {
    same({ ...(await world.customer(null, { metadata: { a: 7, b: null } })).metadata }, { a: '7' })
  }),
  claim('has 50 keys at most', rules, async (world) => {
    const keys = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`key${index}`, 'x']))
    must((await world.customer(null, { metadata: keys(50) })).metadata.key49, 'fifty')
    await refused(world.customer(null, { metadata: keys(51) }), invalid())
  }),
  claim('has 50 keys at most when more are added', rules, async (world) => {
    const keys = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`key${index}`, 'x']))
    const { id } = await world.customer(null, { metadata: keys })
    await refused(world.stripe.customers.update(id, { metadata: { another: 'x' } }), invalid())
  }),
  claim('has keys of 40 characters at most', rules, async (world) => {
    await world.customer(null, { metadata: { ['k'.repeat(40)]: 'x' } })
    await refused(world.customer(null, { metadata: { ['k'.repeat(41)]: 'x' } }), invalid())
  }),
  claim('has values of 500 characters at most', 'OAS-E maxLength 500', async (world) => {
    await world.customer(null, { metadata: { key: 'x'.repeat(500) } })
    await refused(world.customer(null, { metadata: { key: 'x'.repeat(501) } }), invalid())
  }),
  claim('may have keys that mean something elsewhere', 'GK metadata', async (world) => {
    const keys = { constructor: '1', toString: '2', 'a.b': '3' }
    same({ ...(await world.customer(null, { metadata: keys })).metadata }, keys)
  }),
  claim('takes no brackets in a key', 'GK metadata', async (world) => {
    await refused(world.customer(null, { metadata: { 'a[b]': 'x' } }), invalid())
  }),
  claim('belongs to one object alone', 'GK metadata', async (world) => {
    const { subscription, customer } = await world.subscriber(1000, { metadata: { team: '7' } })
    same([{ ...subscription.metadata }, { ...customer.metadata }], [{ team: '7' }, {}])
  }),
]
