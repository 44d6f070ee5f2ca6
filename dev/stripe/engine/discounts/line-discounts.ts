import type { Context } from '../core/context'
import type { Stored } from '../core/store'
import { couponOfDiscount } from './discounts'

type Discountable = { amount: number; isDiscountable: boolean; product: string | null }

/** Adds the discount amounts to each line. Each discount applies to what remains after the previous one. */
export function withDiscounts<L extends Discountable>(
  ctx: Context,
  lines: L[],
  discounts: string[],
): { line: L; taken: number[] }[] {
  const taken: number[][] = lines.map(() => [])
  const left = lines.map((line) => (line.isDiscountable ? Math.max(0, line.amount) : 0))
  for (const id of discounts) {
    const coupon = couponOfDiscount(ctx, id)
    const open = left.map((amount, index) => (covers(coupon, lines[index]?.product ?? null) ? amount : 0))
    const amounts = coupon.percent_off
      ? open.map((amount) => Math.round((amount * coupon.percent_off) / 100))
      : spread(Math.min(coupon.amount_off ?? 0, sum(open)), open)
    for (const [index, amount] of amounts.entries()) {
      taken[index]?.push(amount)
      left[index] = (left[index] ?? 0) - amount
    }
  }
  return lines.map((line, index) => ({ line, taken: taken[index] ?? [] }))
}

/** Whether a coupon applies to a product (SDK type Coupon.applies_to: if there is no list, it applies to all). */
export function covers(coupon: Stored, product: string | null): boolean {
  return !coupon._products || (product !== null && coupon._products.includes(product))
}

/** Splits an amount by weight, to the cent. The cents left over from rounding go to the largest remainders. */
function spread(amount: number, weights: number[]): number[] {
  const total = sum(weights)
  if (total === 0) return weights.map(() => 0)
  const exact = weights.map((weight) => (amount * weight) / total)
  const parts = exact.map(Math.floor)
  const order = exact
    .map((value, index) => ({ index, rest: value - Math.floor(value) }))
    .sort((a, b) => b.rest - a.rest)
  for (const { index } of order.slice(0, amount - sum(parts))) parts[index] = (parts[index] ?? 0) + 1
  return parts
}

export function sum(amounts: number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0)
}
