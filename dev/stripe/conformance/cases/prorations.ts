import type Stripe from 'stripe'
import { type Case, claim } from '../case'
import { has, must, same } from '../expectations'
import { itemOf, type World } from '../world'

const source = 'D: prorations 2026-05-13; section 5'
const modes = ['classic', 'flexible'] as const

/** The only time at which a preview and a clock agree to the second. */
const start = 1_596_749_288

type Mode = (typeof modes)[number]

/** A subscription at $10 on a clock, partway through its period. */
async function partly(world: World, share: number, mode: Mode = 'flexible', params: object = {}) {
  const made = await world.timed(1000, { billing_mode: { type: mode }, ...params }, 'pm_card_visa')
  const { current_period_start: from, current_period_end: to, id: item } = itemOf(made.subscription)
  const goTo = (part: number) => world.advance(made.clock, Math.round(from + (to - from) * part))
  const pricier = await world.price(2000)
  const change = (price: Stripe.Price, behavior: 'none' | 'always_invoice', more: object = {}) =>
    world.stripe.subscriptions.update(made.subscription.id, {
      items: [{ id: item, price: price.id, ...more }],
      proration_behavior: behavior,
    })
  if (share > 0) await goTo(share)
  const amounts = async () => (await world.latestInvoice(made.subscription)).lines.data.map(({ amount }) => amount)
  return { ...made, pricier, item, change, amounts, goTo, from, to }
}

const upgradesThenBack = { classic: [-667, 333, -334], flexible: [-333, 333, 0] } as const
const dropsOne = { classic: -250, flexible: -417 } as const

