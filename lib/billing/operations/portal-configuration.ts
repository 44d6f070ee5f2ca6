import 'server-only'
import { env } from '@/lib/env'
import { type PaidPlanKey, plans } from '../plans'
import { type Change, getCatalog, recordCatalogEntry } from '../store'
import { isMissing, type Stripe, stripe } from '../stripe'

type Listed = { product: string; prices: string[]; plan: PaidPlanKey }

/**
 * Makes or updates the portal configuration, with every feature that the flows need. Stripe refuses plan changes unless
 * payment methods may be updated too, lists at most ten products, and only switches to prices that are listed.
 */
export async function applyPortalConfiguration(
  products: Listed[],
  dryRun: boolean,
  report: (change: Change) => void,
): Promise<void> {
  const id = await existing()
  report({ kind: 'portal_configuration', name: 'customer portal', action: id ? 'update' : 'create' })
  if (dryRun) return
  const wanted = { business_profile: { headline: 'Manage your subscription' }, features: featuresFor(products) }
  const configuration = id
    ? await stripe().billingPortal.configurations.update(id, { ...wanted, active: true })
    : await stripe().billingPortal.configurations.create({
        ...wanted,
        default_return_url: `${env().APP_URL}/account/billing`,
      })
  await recordCatalogEntry('portal_configuration', 'default', configuration.id, {})
}

async function existing(): Promise<string | null> {
  const { portalConfigurationId } = await getCatalog()
  if (!portalConfigurationId) return null
  try {
    return (await stripe().billingPortal.configurations.retrieve(portalConfigurationId)).id
  } catch (error) {
    // Another Stripe account, or a stand-in that was reset: it gets a configuration of its own.
    if (isMissing(error)) return null
    throw error
  }
}

function featuresFor(products: Listed[]): Stripe.BillingPortal.ConfigurationCreateParams.Features {
  return {
    customer_update: { enabled: true, allowed_updates: ['name', 'email', 'address', 'phone', 'tax_id'] },
    invoice_history: { enabled: true },
    payment_method_update: { enabled: true },
    subscription_cancel: {
      enabled: true,
      mode: 'at_period_end',
      cancellation_reason: {
        enabled: true,
        options: [
          'too_expensive',
          'missing_features',
          'switched_service',
          'unused',
          'customer_service',
          'too_complex',
          'low_quality',
          'other',
        ],
      },
    },
    subscription_pause: { enabled: true },
    subscription_update: {
      enabled: true,
      default_allowed_updates: ['price', 'quantity', 'promotion_code'],
      // An upgrade is paid for at once; a shorter interval waits for the period that is paid for.
      proration_behavior: 'always_invoice',
      schedule_at_period_end: { conditions: [{ type: 'shortening_interval' }] },
      products: products.map(({ product, prices, plan }) => ({ product, prices, ...seats(plan) })),
    },
  }
}

function seats(plan: PaidPlanKey) {
  const range = plans[plan].seats
  return range ? { adjustable_quantity: { enabled: true, minimum: range.min, maximum: range.max } } : {}
}
