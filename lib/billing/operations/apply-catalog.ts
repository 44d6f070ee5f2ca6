import 'server-only'
import {
  currency,
  type Interval,
  intervals,
  lookupKeyOf,
  type PaidPlanKey,
  paidPlanKeys,
  plans,
  productIdOf,
  promotionCodes,
  retentionCoupon,
} from '../plans'
import { type Change, getCatalog, priceEntryKey, recordCatalogEntry } from '../store'
import { accountOfKey, nullWhenMissing, type Stripe, stripe } from '../stripe'
import { applyPortalConfiguration } from './portal-configuration'

type Report = (change: Change) => void
type Coupon = {
  id: string
  name: string
  percentOff: number
  duration: 'once' | 'repeating'
  durationInMonths?: number
}

/**
 * Makes Stripe have what `plans.ts` says: products, prices by lookup key, coupons, promotion codes and the portal's
 * configuration; and records where they are. Idempotent: a second run changes nothing. A price is never changed (Stripe
 * does not allow it): a new amount makes a new price, the lookup key moves over, and customers keep the price they have.
 *
 * @param options `dryRun` only reports what would be done
 * @returns what was done, in order
 */
export async function applyCatalogue({ dryRun }: { dryRun: boolean }): Promise<Change[]> {
  const changes: Change[] = []
  const report: Report = (change) => changes.push(change)
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
  await applyCoupon('retention', retentionCoupon, dryRun, report)
  for (const { code, coupon } of promotionCodes) {
    await applyCoupon(code, coupon, dryRun, report)
    await applyPromotionCode(code, coupon.id, dryRun, report)
  }
  await applyPortalConfiguration(products, dryRun, report)
  return changes
}

/** Notes which account all of this is in: customers of another one are not taken for gone (see account.ts). */
async function applyAccount(dryRun: boolean, report: Report): Promise<void> {
  const [account, { accountId }] = [await accountOfKey(), await getCatalog()]
  if (!account) return
  report({ kind: 'account', name: account, action: accountId === account ? 'keep' : accountId ? 'update' : 'create' })
  if (!dryRun) await recordCatalogEntry('account', 'default', account, {})
}

async function applyProduct(plan: PaidPlanKey, dryRun: boolean, report: Report): Promise<string | null> {
  const id = productIdOf(plan)
  const { name, description, highlights } = plans[plan]
  const wanted = { name, description, marketing_features: highlights.map((highlight) => ({ name: highlight })) }
  const found = await stripe().products.retrieve(id).catch(nullWhenMissing)
  const features = found?.marketing_features.map((feature) => feature.name).join('\n')
  const isSame =
    found?.name === name && found.description === description && features === highlights.join('\n') && found.active
  report({ kind: 'product', name, action: !found ? 'create' : isSame ? 'keep' : 'update' })
  if (dryRun) return found?.id ?? null
  if (!found) await stripe().products.create({ id, ...wanted })
  else if (!isSame) await stripe().products.update(id, { ...wanted, active: true })
  await recordCatalogEntry('product', plan, id, { plan })
  return id
}

async function applyPrice(
  plan: PaidPlanKey,
  interval: Interval,
  product: string | null,
  dryRun: boolean,
  report: Report,
): Promise<string | null> {
  const amount = plans[plan].amountCents?.[interval]
  if (amount === undefined) throw new Error(`the plan ${plan} is for sale but has no ${interval}ly price`)
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
    // The portal only switches between prices whose tax behaviour is set and the same (Stripe docs: customer portal).
    tax_behavior: 'exclusive',
  })
}

async function applyCoupon(key: string, coupon: Coupon, dryRun: boolean, report: Report): Promise<void> {
  const found = await stripe().coupons.retrieve(coupon.id).catch(nullWhenMissing)
  if (found && !hasTermsOf(found, coupon)) {
    throw new Error(
      `The coupon ${coupon.id} has other terms at Stripe, which never changes those of a coupon. Give it another id in lib/billing/plans.ts.`,
    )
  }
  report({ kind: 'coupon', name: coupon.name, action: found ? 'keep' : 'create' })
  if (dryRun) return
  if (!found) {
    const { id, name, percentOff: percent_off, duration, durationInMonths } = coupon
    const months = durationInMonths ? { duration_in_months: durationInMonths } : {}
    await stripe().coupons.create({ id, name, percent_off, duration, ...months })
  }
  await recordCatalogEntry('coupon', key, coupon.id, {})
}

function hasTermsOf(found: Stripe.Coupon, { percentOff, duration, durationInMonths }: Coupon): boolean {
  const months = found.duration_in_months ?? undefined
  return found.percent_off === percentOff && found.duration === duration && months === durationInMonths
}

async function applyPromotionCode(code: string, coupon: string, dryRun: boolean, report: Report): Promise<void> {
  const [found] = (await stripe().promotionCodes.list({ code, active: true, limit: 1 })).data
  const of = found?.promotion.coupon
  const isSame = found && (typeof of === 'string' ? of : of?.id) === coupon
  report({ kind: 'promotion_code', name: code, action: isSame ? 'keep' : 'create' })
  if (dryRun) return
  // One code stands for one coupon at a time: an older coupon's is taken out of use.
  if (found && !isSame) await stripe().promotionCodes.update(found.id, { active: false })
  const made = isSame ? found : await stripe().promotionCodes.create({ code, promotion: { type: 'coupon', coupon } })
  await recordCatalogEntry('promotion_code', code, made.id, {})
}
