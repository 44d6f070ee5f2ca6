import type { Stored } from '../../engine/core/store'
import type { Form } from '../shared/web'
import type { Visit } from './visit'

export type AllowedUpdate = 'address' | 'email' | 'name' | 'phone' | 'shipping' | 'tax_id'

const addressFields = ['line1', 'line2', 'city', 'state', 'postal_code', 'country'] as const

export function allowedUpdates({ configuration }: Visit): AllowedUpdate[] {
  const feature = configuration.features.customer_update
  return feature.enabled ? (feature.allowed_updates ?? []) : []
}

export function taxIdsOf({ ctx, customer }: Visit): Stored[] {
  return ctx.store.all('tax_id').filter((one) => one.customer === customer.id)
}

export function formOfCustomer(visit: Visit): Form {
  const { customer } = visit
  const [taxId] = taxIdsOf(visit)
  return {
    name: customer.name ?? '',
    email: customer.email ?? '',
    phone: customer.phone ?? '',
    ...addressForm('', customer.address),
    ...addressForm('shipping_', customer.shipping?.address),
    shipping_name: customer.shipping?.name ?? '',
    taxIdType: taxId?.type ?? '',
    taxId: taxId?.value ?? '',
  }
}

function addressForm(prefix: string, address: Record<string, string | null> | null | undefined): Form {
  return Object.fromEntries(addressFields.map((field) => [`${prefix}${field}`, address?.[field] ?? '']))
}

function addressParams(prefix: string, form: Form): Record<string, string> {
  return Object.fromEntries(addressFields.map((field) => [field, form[`${prefix}${field}`] ?? '']))
}

/** The `POST /v1/customers/:id` parameters for the changed fields, or an empty object. */
export function customerParams(visit: Visit, form: Form): Record<string, unknown> {
  const before = formOfCustomer(visit)
  const allowed = allowedUpdates(visit)
  const differs = (names: string[]) => names.some((name) => (form[name] ?? '') !== before[name])
  const params: Record<string, unknown> = {}
  for (const field of ['name', 'email', 'phone'] as const) {
    if (allowed.includes(field) && differs([field])) params[field] = form[field] ?? ''
  }
  if (allowed.includes('address') && differs([...addressFields])) params.address = addressParams('', form)
  const shippingNames = ['shipping_name', ...addressFields.map((field) => `shipping_${field}`)]
  if (allowed.includes('shipping') && differs(shippingNames)) {
    params.shipping = { name: form.shipping_name ?? '', address: addressParams('shipping_', form) }
  }
  return params
}

/** Replaces the customer's tax ID if it changed. Throws `StripeError` for an invalid value. */
export function saveTaxId(visit: Visit, form: Form): void {
  const { ctx, customer } = visit
  const [before] = taxIdsOf(visit)
  const isSame = (before?.value ?? '') === (form.taxId ?? '') && (before?.type ?? '') === (form.taxIdType ?? '')
  if (!allowedUpdates(visit).includes('tax_id') || isSame) return
  const path = `/v1/customers/${customer.id}/tax_ids`
  if (before) ctx.call('DELETE', `${path}/${before.id}`)
  if (form.taxId && form.taxIdType) ctx.call('POST', path, { type: form.taxIdType, value: form.taxId })
}
