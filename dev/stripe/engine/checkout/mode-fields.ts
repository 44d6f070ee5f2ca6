import type Stripe from 'stripe'
import type { View } from '../../schema/view'
import type { Context } from '../core/context'
import { mergeMetadata } from '../core/parameters'
import type { Stored } from '../core/store'
import { newSetup } from '../payments/confirm-setup'

/** A new session's fields that depend on its mode and customer, as observed. */
export function modeFields(mode: Stripe.Checkout.Session.Mode, customer: Stored | null) {
  const isSetup = mode === 'setup'
  return {
    adaptive_pricing: { enabled: !isSetup },
    customer_details: customer && detailsOf(customer, isSetup ? null : 'none'),
    invoice_creation: mode === 'payment' ? { enabled: false, invoice_data: noInvoiceData } : null,
    payment_method_collection: mode === 'payment' ? 'if_required' : 'always',
    payment_status: isSetup ? 'no_payment_required' : 'unpaid',
    saved_payment_method_options: isSetup
      ? null
      : { allow_redisplay_filters: ['always'], payment_method_remove: 'disabled', payment_method_save: null },
  } satisfies Partial<View<Stripe.Checkout.Session>>
}

/** Only the email address is known at first. The customer enters the name and address. */
function detailsOf({ email }: Stored, tax_exempt: 'none' | null): View<Stripe.Checkout.Session.CustomerDetails> {
  const nothing = { address: null, business_name: null, individual_name: null, name: null, phone: null, tax_ids: null }
  return { ...nothing, email: email as string | null, tax_exempt }
}

const noInvoiceData = {
  account_tax_ids: null,
  custom_fields: null,
  description: null,
  footer: null,
  issuer: null,
  metadata: {},
  rendering_options: null,
}

export function newSessionSetup(ctx: Context, { id, customer, _setup_data: data }: Stored): Stored {
  const { description = null, metadata } = data
  const fields = { usage: 'off_session', description, metadata: mergeMetadata({}, metadata) }
  return newSetup(ctx, customer, { ...fields, for: { checkout: id } })
}
