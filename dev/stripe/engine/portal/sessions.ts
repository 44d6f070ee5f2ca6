import { randomBytes } from 'node:crypto'
import type Stripe from 'stripe'
import type { View } from '../../schema/view'
import { settingsOf } from '../core/account-settings'
import { type Context, invalid, newId, type Params } from '../core/context'
import { need, requireUrl } from '../core/parameters'
import type { Stored } from '../core/store'
import { makeDefault } from './configurations'
import { flowOf } from './flows'

/** Stripe docs (customer portal): "New portal sessions expire after a 5 minute period." */
const unusedSeconds = 300

export function findPortalSession(ctx: Context, token: string): Stored | undefined {
  return ctx.store.all('billing_portal.session').find((session) => session._token === token)
}

export function create(ctx: Context, params: Params): Stored {
  if (!params.customer) throw invalid('Missing required param: customer.', 'customer', 'parameter_missing')
  const customer = need(ctx, 'customer', params.customer, 'customer')
  const configuration = configurationOf(ctx, params.configuration)
  requireUrl(params.return_url, 'return_url')
  const flow = params.flow_data ? flowOf(ctx, params.flow_data, customer, configuration) : null
  const token = randomBytes(24).toString('base64url')
  const now = ctx.wallClock()
  const session = {
    id: newId('bps'),
    object: 'billing_portal.session',
    after_expiration: params.after_expiration ?? null,
    configuration: configuration.id,
    created: now,
    customer: customer.id,
    customer_account: null,
    flow,
    livemode: false,
    locale: params.locale ?? null,
    on_behalf_of: params.on_behalf_of ?? null,
    return_url: params.return_url ?? null,
    url: `${ctx.origin}/p/session/${token}${flow ? '/flow' : ''}`,
    _token: token,
    _expires_at: now + unusedSeconds,
    _completed_at: null,
  } satisfies View<Stripe.BillingPortal.Session>
  ctx.store.put(session)
  ctx.emit('billing_portal.session.created', session)
  return session
}

function configurationOf(ctx: Context, id: string | undefined): Stored {
  if (id) {
    const configuration = need(ctx, 'billing_portal.configuration', id, 'configuration')
    if (!configuration.active)
      throw invalid(`The configuration ${id} is not active and cannot be used.`, 'configuration')
    return configuration
  }
  const found = ctx.store.all('billing_portal.configuration').find((one) => one.is_default)
  if (found) return found
  // In Stripe, the default configuration does not exist until it is saved in the Dashboard.
  if (settingsOf(ctx).default_portal) return makeDefault(ctx)
  // Stripe's message, without a code or parameter, from public issue trackers.
  throw invalid(
    'No configuration provided and your test mode default configuration has not been created. Provide a configuration or create your default by saving your customer portal settings in test mode at https://dashboard.stripe.com/test/settings/billing/portal.',
  )
}
