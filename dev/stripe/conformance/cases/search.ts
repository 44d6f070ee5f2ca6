import { type Case, claim } from '../case'
import { has, invalid, must, rejected, same } from '../expectations'
import { pause, type World } from '../world'

const documented = 'D: subscriptions/search; section 7'

/** Searches until something is found. In Stripe, new data can take a minute to appear. */
async function found(world: World, search: () => Promise<{ data: { id: string }[] }>): Promise<string[]> {
  for (let tries = 0; ; tries++) {
    const ids = (await search()).data.map(({ id }) => id)
    if (ids.length > 0 || world.target === 'local' || tries === 12) return ids
    await pause(10_000)
  }
}

export const searching: Case[] = [
  claim('finds a customer by metadata', documented, async (world) => {
    const team = world.unique('team')
    const { id } = await world.customer(null, { metadata: { team } })
    same(await found(world, () => world.stripe.customers.search({ query: `metadata['team']:'${team}'` })), [id])
  }),
  claim('finds a customer by email address', documented, async (world) => {
    const { id, email } = await world.customer(null)
    same(await found(world, () => world.stripe.customers.search({ query: `email:'${email}'` })), [id])
  }),
  claim('finds a customer by part of the name', documented, async (world) => {
    const word = world.unique('Lovelace').replaceAll('-', '')
    const { id } = await world.customer(null, { name: `Ada ${word}` })
    same(await found(world, () => world.stripe.customers.search({ query: `name~'${word}'` })), [id])
  }),
  claim('finds a price by lookup key', documented, async (world) => {
    const lookup_key = world.unique('pro')
    const { id } = await world.price(1900, { lookup_key })
    same(await found(world, () => world.stripe.prices.search({ query: `lookup_key:'${lookup_key}'` })), [id])
  }),
  claim('finds a product by name', documented, async (world) => {
    const { id, name } = await world.product()
    must(
      (await found(world, () => world.stripe.products.search({ query: `name:'${name}'` }))).includes(id),
      'it is found',
    )
  }),
  claim('finds a subscription by status and metadata', documented, async (world) => {
    const team = world.unique('team')
    const { subscription } = await world.subscriber(1000, { metadata: { team } })
    const query = `status:'active' AND metadata['team']:'${team}'`
    same(await found(world, () => world.stripe.subscriptions.search({ query })), [subscription.id])
  }),
  claim('supports negation', documented, async (world) => {
    const team = world.unique('team')
    const { id } = await world.customer(null, { metadata: { team }, email: 'a@example.com' })
    await world.customer(null, { metadata: { team }, email: 'b@example.com' })
    const query = `metadata['team']:'${team}' AND -email:'b@example.com'`
    const ids = await found(world, () => world.stripe.customers.search({ query }))
    must(ids.includes(id) && ids.length === 1, `${ids}`)
  }),
  claim('supports OR', documented, async (world) => {
    const [one, two] = [world.unique('a'), world.unique('b')]
    const first = await world.customer(null, { metadata: { team: one } })
    const second = await world.customer(null, { metadata: { team: two } })
    const query = `metadata['team']:'${one}' OR metadata['team']:'${two}'`
    if (world.target === 'local')
      same(await found(world, () => world.stripe.customers.search({ query })), [second.id, first.id])
  }),
  claim('rejects AND combined with OR', documented, async ({ stripe }) => {
    const query = "email:'a' AND name:'b' OR name:'c'"
    await rejected(stripe.customers.search({ query }), invalid())
  }),
  claim('reports the position of a query error', documented, async ({ stripe }) => {
    for (const query of ['', 'email', "email:'a", "planet:'Mars'"])
      await rejected(stripe.customers.search({ query }), invalid())
  }),
  claim('returns a search result object', 'section 7: search_result', async ({ stripe }) => {
    const page = await stripe.customers.search({ query: "email:'nobody@nowhere.example'" })
    has(page, { object: 'search_result', url: '/v1/customers/search', has_more: false, next_page: null, data: [] })
  }),
]
