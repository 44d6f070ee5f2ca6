/** @jsxImportSource hono/jsx */
import type { Stored } from '../../engine/core/store'
import { CountrySelect, Field, FormError, Select } from '../shared/fields'
import { type Form, formOf, htmlPage, type Problem, problemOf } from '../shared/web'
import { complete } from './complete-flow'
import { allowedUpdates, customerParams, formOfCustomer, saveTaxId } from './customer-form'
import { GoBack, PortalFrame } from './frame'
import type { Visit } from './visit'

export function customerPage(visit: Visit, form: Form = formOfCustomer(visit), problem?: Problem): Response {
  const { c, speech, base } = visit
  const { t } = speech
  const allowed = allowedUpdates(visit)
  const field = { problem }
  const page = (
    <PortalFrame visit={visit} title={t('billing_information')}>
      <h1>{t('customer_heading')}</h1>
      <form method="post" action={`${base}/customer/update`} class="stack" novalidate>
        {allowed.includes('name') && (
          <Field id="name" label={t('name')} value={form.name} autocomplete="name" {...field} />
        )}
        {allowed.includes('email') && (
          <Field id="email" label={t('email')} type="email" value={form.email} autocomplete="email" {...field} />
        )}
        {allowed.includes('address') && <AddressFields prefix="" form={form} visit={visit} legend={t('address')} />}
        {allowed.includes('shipping') && (
          <AddressFields prefix="shipping_" form={form} visit={visit} legend={t('shipping')} withName />
        )}
        {allowed.includes('phone') && (
          <Field id="phone" label={t('phone')} type="tel" value={form.phone} autocomplete="tel" {...field} />
        )}
        {allowed.includes('tax_id') && <TaxIdFields form={form} visit={visit} problem={problem} />}
        <FormError problem={problem} />
        <div class="row">
          <button type="submit" class="button primary" data-testid="confirm" data-test="confirm">
            {t('save')}
          </button>
          <GoBack visit={visit} />
        </div>
      </form>
    </PortalFrame>
  )
  return htmlPage(c, page, problem ? 400 : 200)
}

type AddressProps = { prefix: '' | 'shipping_'; form: Form; visit: Visit; legend: string; withName?: boolean }

function AddressFields({ prefix, form, visit, legend, withName }: AddressProps) {
  const { t } = visit.speech
  const section = prefix ? 'shipping' : 'billing'
  const field = (name: string) => ({ id: `${prefix}${name}`, value: form[`${prefix}${name}`] })
  return (
    <fieldset class="stack">
      <legend class="legend">{legend}</legend>
      {withName && <Field {...field('name')} label={t('name')} autocomplete={`${section} name`} />}
      <CountrySelect id={`${prefix}country`} value={form[`${prefix}country`]} speech={visit.speech} />
      <Field {...field('line1')} label={t('line1')} autocomplete={`${section} address-line1`} />
      <Field {...field('line2')} label={t('line2')} autocomplete={`${section} address-line2`} />
      <div class="fields-2">
        <Field {...field('city')} label={t('city')} autocomplete={`${section} address-level2`} />
        <Field {...field('postal_code')} label={t('postal_code')} autocomplete={`${section} postal-code`} />
      </div>
      <Field {...field('state')} label={t('state')} autocomplete={`${section} address-level1`} />
    </fieldset>
  )
}

const taxIdTypes = ['eu_vat', 'gb_vat', 'us_ein', 'ca_bn', 'au_abn', 'ch_vat', 'no_vat', 'jp_cn', 'in_gst', 'nz_gst']

function TaxIdFields({ form, visit, problem }: { form: Form; visit: Visit; problem?: Problem }) {
  const { t } = visit.speech
  const options = [{ value: '', label: t('none') }, ...taxIdTypes.map((value) => ({ value, label: typeName(value) }))]
  return (
    <div class="fields-2">
      <Select id="taxIdType" label={t('tax_id_type')} value={form.taxIdType} options={options} />
      <Field id="taxId" label={t('tax_id')} value={form.taxId} problem={problem} />
    </div>
  )
}

/** `EU VAT` for `eu_vat`. */
export function typeName(type: string): string {
  return type.replaceAll('_', ' ').toUpperCase()
}

export async function updateCustomer(visit: Visit): Promise<Response> {
  const { ctx, customer, speech, c } = visit
  const form = await formOf(c)
  const { t } = speech
  const allowed = allowedUpdates(visit)
  if (allowed.includes('email') && !/^[^\s@]+@[^\s@]+$/.test(form.email ?? '')) {
    return customerPage(visit, form, { field: 'email', message: form.email ? t('email_invalid') : t('required') })
  }
  if (allowed.includes('tax_id') && Boolean(form.taxId) !== Boolean(form.taxIdType)) {
    return customerPage(visit, form, { field: 'taxId', message: t('required') })
  }
  try {
    ctx.transaction(() => save(visit, form, customer))
  } catch (error) {
    return customerPage(visit, form, problemOf(error))
  }
  return complete(visit, 'customer')
}

function save(visit: Visit, form: Form, customer: Stored): void {
  saveTaxId(visit, form)
  const params = customerParams(visit, form)
  if (Object.keys(params).length > 0) visit.ctx.call('POST', `/v1/customers/${customer.id}`, params)
}
