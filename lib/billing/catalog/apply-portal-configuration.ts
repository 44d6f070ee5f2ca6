import 'server-only'
import { env } from '@/lib/env'
import { type PaidPlanKey, plans } from '../plans'
import { nullWhenMissing, type Stripe, stripe } from '../stripe'
import { getCatalog } from './catalog'
import { type Change, recordCatalogEntry } from './catalog-entries'

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
  const settings = { business_profile: { headline: 'Manage your subscription' }, features: featuresFor(products) }
  const found = await findExisting()
  const isSame = found?.active === true && contains(found, settings)
  const action = !found ? 'create' : isSame ? 'keep' : 'update'
  report({ kind: 'portal_configuration', name: 'customer portal', action })
  if (dryRun || isSame) return
  const configuration = found
    ? await stripe().billingPortal.configurations.update(found.id, { ...settings, active: true })
    : await stripe().billingPortal.configurations.create({
        ...settings,
        default_return_url: `${env().APP_URL}/account/billing`,
      })
  await recordCatalogEntry('portal_configuration', 'default', configuration.id, {})
}

async function findExisting(): Promise<Stripe.BillingPortal.Configuration | null> {
  const { portalConfigurationId } = await getCatalog()
  if (!portalConfigurationId) return null
  // A new Stripe account or a reset stand-in does not have this configuration. Stripe only includes the products on
  // request.
  const expand = ['features.subscription_update.products']
  return stripe().billingPortal.configurations.retrieve(portalConfigurationId, { expand }).catch(nullWhenMissing)
}

/** Whether `found` has everything in `wanted`. Stripe may reorder lists and add fields. */
function contains(found: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted)) {
    const items = Array.isArray(found) ? found : []
    return items.length === wanted.length && wanted.every((item) => items.some((other) => contains(other, item)))
  }
  if (typeof wanted !== 'object' || wanted === null) return found === wanted
  return Object.entries(wanted).every(([key, value]) => contains((found as Record<string, unknown>)?.[key], value))
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
