import 'server-only'
import {
  currency,
  type Interval,
  intervals,
  lookupKeyOf,
  type PaidPlanKey,
  type Plan,
  paidPlanKeys,
  plans,
  productIdOf,
} from '../plans'
import { accountOfKey, nullWhenMissing, type Stripe, stripe } from '../stripe'
import { applyCoupons } from './apply-coupons'
import { applyPortalConfiguration } from './apply-portal-configuration'
import { getCatalog, priceEntryKey } from './catalog'
import { type Change, recordCatalogEntry } from './catalog-entries'
import { recordOf } from './granted-plan'
import { requireNoDeletedPlans } from './lost-plans'
import { planProblems } from './plan-problems'

type Report = (change: Change) => void

/**
 * Creates the products, prices, coupons, promotion codes, and portal configuration for lib/billing/plans.ts in Stripe,
 * and records their ids. Idempotent. Stripe does not allow a price's amount to change, so a new amount creates a new
 * price and moves the lookup key. Existing customers keep their price.
 *
 * @param options `dryRun` only reports the changes
 * @returns the changes, in order
 * @throws Error with a one-sentence message, before anything is written, if the plans cannot be sold or a live
 *   subscription would lose its plan
 */
export async function applyCatalog({ dryRun }: { dryRun: boolean }): Promise<Change[]> {
  const changes: Change[] = []
  const report: Report = (change) => changes.push(change)
  const problems = planProblems(plans)
  if (problems.length > 0) throw new Error(`lib/billing/plans.ts: ${problems.join('; ')}.`)
  if (!dryRun) await requireNoDeletedPlans()
  await applyAccount(dryRun, report)
  const products: { product: string; prices: string[]; plan: PaidPlanKey }[] = []
  for (const plan of paidPlanKeys) {
    const product = await applyProduct(plan, dryRun, report)
    const prices: string[] = []
    for (const interval of intervals) {
      const price = await applyPrice(plan, interval, product, dryRun, report)
      if (price) prices.push(price)
    }
    if (product) products.push({ product, prices, plan })
  }
  for (const plan of Object.values(plans)) await updateOtherProducts(plan, dryRun, report)
  await applyCoupons(dryRun, report)
  await applyPortalConfiguration(products, dryRun, report)
  return changes
}

/**
 * Records the account, so that customers in another account are not mistaken for deleted ones (see
 * require-same-account.ts).
 */
async function applyAccount(dryRun: boolean, report: Report): Promise<void> {
  const [account, { accountId }] = [await accountOfKey(), await getCatalog()]
  if (!account) return
  report({ kind: 'account', name: account, action: accountId === account ? 'keep' : accountId ? 'update' : 'create' })
  if (!dryRun) await recordCatalogEntry('account', 'default', account, {})
}

async function applyProduct(plan: PaidPlanKey, dryRun: boolean, report: Report): Promise<string | null> {
  const id = productIdOf(plan)
  const found = await stripe().products.retrieve(id).catch(nullWhenMissing)
  const isSame = found?.active && describes(found, plans[plan])
  report({ kind: 'product', name: plans[plan].name, action: !found ? 'create' : isSame ? 'keep' : 'update' })
  if (dryRun) return found?.id ?? null
  if (!found) await stripe().products.create({ id, ...descriptionOf(plans[plan]) })
  else if (!isSame) await stripe().products.update(id, { ...descriptionOf(plans[plan]), active: true })
  await recordCatalogEntry('product', plan, id, recordOf(plans[plan]))
  return id
}

/**
 * Updates products that are no longer sold because the plan was retired or its id changed. Customers still see the plan's
 * name on invoices.
 */
async function updateOtherProducts(plan: Plan, dryRun: boolean, report: Report): Promise<void> {
  const sold = plan.isRetired ? null : productIdOf(plan.key)
  for (const id of (await getCatalog()).productsOf(plan.key).filter((product) => product !== sold)) {
    const found = await stripe().products.retrieve(id).catch(nullWhenMissing)
    if (!found || describes(found, plan)) continue
    report({ kind: 'product', name: `${plan.name} (${id})`, action: 'update' })
    if (!dryRun) await stripe().products.update(id, descriptionOf(plan))
  }
}

function descriptionOf({ name, description, highlights }: Plan) {
  return { name, description, marketing_features: highlights.map((highlight) => ({ name: highlight })) }
}

function describes(product: Stripe.Product, { name, description, highlights }: Plan): boolean {
  const features = product.marketing_features.map((feature) => feature.name).join('\n')
  return product.name === name && product.description === description && features === highlights.join('\n')
}

async function applyPrice(
  plan: PaidPlanKey,
  interval: Interval,
  product: string | null,
  dryRun: boolean,
  report: Report,
): Promise<string | null> {
  const amount = plans[plan].amountCents?.[interval]
  if (amount === undefined) throw new Error(`The plan ${plan} has no ${interval}ly price.`)
  const lookupKey = lookupKeyOf(plan, interval)
  const { data } = await stripe().prices.list({ lookup_keys: [lookupKey], active: true, limit: 1 })
  const found = data[0]
  const isSame = found?.unit_amount === amount && found.currency === currency && found.product === product
  report({ kind: 'price', name: lookupKey, action: isSame ? 'keep' : 'create' })
  if (dryRun || !product) return found?.id ?? null
  const price = isSame ? found : await createPrice(product, amount, interval, lookupKey)
  await recordCatalogEntry('price', priceEntryKey(plan, interval), price.id, { plan, interval, amountCents: amount })
  return price.id
}

function createPrice(product: string, amount: number, interval: Interval, lookupKey: string): Promise<Stripe.Price> {
  return stripe().prices.create({
    product,
    currency,
    unit_amount: amount,
    recurring: { interval },
    lookup_key: lookupKey,
    transfer_lookup_key: true,
    // The portal only switches between prices with the same tax behavior (Stripe docs: customer portal).
    tax_behavior: 'exclusive',
  })
}
