import type { Stored } from '../../engine/core/store'
import { longDate, money } from '../shared/format'
import type { MessageKey } from '../shared/messages-en'
import type { Speech } from '../shared/web'

/** The label and amount for each total, in display order. */
export function totalsOf(invoice: Stored, { locale, t }: Speech): { label: string; amount: string }[] {
  const show = (amount: number) => money(amount, invoice.currency, locale)
  const discount = sum(invoice.total_discount_amounts)
  const tax = sum(invoice.total_taxes)
  const balance = (invoice.ending_balance ?? 0) - (invoice.starting_balance ?? 0)
  const rows: [MessageKey, number, boolean][] = [
    ['subtotal', invoice.subtotal, true],
    ['discount', -discount, discount > 0],
    ['tax', tax, tax > 0],
    ['invoice_total', invoice.total, true],
    ['applied_balance', -balance, invoice.ending_balance !== null && balance !== 0],
    ['amount_paid', invoice.amount_paid, invoice.amount_paid > 0],
    ['invoice_due', invoice.amount_remaining, true],
  ]
  return rows.flatMap(([key, amount, isShown]) => (isShown ? [{ label: t(key), amount: show(amount) }] : []))
}

function sum(amounts: { amount: number }[] | null | undefined): number {
  return (amounts ?? []).reduce((total, { amount }) => total + amount, 0)
}

export function linesOf(invoice: Stored): Stored[] {
  return invoice.lines?.data ?? []
}

/** The payment date as text, or null. */
export function paidText(invoice: Stored, { locale, t }: Speech): string | null {
  const at = invoice.status_transitions?.paid_at
  return at ? t('invoice_paid_on', { date: longDate(at, locale) }) : null
}
