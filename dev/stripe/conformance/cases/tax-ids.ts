import { type Case, claim } from '../case'
import { has, invalid, missing, rejected, same } from '../expectations'

export const taxIds: Case[] = [
  claim('belongs to its customer', 'N23 TaxIds', async (world) => {
    const { id } = await world.customer(null)
    const tax = await world.stripe.customers.createTaxId(id, { type: 'eu_vat', value: 'DE123456789' })
    has(tax, { id: /^txi_/, object: 'tax_id', customer: id, country: 'DE', type: 'eu_vat', value: 'DE123456789' })
  }),
  claim('can be listed, retrieved, and deleted', 'N23 TaxIds', async (world) => {
    const { id } = await world.customer(null)
    const tax = await world.stripe.customers.createTaxId(id, { type: 'us_ein', value: '12-3456789' })
    same(
      (await world.stripe.customers.listTaxIds(id)).data.map((one) => one.id),
      [tax.id],
    )
    same((await world.stripe.customers.retrieveTaxId(id, tax.id)).value, '12-3456789')
    has(await world.stripe.customers.deleteTaxId(id, tax.id), { id: tax.id, deleted: true })
    same((await world.stripe.customers.listTaxIds(id)).data, [])
  }),
  claim('must have the format of its type', 'GK tax_id_invalid', async (world) => {
    const { id } = await world.customer(null)
    const call = world.stripe.customers.createTaxId(id, { type: 'eu_vat', value: 'nonsense' })
    await rejected(call, invalid({ code: 'tax_id_invalid' }))
  }),
  claim('must have a known type', 'OAS-E enum', async (world) => {
    const { id } = await world.customer(null)
    const call = world.stripe.customers.createTaxId(id, { type: 'moon_vat' as 'eu_vat', value: '1' })
    await rejected(call, invalid({ param: 'type' }))
  }),
  claim('needs a customer', 'GK resource_missing', async ({ stripe }) => {
    await rejected(stripe.customers.createTaxId('cus_none', { type: 'eu_vat', value: 'DE123456789' }), missing())
  }),
  claim('is not found for another customer', 'GK resource_missing', async (world) => {
    const [mine, other] = [await world.customer(null), await world.customer(null)]
    const tax = await world.stripe.customers.createTaxId(other.id, { type: 'us_ein', value: '12-3456789' })
    await rejected(world.stripe.customers.deleteTaxId(mine.id, tax.id), missing())
  }),
  claim('sends an event when created', 'N23 Events', async (world) => {
    const { id } = await world.customer(null)
    const watch = await world.watch(id)
    await world.stripe.customers.createTaxId(id, { type: 'us_ein', value: '12-3456789' })
    await watch.saw('customer.tax_id.created')
  }),
]
