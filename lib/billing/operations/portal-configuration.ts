import 'server-only'
import { env } from '@/lib/env'
import { type PaidPlanKey, plans } from '../plans'
import { type Change, getCatalog, recordCatalogEntry } from '../store'
import { isMissing, type Stripe, stripe } from '../stripe'

type ListedProduct = { product: string; prices: string[]; plan: PaidPlanKey }

/**
 * Creates or updates the portal configuration with all features that the flows need. Stripe allows plan changes only if
 * payment method updates are enabled too, accepts at most ten products, and switches only to listed prices.
 */
export async function applyPortalConfiguration(
  products: ListedProduct[],
  dryRun: boolean,
  report: (change: Change) => void,
): Promise<void> {
  const id = await findExisting()
  report({ kind: 'portal_configuration', name: 'customer portal', action: id ? 'update' : 'create' })
  if (dryRun) return
  const settings = { business_profile: { headline: 'Manage your subscription' }, features: featuresFor(products) }
  const configuration = id
    ? await stripe().billingPortal.configurations.update(id, { ...settings, active: true })
    : await stripe().billingPortal.configurations.create({
        ...settings,
        default_return_url: `${env().APP_URL}/account/billing`,
      })
  await recordCatalogEntry('portal_configuration', 'default', configuration.id, {})
}

async function findExisting(): Promise<string | null> {
  const { portalConfigurationId } = await getCatalog()
  if (!portalConfigurationId) return null
  try {
    return (await stripe().billingPortal.configurations.retrieve(portalConfigurationId)).id
  } catch (error) {
    // Another Stripe account or a reset stand-in needs a new configuration.
    if (isMissing(error)) return null
    throw error
  }
}

function featuresFor(products: ListedProduct[]): Stripe.BillingPortal.ConfigurationCreateParams.Features {
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
      // An upgrade is charged right away. A shorter interval starts after the paid period.
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
