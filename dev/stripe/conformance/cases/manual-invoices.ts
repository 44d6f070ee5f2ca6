import { type Case, claim } from '../case'
import { has, missing, rejected, same } from '../expectations'
import { itemOf } from '../world'

const observed = '3P pay-rails/pay: recorded'

export const oneTimeCharges: Case[] = [
  claim('creates an invoice item for the whole subscription period', observed, async (world) => {
    const setup = await world.price(1500, { recurring: undefined })
    const { subscription } = await world.subscriber(1000, { add_invoice_items: [{ price: setup.id }] })
    const [charge] = (await world.latestInvoice(subscription)).lines.data
    const { current_period_start: start, current_period_end: end } = itemOf(subscription)
    const details = { subscription: subscription.id, invoice_item: /^ii_/, proration: false }
    const parent = { type: 'invoice_item_details', invoice_item_details: details, subscription_item_details: null }
    has(charge, { amount: 1500, parent, period: { start, end } })
    const item = String(charge?.parent?.invoice_item_details?.invoice_item)
    has(await world.stripe.invoiceItems.retrieve(item), { amount: 1500, invoice: subscription.latest_invoice })
  }),
]

/** Invoices created through the API instead of by a subscription. */
export const manualInvoices: Case[] = [
  claim('can be created with its own items', 'N23 InvoiceCreateParams', async (world) => {
    const { id: customer } = await world.customer()
    const { id: invoice, status } = await world.stripe.invoices.create({ customer, auto_advance: false })
    same(status, 'draft')
    await world.stripe.invoiceItems.create({ customer, invoice, amount: 400, currency: 'usd' })
    await world.stripe.invoices.finalizeInvoice(invoice)
    has(await world.stripe.invoices.pay(invoice), { status: 'paid', total: 400, billing_reason: 'manual' })
  }),
  claim('can be deleted while it is a draft', 'N23 del', async (world) => {
    const { id: customer } = await world.customer()
    const { id } = await world.stripe.invoices.create({ customer, auto_advance: false })
    has(await world.stripe.invoices.del(id), { id, deleted: true })
    await rejected(world.stripe.invoices.retrieve(id), missing())
  }),
  claim('creates a price for an amount', observed, async (world) => {
    const { id: customer } = await world.customer()
    const item = (amount: number, description?: string) =>
      world.stripe.invoiceItems.create({ customer, amount, currency: 'usd', ...(description ? { description } : {}) })
    const name = world.unique('Setup')
    const [first, again, plain] = [await item(1000, name), await item(1000, name), await item(1000)]
    const price_details = { price: /^price_/, product: /^prod_/ }
    has(first.pricing, {
      type: 'price_details',
      price_details,
      unit_amount_decimal: (one: unknown) => `${one}` === '1000',
    })
    same(again.pricing?.price_details, first.pricing?.price_details)
    has(plain, { description: null, pricing: { price_details } })
    const behavior = { pending_invoice_items_behavior: 'include' } as const
    const invoice = await world.stripe.invoices.create({ customer, ...behavior })
    same(invoice.total, 3000)
    same(invoice.lines.data[0]?.pricing?.price_details, first.pricing?.price_details)
  }),
  claim('gets its page size on finalization', observed, async (world) => {
    const { id: customer } = await world.customer()
    const { id, rendering } = await world.stripe.invoices.create({ customer, auto_advance: false })
    has(rendering, { amount_tax_display: null, pdf: { page_size: 'auto' }, template: null, template_version: null })
    has(await world.stripe.invoices.finalizeInvoice(id), { rendering: { pdf: { page_size: 'letter' } } })
  }),
  claim('can be empty for a subscription', observed, async (world) => {
    const { customer, subscription } = await world.subscriber()
    same((await world.latestInvoice(subscription)).rendering, null)
    const made = await world.stripe.invoices.create({ customer: customer.id, subscription: subscription.id })
    const parent = { type: 'subscription_details', subscription_details: { subscription: subscription.id } }
    has(made, { status: 'draft', billing_reason: 'manual', total: 0, parent, lines: { data: [] } })
    has(await world.stripe.invoices.pay(made.id), { status: 'paid', attempt_count: 0 })
  }),
]
