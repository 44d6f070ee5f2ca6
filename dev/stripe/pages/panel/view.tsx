/** @jsxImportSource hono/jsx */
import { Section } from '../shared/fields'
import { moment } from '../shared/format'
import { translator } from '../shared/i18n'
import { Page } from '../shared/layout'
import type { Problem, Site, Speech } from '../shared/web'
import { EventTable } from './events'
import { ClockList, CustomerTable, SubscriptionTable } from './tables'

const speech: Speech = { locale: 'en', t: translator('en') }

type PanelProps = { site: Site; problem?: Problem }

export function PanelPage({ site, problem }: PanelProps) {
  const { ctx } = site
  const endpoints = ctx.store.all('webhook_endpoint')
  return (
    <Page title="Stripe stand-in" speech={speech}>
      <main class="wide stack-wide">
        <header class="stack-tight">
          <h1>Stripe stand-in</h1>
          <p class="soft">
            API at <code>{site.origin()}</code>. Current time: {moment(ctx.wallClock())} UTC.
          </p>
          {endpoints.map((endpoint) => (
            <p class="soft" key={endpoint.id}>
              Webhook endpoint: <code>{endpoint.url}</code> ({endpoint.status}).
            </p>
          ))}
        </header>
        {problem && (
          <p class="note bad" role="alert">
            {problem.message}
          </p>
        )}
        <Section id="clocks" title="Test clocks">
          <ClockList ctx={ctx} />
        </Section>
        <Section id="subscriptions" title="Subscriptions">
          <SubscriptionTable ctx={ctx} speech={speech} />
        </Section>
        <Section id="customers" title="Customers">
          <CustomerTable ctx={ctx} />
        </Section>
        <Section id="events" title="Events">
          <EventTable ctx={ctx} />
        </Section>
      </main>
    </Page>
  )
}
