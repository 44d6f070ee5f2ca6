import { type Case, claim, page } from '../case'
import { declined, has, invalid, missing, must, rejected, same } from '../expectations'
import { visit } from '../open-page'
import { day, hour, idOf, itemOf } from '../world'

const failing = 'pm_card_chargeCustomerFail'
const basil = 'N23 CHANGELOG 18.0.0; section 3.1'

export const invoices: Case[] = [
  claim('has its subscription as its parent', basil, async (world) => {
    const { subscription } = await world.subscriber(1000, { metadata: { team: '7' } })
    const invoice = await world.latestInvoice(subscription)
    const subscription_details = { subscription: subscription.id, metadata: { team: '7' } }
    has(invoice.parent, { type: 'subscription_details', subscription_details })
  }),
  claim('has a snapshot of the metadata', 'D: basil: metadata is a snapshot; section 3.1', async (world) => {
    const { subscription } = await world.subscriber(1000, { metadata: { team: '7' } })
    await world.stripe.subscriptions.update(subscription.id, { metadata: { team: '8' } })
    same({ ...(await world.latestInvoice(subscription)).parent?.subscription_details?.metadata }, { team: '7' })
  }),
  ...['subscription', 'payment_intent', 'charge', 'paid', 'paid_out_of_band', 'discount'].map((field) =>
    claim(`no longer has the field ${field}`, basil, async (world) => {
      const { subscription } = await world.subscriber()
      must(!(field in (await world.latestInvoice(subscription))), `${field} is gone`)
    }),
  ),
  claim('has the price in the current field on each line', basil, async (world) => {
    const { subscription, price } = await world.subscriber()
    const [line] = (await world.latestInvoice(subscription)).lines.data
    must(line, 'there is a line')
    has(line.pricing, { type: 'price_details', price_details: { price: price.id, product: price.product } })
    const subscription_item_details = { subscription_item: itemOf(subscription).id, proration: false }
    has(line.parent, { type: 'subscription_item_details', subscription_item_details })
    for (const field of ['price', 'proration', 'subscription_item', 'type']) must(!(field in line), `${field} is gone`)
  }),
  claim('describes its period', 'D: prorations 2026-05-13: line descriptions', async (world) => {
    const { subscription } = await world.subscriber(3252)
    has((await world.latestInvoice(subscription)).lines.data, [{ description: /^1 × .+ \(at \$32\.52 \/ month\)$/ }])
  }),
  claim(
    'has a period that ends when the invoice is created',
    'N23 Invoice.period_end; 3P pay-rails/pay: recorded',
    async (world) => {
      const { subscription, clock } = await world.timed(1000, { trial_period_days: 14 })
      const first = await world.latestInvoice(subscription)
      const { created, trial_end } = subscription
      same([first.period_start, first.period_end], [created, created])
      const soon = created + day
      await world.advance(clock, soon)
      await world.stripe.subscriptions.update(subscription.id, { trial_end: 'now' })
      const second = await world.latestInvoice(subscription)
      same([second.period_start, second.period_end], [soon, soon])
      must(trial_end && trial_end > soon, 'the trial would have been longer')
    },
  ),
  claim('has the current period’s start after an update', '3P pay-rails/pay: recorded', async (world) => {
    const { subscription, clock } = await world.timed()
    const { id, current_period_start: start } = itemOf(subscription)
    await world.advance(clock, start + day)
    const items = [{ id, quantity: 2 }]
    await world.stripe.subscriptions.update(subscription.id, { items, proration_behavior: 'always_invoice' })
    has(await world.latestInvoice(subscription), { period_start: start, period_end: start + day })
  }),
  claim('has the product’s singular unit label', '3P pay-rails/pay: recorded', async (world) => {
    const { id: product, name } = await world.product({ unit_label: 'user' })
    const price = await world.price(2500, { product })
    const items = [{ price: price.id, quantity: 10 }]
    const made = await world.stripe.subscriptions.create({ customer: (await world.customer()).id, items })
    same((await world.latestInvoice(made)).lines.data[0]?.description, `10 user × ${name} (at $25.00 / month)`)
  }),
  claim('has a number, a URL, and a PDF', 'N23 Invoices', async (world) => {
    const { subscription } = await world.subscriber()
    const { number, hosted_invoice_url, invoice_pdf } = await world.latestInvoice(subscription)
    has(
      { number, hosted_invoice_url, invoice_pdf },
      { number: /-0001$/, hosted_invoice_url: /^http/, invoice_pdf: /^http/ },
    )
  }),
  claim('is numbered sequentially for each customer', 'N23 next_invoice_sequence', async (world) => {
    const { customer, price } = await world.subscriber()
    const second = await world.subscribe(customer, price)
    has(await world.latestInvoice(second), { number: /-0002$/ })
  }),
  claim('shows how it was paid', basil, async (world) => {
    const { subscription } = await world.subscriber()
    const id = idOf(subscription.latest_invoice)
    const { payments } = await world.stripe.invoices.retrieve(id, { expand: ['payments'] })
    has(payments?.data, [
      { status: 'paid', amount_paid: 1000, payment: { type: 'payment_intent', payment_intent: /^pi_/ } },
    ])
  }),
  claim('is listed by customer, subscription, and status', 'N23 InvoiceListParams', async (world) => {
    const { subscription, customer } = await world.subscriber()
    const ids = async (params: object) => (await world.stripe.invoices.list(params)).data.map(({ id }) => id)
    const [latest] = [idOf(subscription.latest_invoice)]
    same(await ids({ customer: customer.id }), [latest])
    same(await ids({ subscription: subscription.id, status: 'paid' }), [latest])
    same(await ids({ customer: customer.id, status: 'open' }), [])
  }),
  claim('lists its lines', 'N23 listLineItems', async (world) => {
    const { subscription } = await world.subscriber()
    const { data } = await world.stripe.invoices.listLineItems(idOf(subscription.latest_invoice))
    has(data, [{ object: 'line_item', amount: 1000, id: /^il_/ }])
  }),
  claim('can only be paid once', 'GK invoices', async (world) => {
    const { subscription } = await world.subscriber()
    await rejected(world.stripe.invoices.pay(idOf(subscription.latest_invoice)), invalid())
  }),
  claim('can be paid with another card', 'N23 InvoicePayParams.payment_method', async (world) => {
    const { subscription, customer } = await world.subscriber(1000, {}, failing)
    const { id } = await world.stripe.paymentMethods.attach('pm_card_visa', { customer: customer.id })
    const paid = await world.stripe.invoices.pay(idOf(subscription.latest_invoice), { payment_method: id })
    has(paid, { status: 'paid', amount_paid: 1000, amount_remaining: 0 })
  }),
  claim('can be marked as paid out of band', 'N23 paid_out_of_band', async (world) => {
    const { subscription } = await world.subscriber(1000, {}, failing)
    const paid = await world.stripe.invoices.pay(idOf(subscription.latest_invoice), { paid_out_of_band: true })
    same([paid.status, (await world.reread(subscription)).status], ['paid', 'active'])
  }),
  claim('stays open if the card fails again', 'section 6; section 7: 402', async (world) => {
    const { subscription } = await world.subscriber(1000, {}, failing)
    await rejected(world.stripe.invoices.pay(idOf(subscription.latest_invoice)), declined('card_declined'))
    has(await world.latestInvoice(subscription), { status: 'open', amount_remaining: 1000 })
  }),
  claim('cannot be paid if it is void', 'N23 voidInvoice', async (world) => {
    const { subscription } = await world.subscriber(1000, {}, failing)
    const id = idOf(subscription.latest_invoice)
    has(await world.stripe.invoices.voidInvoice(id), { status: 'void' })
    await rejected(world.stripe.invoices.pay(id), invalid())
  }),
  claim('cannot be voided if it is paid', 'GK invoices', async (world) => {
    const { subscription } = await world.subscriber()
    await rejected(world.stripe.invoices.voidInvoice(idOf(subscription.latest_invoice)), invalid())
  }),
  claim('can be marked uncollectible', 'N23 markUncollectible', async (world) => {
    const { subscription, customer } = await world.subscriber(1000, {}, failing)
    const watch = await world.watch(customer.id)
    const { status } = await world.stripe.invoices.markUncollectible(idOf(subscription.latest_invoice))
    same(status, 'uncollectible')
    must((await watch.types()).includes('invoice.marked_uncollectible'), 'an event is sent')
  }),
  claim('can be finalized manually while it is a draft', 'N23 finalizeInvoice', async (world) => {
    const { subscription, clock } = await world.timed()
    await world.advance(clock, itemOf(subscription).current_period_end + hour / 2)
    const { id, status } = await world.latestInvoice(subscription)
    same(status, 'draft')
    has(await world.stripe.invoices.finalizeInvoice(id), { status: 'open', number: /-0002$/ })
    await rejected(world.stripe.invoices.finalizeInvoice(id), invalid())
  }),
  claim('uses the customer’s credit balance', 'section 5: balance; N23 starting_balance', async (world) => {
    const [customer, price] = [await world.customer('pm_card_visa', { balance: -300 }), await world.price(1000)]
    const made = await world.subscribe(customer, price)
    has(await world.latestInvoice(made), { total: 1000, starting_balance: -300, ending_balance: 0, amount_due: 700 })
    has(await world.stripe.customers.retrieve(customer.id), { balance: 0 })
  }),
  claim('is paid without a charge if the credit balance covers it', 'N23 ending_balance', async (world) => {
    const [customer, price] = [await world.customer(null, { balance: -5000 }), await world.price(1000)]
    const made = await world.subscribe(customer, price)
    has(await world.latestInvoice(made), { total: 1000, amount_due: 0, status: 'paid', ending_balance: -4000 })
    same((await world.stripe.charges.list({ customer: customer.id })).data, [])
  }),
  claim('includes pending invoice items', 'N23 InvoiceItems', async (world) => {
    const { subscription, clock, customer } = await world.timed()
    await world.stripe.invoiceItems.create({
      customer: customer.id,
      amount: 250,
      currency: 'usd',
      description: 'Setup',
    })
    await world.advance(clock, itemOf(subscription).current_period_end + 2 * hour)
    same((await world.latestInvoice(subscription)).total, 1250)
  }),
  claim('is not found if the ID is unknown', 'GK resource_missing', async ({ stripe }) => {
    await rejected(stripe.invoices.retrieve('in_none'), missing())
  }),
  page('has a working page and PDF', 'section 9: hosted invoice link', async (world) => {
    const { subscription } = await world.subscriber()
    const { hosted_invoice_url, invoice_pdf, number } = await world.latestInvoice(subscription)
    const { status, html } = await visit(world, hosted_invoice_url ?? '')
    must(status === 200 && html.includes(number ?? '?'), 'the page shows the number')
    must((await visit(world, invoice_pdf ?? '')).html.startsWith('%PDF-'), 'the PDF opens')
  }),
]

