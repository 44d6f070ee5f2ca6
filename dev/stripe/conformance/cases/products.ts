import { type Case, claim } from '../case'
import { has, invalid, missing, must, rejected, same } from '../expectations'

export const products: Case[] = [
  claim('has a name and is active', 'N23 Products', async (world) => {
    has(await world.product({ name: 'Pro' }), {
      id: /^prod_/,
      object: 'product',
      name: 'Pro',
      active: true,
      description: null,
    })
  }),
  claim('needs a name', 'OAS-E required', async ({ stripe }) => {
    await rejected(
      stripe.products.create({} as { name: string }),
      invalid({ code: 'parameter_missing', param: 'name' }),
    )
  }),
  claim('can have a unique custom ID', 'N23 ProductCreateParams', async (world) => {
    const id = world.unique('prod')
    same((await world.product({ id })).id, id)
    await rejected(world.stripe.products.create({ id, name: 'Again' }), invalid({ code: 'resource_already_exists' }))
  }),
  claim('has marketing features', 'N23 Products', async (world) => {
    const marketing_features = [{ name: 'Unlimited projects' }, { name: 'Support' }]
    has(await world.product({ marketing_features }), { marketing_features })
  }),
  claim('clears its description with an empty value', 'X wire format', async (world) => {
    const { id } = await world.product({ description: 'For teams' })
    has(await world.stripe.products.update(id, { description: '' }), { description: null })
  }),
  claim('can be archived and listed by active status', 'N23 ProductListParams', async (world) => {
    const [on, off] = [await world.product(), await world.product()]
    await world.stripe.products.update(off.id, { active: false })
    const ids = [on.id, off.id]
    same(
      (await world.stripe.products.list({ ids, active: true })).data.map(({ id }) => id),
      [on.id],
    )
    same(
      (await world.stripe.products.list({ ids, active: false })).data.map(({ id }) => id),
      [off.id],
    )
  }),
  claim('can use one of its prices as the default', 'N23 ProductUpdateParams', async (world) => {
    const price = await world.price(500)
    has(await world.stripe.products.update(String(price.product), { default_price: price.id }), {
      default_price: price.id,
    })
  }),
  claim('can be created with a default price', 'N23 ProductCreateParams.default_price_data', async (world) => {
    const default_price_data = { currency: 'usd', unit_amount: 700, recurring: { interval: 'month' } } as const
    const product = await world.product({ default_price_data })
    has(await world.stripe.prices.retrieve(String(product.default_price)), { unit_amount: 700, product: product.id })
  }),
  claim('can be deleted if it has no prices', 'GK delete a product', async (world) => {
    const { id } = await world.product()
    has(await world.stripe.products.del(id), { id, object: 'product', deleted: true })
    await rejected(world.stripe.products.retrieve(id), missing())
  }),
  claim('cannot be deleted if it has a price', '3P pay-rails/pay: recorded', async (world) => {
    const price = await world.price(500)
    await rejected(world.stripe.products.del(String(price.product)), invalid({ param: undefined }))
  }),
  claim('can have an entitlement feature', 'N23 ProductFeatures; section 9', async (world) => {
    const { id } = await world.product()
    const lookup_key = world.unique('feature')
    const feature = await world.stripe.entitlements.features.create({ name: 'Projects', lookup_key })
    const link = await world.stripe.products.createFeature(id, { entitlement_feature: feature.id })
    has(link, { object: 'product_feature', entitlement_feature: { id: feature.id, lookup_key } })
    has((await world.stripe.products.listFeatures(id)).data, [{ id: link.id }])
    has(await world.stripe.products.deleteFeature(id, link.id), { deleted: true })
    same((await world.stripe.products.listFeatures(id)).data, [])
  }),
]

const product = (name: string) => ({ product_data: { name } })