export const prorations: Case[] = [
  claim('are calculated to the second: $10 and $32.52 give −166 and +541', `${source}: recomputed X`, async (world) => {
    const { subscription } = await world.timed(1000, {}, 'pm_card_visa', start)
    const { id, current_period_end } = itemOf(subscription)
    same(current_period_end, 1_599_427_688)
    const pricier = await world.price(3252)
    const subscription_details = { items: [{ id, price: pricier.id }], proration_date: 1_598_982_148 }
    const preview = await world.stripe.invoices.createPreview({ subscription: subscription.id, subscription_details })
    same(
      preview.lines.data.map(({ amount }) => amount).sort((a, b) => a - b),
      [-166, 541, 3252],
    )
    same(preview.total, 3627)
  }),
  claim('from $10 to $20 halfway through the period cost $5', `${source}: example 2`, async (world) => {
    const { change, pricier, amounts, subscription } = await partly(world, 1 / 2)
    await change(pricier, 'always_invoice')
    same([await amounts(), (await world.latestInvoice(subscription)).total], [[-500, 1000], 500])
  }),
  ...modes.map((mode) =>
    claim(
      `${mode}: an upgrade with none, then a downgrade with a third left: ${upgradesThenBack[mode][2]}`,
      `${source}: example 3`,
      async (world) => {
        const { change, pricier, price, amounts, goTo, subscription } = await partly(world, 0, mode)
        await change(pricier, 'none')
        await goTo(2 / 3)
        await change(price, 'always_invoice')
        const [credit, debit, total] = upgradesThenBack[mode]
        same([await amounts(), (await world.latestInvoice(subscription)).total], [[credit, debit], total])
      },
    ),
  ),
  ...modes.map((mode) =>
    claim(
      `${mode}: $5 off $10 and $20, with the $10 removed halfway through: ${dropsOne[mode]}`,
      `${source}: example 4`,
      async (world) => {
        const clock = await world.clock()
        const customer = await world.customer('pm_card_visa', { test_clock: clock.id })
        const coupon = await world.coupon({ amount_off: 500, currency: 'usd', duration: 'forever' })
        const made = await world.subscribe(customer, [await world.price(1000), await world.price(2000)], {
          discounts: [{ coupon: coupon.id }],
          billing_mode: { type: mode },
        })
        const { id, current_period_start: from, current_period_end: to } = itemOf(made)
        await world.advance(clock, from + (to - from) / 2)
        const items = [{ id, deleted: true }]
        await world.stripe.subscriptions.update(made.id, { items, proration_behavior: 'always_invoice' })
        same((await world.latestInvoice(made)).total, dropsOne[mode])
      },
    ),
  ),
  claim('are separate lines', `${source}: discountable=false, proration=true`, async (world) => {
    const { change, pricier, subscription } = await partly(world, 1 / 2)
    await change(pricier, 'always_invoice')
    const { lines } = await world.latestInvoice(subscription)
    for (const { discountable, parent, subscription: of } of lines.data) {
      const details = parent?.invoice_item_details ?? parent?.subscription_item_details
      same([discountable, details?.proration, of], [false, true, subscription.id])
    }
  }),
  claim('reference the line that they credit', '3P pay-rails/pay: recorded', async (world) => {
    const { change, pricier, subscription, item } = await partly(world, 1 / 2)
    const first = await world.latestInvoice(subscription)
    await change(pricier, 'always_invoice')
    const [credit, debit] = (await world.latestInvoice(subscription)).lines.data
    const credited_items = { invoice: first.id, invoice_line_items: [first.lines.data[0]?.id] }
    const details = { subscription_item: item, invoice_item: /^ii_/, proration: true }
    const parent = (proration_details: object) => ({
      type: 'subscription_item_details',
      invoice_item_details: null,
      subscription_item_details: { ...details, proration_details },
    })
    const pricing = { unit_amount_decimal: null }
    has(
      [credit, debit],
      [
        { parent: parent({ credited_items }), pricing },
        { parent: parent({ credited_items: null }), pricing },
      ],
    )
  }),
  claim('have descriptions', `${source}: line descriptions`, async (world) => {
    const { change, pricier, subscription } = await partly(world, 1 / 2)
    await change(pricier, 'always_invoice')
    const [credit, debit] = (await world.latestInvoice(subscription)).lines.data
    has(
      [credit?.description, debit?.description],
      [/^Unused time on .*after \d\d [A-Z][a-z]{2} \d{4}$/, /^Remaining time on .*after \d\d [A-Z][a-z]{2} \d{4}$/],
    )
  }),
  claim('become a credit balance if negative', `${source}: customer balance, never refunded`, async (world) => {
    const cheap = await world.price(200)
    const { change, customer, subscription } = await partly(world, 1 / 2)
    await change(cheap, 'always_invoice')
    has(await world.latestInvoice(subscription), { total: -400, amount_due: 0, status: 'paid' })
    has(await world.stripe.customers.retrieve(customer.id), { balance: -400 })
  }),
  claim('cover every seat', `${source}: formula`, async (world) => {
    const { change, price, amounts } = await partly(world, 1 / 2)
    await change(price, 'always_invoice', { quantity: 4 })
    same(await amounts(), [-500, 2000])
  }),
  claim('start on the given date', 'N23 proration_date', async (world) => {
    const { subscription, item, pricier, from, to } = await partly(world, 1 / 2)
    const subscription_details = {
      items: [{ id: item, price: pricier.id }],
      proration_behavior: 'always_invoice' as const,
      proration_date: from + (to - from) / 4,
    }
    const preview = await world.stripe.invoices.createPreview({ subscription: subscription.id, subscription_details })
    same(
      preview.lines.data.map(({ amount }) => amount),
      [-750, 1500],
    )
  }),
  claim(
    'are not created by changes to metadata or cards, or by cancellations',
    `${source}: triggers`,
    async (world) => {
      const { subscription, customer } = await partly(world, 1 / 2)
      const changes = [
        { metadata: { a: 'b' } },
        { cancel_at_period_end: true },
        { cancel_at_period_end: false },
        { description: 'x' },
      ]
      for (const one of changes) await world.stripe.subscriptions.update(subscription.id, one)
      same((await world.stripe.invoiceItems.list({ customer: customer.id })).data, [])
    },
  ),
  claim('are not created by discounts alone', `${source}: triggers`, async (world) => {
    const { subscription, customer } = await partly(world, 1 / 2)
    const coupon = await world.coupon({ percent_off: 50 })
    await world.stripe.subscriptions.update(subscription.id, { discounts: [{ coupon: coupon.id }] })
    same((await world.stripe.invoiceItems.list({ customer: customer.id })).data, [])
  }),
  claim('are paid with the next invoice', `${source}: create_prorations`, async (world) => {
    const { subscription, item, pricier, clock, to } = await partly(world, 1 / 2)
    await world.stripe.subscriptions.update(subscription.id, { items: [{ id: item, price: pricier.id }] })
    await world.advance(clock, to + 7200)
    const invoice = await world.latestInvoice(subscription)
    same([invoice.total, invoice.status, invoice.billing_reason], [2500, 'paid', 'subscription_cycle'])
    must(invoice.lines.data.length === 3, 'credit, debit and the new period')
  }),
  claim(
    'classic: a yearly price starts a new period',
    'D: change-price mid-2026: different interval',
    async (world) => {
      const year = await world.price(10_000, { recurring: { interval: 'year' } })
      const { subscription, item, from, to } = await partly(world, 1 / 2, 'classic')
      const change = { items: [{ id: item, price: year.id }], proration_behavior: 'always_invoice' as const }
      const after = await world.stripe.subscriptions.update(subscription.id, change)
      same(itemOf(after).current_period_start, from + (to - from) / 2)
      same((await world.latestInvoice(after)).total, 9500)
    },
  ),
  claim(
    'flexible: a yearly price is prorated for the rest of the year',
    'D: billing-mode/compare 2026-04-30',
    async (world) => {
      const year = await world.price(36_500, { recurring: { interval: 'year' } })
      const { subscription, item, from, to } = await partly(world, 1 / 2)
      const change = { items: [{ id: item, price: year.id }], proration_behavior: 'always_invoice' as const }
      const after = await world.stripe.subscriptions.update(subscription.id, change)
      const end = itemOf(after).current_period_end
      const rest = Math.round((36_500 * (end - (from + to) / 2)) / (end - from))
      same((await world.latestInvoice(after)).total, rest - 500)
    },
  ),
]
