import type { Group } from './case'
import { checkout } from './cases/checkout'
import { checkoutPages } from './cases/checkout-pages'
import { coupons, promotionCodes } from './cases/coupons'
import { customers } from './cases/customers'
import { paymentIntents, setupIntents } from './cases/intents'
import { paymentMethods } from './cases/payment-methods'
import { prices, products } from './cases/products'
import { taxIds } from './cases/tax-ids'

/** Every case, by what it is about. */
export const groups: Group[] = [
  { name: 'a customer', cases: customers },
  { name: 'a tax id', cases: taxIds },
  { name: 'a payment method', cases: paymentMethods },
  { name: 'a setup intent', cases: setupIntents },
  { name: 'a payment intent', cases: paymentIntents },
  { name: 'a product', cases: products },
  { name: 'a price', cases: prices },
  { name: 'a coupon', cases: coupons },
  { name: 'a promotion code', cases: promotionCodes },
  { name: 'a checkout session', cases: checkout },
  { name: 'the checkout page', cases: checkoutPages },
]