export const prices: Case[] = [
  claim('has an interval count of 1 by default', 'N23 Prices', async (world) => {
    const recurring = { interval: 'month', interval_count: 1, usage_type: 'licensed' }
    has(await world.price(1900), { id: /^price_/, type: 'recurring', unit_amount: 1900, currency: 'usd', recurring })
  }),
  claim('is one-time without an interval', 'N23 Prices', async (world) => {
    has(await world.price(1900, { recurring: undefined }), { type: 'one_time', recurring: null })
  }),
  claim('has a decimal amount', 'X: *_decimal is Stripe.Decimal since 21.0.0', async (world) => {
    const { unit_amount_decimal: decimal } = await world.price(1900)
    same([String(decimal), JSON.stringify(decimal)], ['1900', '"1900"'])
    must(typeof decimal === 'object', 'the SDK returns an object')
  }),
  claim('can use a zero-decimal currency', 'GK zero-decimal currencies', async (world) => {
    has(await world.price(2000, { currency: 'jpy' }), { currency: 'jpy', unit_amount: 2000 })
  }),
  claim('can create its product', 'N23 PriceCreateParams.product_data', async ({ stripe, unique }) => {
    const name = unique.call(null, 'Pro')
    const price = await stripe.prices.create({ currency: 'usd', unit_amount: 500, ...product(name) })
    has(await stripe.products.retrieve(String(price.product)), { name })
    await stripe.products.update(String(price.product), { active: false })
  }),
  claim('has amounts in other currencies', 'N23 PriceCreateParams.currency_options', async (world) => {
    const made = await world.price(1900, { currency_options: { eur: { unit_amount: 1700 } } })
    const price = await world.stripe.prices.retrieve(made.id, { expand: ['currency_options'] })
    has(price.currency_options, { eur: { unit_amount: 1700 }, usd: { unit_amount: 1900 } })
  }),
  claim('has a tax behavior', 'D: customer-management: unspecified cannot be changed in the portal', async (world) => {
    has(await world.price(1900, { tax_behavior: undefined }), { tax_behavior: 'unspecified' })
    has(await world.price(1900, { tax_behavior: 'inclusive' }), { tax_behavior: 'inclusive' })
  }),
  claim('is found by its lookup key', 'GK lookup keys; section 9', async (world) => {
    const lookup_key = world.unique('pro')
    const { id } = await world.price(1900, { lookup_key })
    same(
      (await world.stripe.prices.list({ lookup_keys: [lookup_key] })).data.map((one) => one.id),
      [id],
    )
  }),
  claim('cannot use another price’s lookup key', 'GK lookup keys', async (world) => {
    const lookup_key = world.unique('pro')
    await world.price(1900, { lookup_key })
    await rejected(world.price(2900, { lookup_key }), invalid({ message: /already uses that lookup key/ }))
  }),
  claim('can transfer a lookup key', 'GK transfer_lookup_key; section 9', async (world) => {
    const lookup_key = world.unique('pro')
    const first = await world.price(1900, { lookup_key })
    const second = await world.price(2900, { lookup_key, transfer_lookup_key: true })
    same((await world.stripe.prices.retrieve(first.id)).lookup_key, null)
    same(
      (await world.stripe.prices.list({ lookup_keys: [lookup_key] })).data.map(({ id }) => id),
      [second.id],
    )
  }),
  claim('needs an existing product', 'GK resource_missing', async ({ stripe }) => {
    const call = stripe.prices.create({ currency: 'usd', unit_amount: 1, product: 'prod_none' })
    await rejected(call, missing('product'))
  }),
  claim('needs a currency', 'OAS-E required', async ({ stripe }) => {
    const call = stripe.prices.create({ unit_amount: 1 } as unknown as { currency: string })
    await rejected(call, invalid({ code: 'parameter_missing', param: 'currency' }))
  }),
  claim('rejects an invalid interval', 'OAS-E enum', async (world) => {
    const recurring = { interval: 'fortnight' as 'week' }
    await rejected(world.price(1, { recurring }), invalid({ param: 'recurring[interval]' }))
  }),
  claim('can be archived and renamed, but its amount cannot change', 'N23 PriceUpdateParams', async (world) => {
    const { id } = await world.price(1900)
    has(await world.stripe.prices.update(id, { active: false, nickname: 'Old' }), {
      active: false,
      nickname: 'Old',
      unit_amount: 1900,
    })
    const call = world.stripe.prices.update(id, { unit_amount: 5 } as object)
    await rejected(call, invalid({ code: 'parameter_unknown', param: 'unit_amount' }))
  }),
  claim('is listed by product, type, and active status', 'N23 PriceListParams', async (world) => {
    const { id: of } = await world.product()
    const recurring = await world.price(1900, { product: of })
    const once = await world.price(5000, { product: of, recurring: undefined })
    await world.stripe.prices.update(once.id, { active: false })
    const ids = async (params: object) =>
      (await world.stripe.prices.list({ product: of, ...params })).data.map(({ id }) => id)
    same(await ids({}), [once.id, recurring.id])
    same(await ids({ type: 'one_time' }), [once.id])
    same(await ids({ active: true }), [recurring.id])
    same(await ids({ recurring: { interval: 'month' } }), [recurring.id])
  }),
  claim('can be zero', 'N23 Prices', async (world) => {
    has(await world.price(0), { unit_amount: 0 })
  }),
  claim('rejects a negative amount', 'GK parameter_invalid_integer', async (world) => {
    await rejected(world.price(-1), invalid({ param: 'unit_amount' }))
  }),
]
