import { inCurrency } from '../../../engine/catalog/price-currency'
import { invalid } from '../../../engine/core/context'
import type { Stored } from '../../../engine/core/store'
import { couponOf, type Item, itemsOf, resolve } from '../../shared/stored-objects'
import { type Form, type Problem, problemOf } from '../../shared/web'
import type { Visit } from '../visit'

type DiscountParam = { coupon?: string; promotion_code?: string }

/** A plan or quantity change that a customer is about to confirm. */
export type Change = {
  item: Item
  price: Stored
  quantity: number
  discounts: DiscountParam[]
  coupons: Stored[]
  code: string
}

export type Offer = { price: Stored; quantity: { min: number; max: number } | null }

/** The prices that the configuration offers for a subscription item, including the current one. */
export function offersFor({ ctx, configuration }: Visit, item: Item): Offer[] {
  const feature = configuration.features.subscription_update
  const allowed = feature.default_allowed_updates as string[]
  const listed = ((feature.products ?? []) as Stored[]).flatMap((product) =>
    (product.prices as (string | Stored)[]).map((id) => {
      const price = resolve(ctx, id)
      return { price: inCurrency(price, item.price.currency) ?? price, product }
    }),
  )
  // Stripe docs (limitations): a new price must have the same currency and tax behavior as the current one.
  const fitting = listed.filter(({ price }) => {
    const isCurrent = price.id === item.price.id
    const fits = price.currency === item.price.currency && price.tax_behavior === item.price.tax_behavior
    return isCurrent || (allowed.includes('price') && price.active && fits)
  })
  const offers = fitting.map(({ price, product }) => ({ price, quantity: rangeOf(product, allowed) }))
  return offers.some(({ price }) => price.id === item.price.id)
    ? offers
    : [{ price: item.price, quantity: null }, ...offers]
}

function rangeOf(product: Stored, allowed: string[]): Offer['quantity'] {
  const range = product.adjustable_quantity
  if (!range?.enabled || !allowed.includes('quantity')) return null
  return { min: range.minimum ?? 1, max: range.maximum ?? 999_999 }
}

/**
 * Reads and validates the change from the form, or from the flow's session.
 *
 * @param form `price`, `quantity` and `code` from the update page; ignored for `subscription_update_confirm`
 */
export function readChange(visit: Visit, subscription: Stored, form: Form): { change: Change } | { problem: Problem } {
  const { t } = visit.speech
  const item = itemsOf(visit.ctx, subscription)[0]
  if (!item) return { problem: { message: t('cancel_only', { business: visit.site.business }) } }
  const asked = visit.flow === 'subscription_update_confirm' ? askedBySession(visit, item) : askedByForm(item, form)
  const offer = offersFor(visit, item).find(({ price }) => price.id === asked.price)
  if (!offer) return { problem: { message: t('choose_change') } }
  // Stripe docs (change price): a new price resets the quantity to 1 unless one is given.
  const quantity = asked.quantity ?? (offer.price.id === item.price.id ? item.quantity : 1)
  const isFromSession = visit.flow === 'subscription_update_confirm'
  const range = isFromSession ? { min: 1, max: 999_999 } : (offer.quantity ?? { min: quantity, max: quantity })
  if (!Number.isInteger(quantity) || quantity < range.min || quantity > range.max) {
    const { min, max } = offer.quantity ?? range
    return { problem: { field: 'quantity', message: t('quantity_invalid', { min, max }) } }
  }
  try {
    const discounts = isFromSession ? sessionDiscounts(visit) : discountsOfCode(visit, form.code)
    const change = { item, price: offer.price, quantity, discounts, code: form.code ?? '' }
    const coupons = discounts.map(({ promotion_code, coupon }) => couponOf(visit.ctx, promotion_code ?? coupon ?? ''))
    const changes = offer.price.id !== item.price.id || quantity !== item.quantity || discounts.length > 0
    return changes ? { change: { ...change, coupons } } : { problem: { message: t('choose_change') } }
  } catch (error) {
    return { problem: { ...problemOf(error), field: 'code' } }
  }
}

type Asked = { price: string; quantity?: number }

function askedBySession({ session }: Visit, item: Item): Asked {
  const [asked] = session.flow.subscription_update_confirm.items as { price: string | null; quantity?: number }[]
  return { price: asked?.price ?? item.price.id, quantity: asked?.quantity ?? item.quantity }
}

function askedByForm(item: Item, form: Form): Asked {
  const price = form.price || item.price.id
  return { price, quantity: form.quantity ? Number(form.quantity) : undefined }
}

function sessionDiscounts({ session }: Visit): DiscountParam[] {
  const given = (session.flow.subscription_update_confirm.discounts ?? []) as Record<string, string | null>[]
  return given.map(({ coupon, promotion_code: code }) =>
    code ? { promotion_code: code } : { coupon: coupon ?? undefined },
  )
}

/** The entered promotion code, if the configuration allows codes. Throws `StripeError` for an invalid one. */
function discountsOfCode({ ctx, configuration }: Visit, code: string | undefined): DiscountParam[] {
  if (!code || !configuration.features.subscription_update.default_allowed_updates.includes('promotion_code')) return []
  const wanted = code.trim().toLowerCase()
  const list = ctx.call<{ data: Stored[] }>('GET', '/v1/promotion_codes', { active: true, limit: 100 }).data
  const found = list.find((one) => one.code.toLowerCase() === wanted)
  if (!found) throw invalid('This code is invalid.', 'code')
  return [{ promotion_code: found.id }]
}

const daysOf: Record<string, number> = { day: 1, week: 7, month: 30, year: 365 }

function length(price: Stored): number {
  return (daysOf[price.recurring.interval] ?? 0) * price.recurring.interval_count
}

/**
 * Whether the change is scheduled for the end of the period. Stripe docs (configure the portal): "You can only downgrade
 * at the end of a billing period between prices that have the same product."
 */
export function isDeferred({ configuration }: Visit, { item, price, quantity }: Change): boolean {
  const conditions = (configuration.features.subscription_update.schedule_at_period_end?.conditions ?? []) as Stored[]
  const has = (type: string) => conditions.some((condition) => condition.type === type)
  if (price.product !== item.price.product) return false
  if (has('shortening_interval') && length(price) < length(item.price)) return true
  const before = (item.price.unit_amount ?? 0) * item.quantity
  return has('decreasing_item_amount') && (price.unit_amount ?? 0) * quantity < before
}
