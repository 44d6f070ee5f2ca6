import 'server-only'
import type { Catalog } from '../catalog'
import { type DiscountDetails, dayOf, periodEnd, type SubscriptionDetails } from '../model'

/** Describes a scheduled change, or null if there is none. */
export function describePendingChange(subscription: SubscriptionDetails, catalog: Catalog): string | null {
  if (subscription.pendingUpdate) return 'A change is waiting for payment confirmation.'
  const end = periodEnd(subscription)
  const next = subscription.schedule?.phases.find((phase) => end !== null && phase.startsAt >= end)
  if (!next) return null
  const offer = catalog.offerOf(next.priceId)
  const plan = offer && catalog.grantedBy(offer.plan)
  const seats = plan?.seats ? `, ${next.quantity} ${next.quantity === 1 ? 'seat' : 'seats'}` : ''
  const what = plan ? `${plan.name}, ${offer.interval}ly${seats},` : 'a different price'
  return `Changes to ${what} on ${dayOf(next.startsAt)}.`
}

/** Describes a subscription's discounts, or null if there are none. */
export function describeDiscounts(discounts: DiscountDetails[]): string | null {
  const descriptions = discounts.map(({ name, percentOff, endsAt }) => {
    const what = name ?? (percentOff ? `${percentOff}% off` : 'Discount')
    return endsAt === null ? what : `${what}, until ${dayOf(endsAt)}`
  })
  return descriptions.length > 0 ? descriptions.join('; ') : null
}
