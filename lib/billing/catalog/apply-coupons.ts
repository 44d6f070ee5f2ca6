import 'server-only'
import { promotionCodes, retentionCoupon } from '../plans'
import { idOf, nullWhenMissing, type Stripe, stripe } from '../stripe'
import { type Change, recordCatalogEntry } from './catalog-entries'

type Report = (change: Change) => void
type Coupon = {
  id: string
  name: string
  percentOff: number
  duration: 'once' | 'repeating'
  durationInMonths?: number
}

/**
 * Creates the coupons and promotion codes from lib/billing/plans.ts in Stripe, and records their ids.
 *
 * @throws Error if Stripe has a coupon with the same id and different terms
 */
export async function applyCoupons(dryRun: boolean, report: Report): Promise<void> {
  await applyCoupon('retention', retentionCoupon, dryRun, report)
  for (const { code, coupon } of promotionCodes) {
    await applyCoupon(code, coupon, dryRun, report)
    await applyPromotionCode(code, coupon.id, dryRun, report)
  }
}

async function applyCoupon(key: string, coupon: Coupon, dryRun: boolean, report: Report): Promise<void> {
  const found = await stripe().coupons.retrieve(coupon.id).catch(nullWhenMissing)
  if (found && !hasSameTerms(found, coupon)) {
    throw new Error(
      `The coupon ${coupon.id} has different terms in Stripe, and a coupon's terms cannot be changed. Give it a new id in lib/billing/plans.ts.`,
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

function hasSameTerms(found: Stripe.Coupon, { percentOff, duration, durationInMonths }: Coupon): boolean {
  const months = found.duration_in_months ?? undefined
  return found.percent_off === percentOff && found.duration === duration && months === durationInMonths
}

async function applyPromotionCode(code: string, coupon: string, dryRun: boolean, report: Report): Promise<void> {
  const [found] = (await stripe().promotionCodes.list({ code, active: true, limit: 1 })).data
  const isSame = found && idOf(found.promotion.coupon) === coupon
  report({ kind: 'promotion_code', name: code, action: isSame ? 'keep' : 'create' })
  if (dryRun) return
  // A code is active for one coupon at a time.
  if (found && !isSame) await stripe().promotionCodes.update(found.id, { active: false })
  const current = isSame ? found : await stripe().promotionCodes.create({ code, promotion: { type: 'coupon', coupon } })
  await recordCatalogEntry('promotion_code', code, current.id, {})
}