export const previews: Case[] = [
  claim('shows the next renewal', 'N23 createPreview; section 3.1', async (world) => {
    const { subscription } = await world.subscriber()
    const preview = await world.stripe.invoices.createPreview({ subscription: subscription.id })
    has(preview, { object: 'invoice', total: 1000, amount_due: 1000, status: 'draft', billing_reason: 'upcoming' })
    has(preview.lines.data, [{ period: { start: itemOf(subscription).current_period_end } }])
  }),
  claim('shows the cost of a change', 'N23 subscription_details', async (world) => {
    const { subscription } = await world.subscriber()
    const items = [{ id: itemOf(subscription).id, price: (await world.price(3000)).id }]
    const subscription_details = { items, proration_behavior: 'always_invoice' } as const
    const { lines } = await world.stripe.invoices.createPreview({ subscription: subscription.id, subscription_details })
    same(lines.data.length, 2)
  }),
  claim('changes nothing', 'N23 createPreview: a preview', async (world) => {
    const { subscription, customer, price } = await world.subscriber()
    const watch = await world.watch(customer.id)
    const items = [{ id: itemOf(subscription).id, price: (await world.price(3000)).id }]
    await world.stripe.invoices.createPreview({ subscription: subscription.id, subscription_details: { items } })
    same([itemOf(await world.reread(subscription)).price.id, await watch.types()], [price.id, []])
  }),
  claim('matches the later invoice', 'D: prorations 2026-05-13: proration_date', async (world) => {
    const { subscription, clock } = await world.timed()
    const { id, current_period_start: start, current_period_end: end } = itemOf(subscription)
    await world.advance(clock, Math.round(start + (end - start) / 3))
    const items = [{ id, price: (await world.price(3333)).id }]
    const change = { items, proration_behavior: 'always_invoice' as const }
    const preview = await world.stripe.invoices.createPreview({
      subscription: subscription.id,
      subscription_details: change,
    })
    await world.stripe.subscriptions.update(subscription.id, change)
    same((await world.latestInvoice(subscription)).total, preview.total)
  }),
  claim('accepts the billing cycle as a hash', 'section 0.5', async (world) => {
    const { subscription } = await world.subscriber()
    const billing_cycle_anchor = 'now' as unknown as { type: 'now' }
    const call = world.stripe.invoices.createPreview({
      subscription: subscription.id,
      subscription_details: { billing_cycle_anchor },
    })
    await rejected(call, invalid())
  }),
  claim('fails for a subscription that is ending', 'GK invoice_upcoming_none', async (world) => {
    const { subscription } = await world.subscriber()
    await world.stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true })
    const call = world.stripe.invoices.createPreview({ subscription: subscription.id })
    await rejected(call, { rawType: 'invalid_request_error', code: 'invoice_upcoming_none' })
  }),
  claim('includes a proposed discount', 'N23 InvoiceCreatePreviewParams.discounts', async (world) => {
    const { subscription } = await world.subscriber()
    const coupon = await world.coupon({ percent_off: 50 })
    const discounts = [{ coupon: coupon.id }]
    same((await world.stripe.invoices.createPreview({ subscription: subscription.id, discounts })).total, 500)
  }),
  claim('supports a new subscription', 'N23 createPreview: customer and items', async (world) => {
    const [customer, price] = [await world.customer(null), await world.price(1900)]
    const subscription_details = { items: [{ price: price.id, quantity: 2 }] }
    same((await world.stripe.invoices.createPreview({ customer: customer.id, subscription_details })).total, 3800)
  }),
  claim('has no legacy endpoint', 'N23 CHANGELOG 18.0.0: retrieveUpcoming is gone', async (world) => {
    const { customer } = await world.subscriber()
    const call = world.stripe.rawRequest('GET', `/v1/invoices/upcoming?customer=${customer.id}`)
    await rejected(call, { rawType: 'invalid_request_error' })
  }),
]
