/** @jsxImportSource hono/jsx */
import type { Context } from '../../engine/core/context'
import type { Stored } from '../../engine/core/store'
import { moment } from '../shared/format'
import { itemText, recurringText } from '../shared/object-texts'
import { itemsOf, periodEnd, scheduledEnd, subscriptionAmount } from '../shared/stored-objects'
import type { Speech } from '../shared/web'
import { dueOnClock } from './due-times'

const maxRows = 50

/** Newest first, without deleted objects. */
export function newest(ctx: Context, object: string): Stored[] {
  const all = ctx.store.all(object).filter((one) => !one.deleted && !one._deleted)
  return all.reverse().slice(0, maxRows)
}

const day = 86_400

export function ClockList({ ctx }: { ctx: Context }) {
  const clocks = newest(ctx, 'test_helpers.test_clock')
  if (clocks.length === 0) {
    return (
      <div class="stack-tight">
        <p class="soft">
          No test clocks yet. A test clock lets you move time forward for its customers. Add one to a customer below, or
          create an example with a failing card to step through its renewal and payment retries.
        </p>
        <form method="post" action="/panel/example">
          <button type="submit" class="button slim">
            Create failed payment example
          </button>
        </form>
      </div>
    )
  }
  return (
    <ul class="stack">
      {clocks.map((clock) => (
        <li key={clock.id} class="card" data-testid="test-clock">
          <div class="row-between">
            <h3>{clock.name ?? clock.id}</h3>
            <span>
              {moment(clock.frozen_time)} <span class="badge">{clock.status}</span>
            </span>
          </div>
          <form method="post" action={`/panel/clocks/${clock.id}/advance`} class="tag-row">
            {[{ label: 'Advance 1 day', at: clock.frozen_time + day }, ...dueOnClock(ctx, clock)].map(
              ({ label, at }) => (
                <button type="submit" key={label} class="button slim" name="to" value={String(at)} title={moment(at)}>
                  {label}
                </button>
              ),
            )}
          </form>
        </li>
      ))}
    </ul>
  )
}

export function SubscriptionTable({ ctx, speech }: { ctx: Context; speech: Speech }) {
  const subscriptions = newest(ctx, 'subscription')
  if (subscriptions.length === 0) return <p class="soft">No subscriptions yet.</p>
  return (
    <section class="scroll stacked" tabindex={0} aria-labelledby="subscriptions">
      <table>
        <thead>
          <tr>
            <th>Customer</th>
            <th>Plan</th>
            <th>Status</th>
            <th>Period ends</th>
            <th>Latest invoice</th>
          </tr>
        </thead>
        <tbody>
          {subscriptions.map((one) => (
            <SubscriptionRow key={one.id} ctx={ctx} subscription={one} speech={speech} />
          ))}
        </tbody>
      </table>
    </section>
  )
}

function SubscriptionRow({ ctx, subscription, speech }: { ctx: Context; subscription: Stored; speech: Speech }) {
  const items = itemsOf(ctx, subscription)
  const price = items[0]?.price
  const end = scheduledEnd(subscription)
  const invoice = subscription.latest_invoice ? ctx.store.get(subscription.latest_invoice) : undefined
  const isGood = ['active', 'trialing'].includes(subscription.status)
  return (
    <tr>
      <td>
        {ctx.store.get(subscription.customer)?.email ?? subscription.customer}
        <br />
        <code class="soft">{subscription.id}</code>
      </td>
      <td>
        {items.map((item) => itemText(ctx, item)).join(', ')}
        <br />
        <span class="soft">{price && recurringText(subscriptionAmount(items), price, speech)}</span>
      </td>
      <td>
        <span class={`badge ${isGood ? 'good' : 'warn'}`}>{subscription.status}</span>
        {end && subscription.status !== 'canceled' && <div class="soft small">ends {moment(end)}</div>}
        {subscription.pending_update && <div class="soft small">update pending</div>}
        {subscription.schedule && <div class="soft small">has a schedule</div>}
      </td>
      <td class="nowrap" data-label="Period ends">
        {moment(periodEnd(subscription))}
      </td>
      <td data-label="Latest invoice">
        {invoice && invoice.status !== 'draft' ? <a href={`/i/${invoice.id}`}>{invoice.status}</a> : invoice?.status}
        {invoice?.status === 'open' && <Attempts invoice={invoice} />}
      </td>
    </tr>
  )
}

/** An open invoice's payment attempts. */
function Attempts({ invoice }: { invoice: Stored }) {
  const { attempt_count: count, next_payment_attempt: next } = invoice
  if (!count) return null
  return (
    <div class="soft small">
      {count === 1 ? '1 attempt' : `${count} attempts`}, {next ? `next ${moment(next)}` : 'no more retries'}
    </div>
  )
}

export function CustomerTable({ ctx }: { ctx: Context }) {
  const customers = newest(ctx, 'customer')
  if (customers.length === 0) return <p class="soft">No customers yet.</p>
  return (
    <section class="scroll stacked" tabindex={0} aria-labelledby="customers">
      <table>
        <thead>
          <tr>
            <th>Customer</th>
            <th>Created</th>
            <th>Balance</th>
            <th>
              <span class="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {customers.map((customer) => (
            <tr key={customer.id}>
              <td>
                {customer.email ?? customer.name ?? ''}
                <br />
                <code class="soft">{customer.id}</code>
              </td>
              <td class="nowrap" data-label="Created">
                {moment(customer.created)}
              </td>
              <td data-label="Balance">{customer.balance ?? 0}</td>
              <td>
                <CustomerActions customer={customer} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function CustomerActions({ customer }: { customer: Stored }) {
  const name = customer.email ?? customer.id
  const actions = [
    { path: 'portal', label: 'Open portal' },
    ...(customer.test_clock ? [] : [{ path: 'clock', label: 'Add test clock' }]),
    { path: 'failing-card', label: 'Use failing card' },
  ]
  return (
    <div class="tag-row">
      {actions.map(({ path, label }) => (
        <form key={path} method="post" action={`/panel/customers/${customer.id}/${path}`}>
          <button type="submit" class="button slim" aria-label={`${label}: ${name}`}>
            {label}
          </button>
        </form>
      ))}
    </div>
  )
}
