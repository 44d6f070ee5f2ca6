import { type Case, claim } from '../case'
import { has, invalid, missing, must, rejected, same } from '../expectations'

export const customers: Case[] = [
  claim('starts with empty fields', 'N23 Customers', async ({ stripe }) => {
    const made = await stripe.customers.create({})
    has(made, { object: 'customer', id: /^cus_/, email: null, name: null, balance: 0, livemode: false, metadata: {} })
    has(made.invoice_settings, { default_payment_method: null, custom_fields: null, footer: null })
    await stripe.customers.del(made.id)
  }),
  claim('stores its fields', 'N23 Customers', async (world) => {
    const address = { line1: '1 Row', line2: '', city: 'London', state: '', postal_code: 'N1', country: 'GB' }
    const fields = { name: 'Ada Lovelace', phone: '+44 20 7946 0000', description: 'First', preferred_locales: ['de'] }
    const made = await world.customer(null, { ...fields, address })
    has(await world.stripe.customers.retrieve(made.id), { ...fields, address: { line1: '1 Row', country: 'GB' } })
  }),
  claim('updates only the given fields', 'GK updating objects', async (world) => {
    const made = await world.customer(null, { name: 'Ada', description: 'First' })
    has(await world.stripe.customers.update(made.id, { name: 'Countess' }), { name: 'Countess', description: 'First' })
  }),
  claim('clears a field that is set to an empty string', 'X wire format: empty unsets', async (world) => {
    const made = await world.customer(null, { description: 'First', phone: '+1 555 0100' })
    has(await world.stripe.customers.update(made.id, { description: '', phone: '' }), {
      description: null,
      phone: null,
    })
  }),
  claim('stores a shipping address', 'N23 Customers', async (world) => {
    const shipping = { name: 'Ada', address: { line1: '1 Row', city: 'London', country: 'GB' } }
    has(await world.customer(null, { shipping }), { shipping })
  }),
  claim('rejects an invalid email address', 'GK common codes', async ({ stripe }) => {
    await rejected(stripe.customers.create({ email: 'nobody' }), invalid({ code: 'email_invalid', param: 'email' }))
  }),
  claim('can be tax exempt', 'N23 Customers', async (world) => {
    has(await world.customer(null), { tax_exempt: 'none' })
    has(await world.customer(null, { tax_exempt: 'exempt' }), { tax_exempt: 'exempt' })
  }),
  claim('rejects an unknown tax exemption', 'OAS-E enum', async ({ stripe }) => {
    await rejected(stripe.customers.create({ tax_exempt: 'maybe' as 'none' }), invalid({ param: 'tax_exempt' }))
  }),
  claim('has a balance in minor units that an update can set', 'N23 Customers', async (world) => {
    const made = await world.customer(null, { balance: -500 })
    same(made.balance, -500)
    same((await world.stripe.customers.update(made.id, { balance: 700 })).balance, 700)
  }),
  claim('accepts a card on creation', 'N23 CustomerCreateParams', async (world) => {
    const made = await world.customer(null, { payment_method: 'pm_card_visa' })
    const { data } = await world.stripe.customers.listPaymentMethods(made.id)
    has(data, [{ customer: made.id, card: { last4: '4242' } }])
  }),
  claim('accepts a test token as the default card', '3P: 7 public programs; D: customers', async (world) => {
    const settings = { payment_method: 'pm_card_visa', invoice_settings: { default_payment_method: 'pm_card_visa' } }
    const made = await world.customer(null, settings)
    const { data } = await world.stripe.customers.listPaymentMethods(made.id)
    same(
      data.map(({ id }) => id),
      [made.invoice_settings.default_payment_method],
    )
    same((await world.subscribe(made, await world.price(1000))).status, 'active')
  }),
  claim('accepts the token of an attached card as the default', '3P: public shell scripts', async (world) => {
    const made = await world.customer(null)
    const { id } = await world.stripe.paymentMethods.attach('pm_card_visa', { customer: made.id })
    const invoice_settings = { default_payment_method: 'pm_card_visa' }
    has(await world.stripe.customers.update(made.id, { invoice_settings }), {
      invoice_settings: { default_payment_method: id },
    })
  }),
  claim('rejects a default card that is not attached', 'GK invoice settings', async (world) => {
    const [mine, other] = [await world.customer(null), await world.customer()]
    const foreign = String(other.invoice_settings.default_payment_method)
    const change = { invoice_settings: { default_payment_method: foreign } }
    await rejected(world.stripe.customers.update(mine.id, change), invalid({ code: 'resource_missing' }))
  }),
  claim('is found by its email address', 'N23 CustomerListParams', async (world) => {
    const made = await world.customer(null)
    const { data } = await world.stripe.customers.list({ email: made.email ?? '' })
    same(
      data.map(({ id }) => id),
      [made.id],
    )
  }),
  claim(
    'is not found by email in a different case',
    'N23 CustomerListParams: email is case-sensitive',
    async (world) => {
      const made = await world.customer(null)
      same((await world.stripe.customers.list({ email: made.email?.toUpperCase() })).data, [])
    },
  ),
  claim('is sorted by creation time', 'N23 RangeQueryParam', async (world) => {
    const made = await world.customer(null)
    const { data } = await world.stripe.customers.list({ created: { gte: made.created }, limit: 100 })
    must(
      data.some(({ id }) => id === made.id),
      'it has its own creation time',
    )
    const later = await world.stripe.customers.list({ created: { gt: made.created + 3600 } })
    same(later.data, [])
  }),
  claim('is returned as deleted', 'D: api/customers/delete; section 4.2 K', async (world) => {
    const made = await world.customer(null)
    same({ ...(await world.stripe.customers.del(made.id)) }, { id: made.id, object: 'customer', deleted: true })
    same({ ...(await world.stripe.customers.retrieve(made.id)) }, { id: made.id, object: 'customer', deleted: true })
  }),
  claim('cannot be updated after deletion', 'GK errors', async (world) => {
    const made = await world.customer(null)
    await world.stripe.customers.del(made.id)
    await rejected(world.stripe.customers.update(made.id, { name: 'Ghost' }), missing())
    await rejected(world.stripe.customers.del(made.id), missing())
  }),
  claim('is not listed after deletion', 'GK lists', async (world) => {
    const made = await world.customer(null)
    await world.stripe.customers.del(made.id)
    same((await world.stripe.customers.list({ email: made.email ?? '' })).data, [])
  }),
  claim(
    'cancels its subscriptions when deleted',
    '3P: deleting the customer cancels its subscription; section 4.2 K',
    async (world) => {
      const { customer, subscription } = await world.subscriber()
      const watch = await world.watch(customer.id)
      await world.stripe.customers.del(customer.id)
      same((await world.reread(subscription)).status, 'canceled')
      await watch.saw('customer.subscription.deleted', 'customer.deleted')
      has((await watch.only('customer.deleted')).data.object, {
        id: customer.id,
        object: 'customer',
        email: customer.email,
      })
    },
  ),
  claim(
    'sends events when created and updated',
    'N23 Event.data: previous_attributes only on updated',
    async (world) => {
      const made = await world.customer(null, { name: 'Ada' })
      const watch = await world.watch(made.id)
      await world.stripe.customers.update(made.id, { name: 'Countess' })
      await watch.changed('customer.updated', { name: 'Ada' })
      const { data } = await watch.only('customer.updated')
      same(Object.keys(data.previous_attributes ?? {}), ['name'])
    },
  ),
  claim('has balance transactions', 'N23 CustomerBalanceTransactions', async (world) => {
    const made = await world.customer(null)
    const credit = { amount: -500, currency: 'usd', description: 'Sorry' }
    const entry = await world.stripe.customers.createBalanceTransaction(made.id, credit)
    has(entry, { object: 'customer_balance_transaction', amount: -500, ending_balance: -500, type: 'adjustment' })
    has(await world.stripe.customers.retrieve(made.id), { balance: -500 })
    has((await world.stripe.customers.listBalanceTransactions(made.id)).data, [{ id: entry.id }])
  }),
]
