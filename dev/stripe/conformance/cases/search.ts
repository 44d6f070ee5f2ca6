import { type Case, claim } from '../case'
import { has, invalid, must, refused, same } from '../expectations'
import { pause, type World } from '../world'

const documented = 'D: subscriptions/search; section 7'

/** Searches until something is found: at Stripe what was just written may take a minute to appear. */
async function found(world: World, search: () => Promise<{ data: { id: string }[] }>): Promise<string[]> {
  for (let tries = 0; ; tries++) {
    const ids = (await search()).data.map(({ id }) => id)
    if (ids.length > 0 || world.target === 'local' || tries === 12) return ids
    await pause(10_000)
  }
}

export const searching: Case[] = [
  claim('finds a customer by what is noted', documented, async (world) => {
    const team = world.unique('team')
    const { id } = await world.customer(null, { metadata: { team } })
    same(await found(world, () => world.stripe.customers.search({ query: `metadata['team']:'${team}'` })), [id])
  }),
  claim('finds a customer by the email address', documented, async (world) => {
    const { id, email } = await world.customer(null)
    same(await found(world, () => world.stripe.customers.search({ query: `email:'${email}'` })), [id])
  }),
  claim('finds a customer by a part of the name', documented, async (world) => {
    const word = world.unique('Lovelace').replaceAll('-', '')
    const { id } = await world.customer(null, { name: `Ada ${word}` })
    same(await found(world, () => world.stripe.customers.search({ query: `name~'${word}'` })), [id])
  }),
  claim('finds a price by its key', documented, async (world) => {
    const lookup_key = world.unique('pro')
    const { id } = await world.price(1900, { lookup_key })
    same(await found(world, () => world.stripe.prices.search({ query: `lookup_key:'${lookup_key}'` })), [id])
  }),
  claim('finds a product by its name', documented, async (world) => {
    const { id, name } = await world.product()
    must(
      (await found(world, () => world.stripe.products.search({ query: `name:'${name}'` }))).includes(id),
      'it is found',
    )
  }),
  claim('finds a subscription by its state and notes', documented, async (world) => {
    const team = world.unique('team')
    const { subscription } = await world.subscriber(1000, { metadata: { team } })
    const query = `status:'active' AND metadata['team']:'${team}'`
    same(await found(world, () => world.stripe.subscriptions.search({ query })), [subscription.id])
  }),
  claim('leaves out what is denied', documented, async (world) => {
    const team = world.unique('team')
    const { id } = await world.customer(null, { metadata: { team }, email: 'a@example.com' })
    await world.customer(null, { metadata: { team }, email: 'b@example.com' })
    const query = `metadata['team']:'${team}' AND -email:'b@example.com'`
    const ids = await found(world, () => world.stripe.customers.search({ query }))
    must(ids.includes(id) && ids.length === 1, `${ids}`)
  }),
  claim('finds one or the other', documented, async (world) => {
    const [one, two] = [world.unique('a'), world.unique('b')]
    const first = await world.customer(null, { metadata: { team: one } })
    const second = await world.customer(null, { metadata: { team: two } })
    const query = `metadata['team']:'${one}' OR metadata['team']:'${two}'`
    if (world.target === 'local')
      same(await found(world, () => world.stripe.customers.search({ query })), [second.id, first.id])
  }),
  claim('mixes no and with or', documented, async ({ stripe }) => {
    const query = "email:'a' AND name:'b' OR name:'c'"
    await refused(stripe.customers.search({ query }), invalid())
  }),
  claim('says where a query is wrong', documented, async ({ stripe }) => {
    for (const query of ['', 'email', "email:'a", "planet:'Mars'"])
      await refused(stripe.customers.search({ query }), invalid())
  }),
  claim('has a shape of its own', 'section 7: search_result', async ({ stripe }) => {
    const page = await stripe.customers.search({ query: "email:'nobody@nowhere.example'" })
    has(page, { object: 'search_result', url: '/v1/customers/search', has_more: false, next_page: null, data: [] })
  }),
]
