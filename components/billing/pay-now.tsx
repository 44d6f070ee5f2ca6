import { Card } from '@/components/ui/card'
import type { BillingAction } from '@/lib/billing/model'
import type { FormAction } from '@/lib/form-state'
import { ButtonForm } from './button-form'

type Props = { offered: BillingAction[]; retry: FormAction; finish: FormAction }

/** The two ways to pay what is open: with the card on file at once, or on Stripe's page for the invoice. */
export function PayNow({ offered, retry, finish }: Props) {
  return (
    <Card title="Open payment">
      <div className="divide-y *:py-5 *:first:pt-0 *:last:pb-0">
        {offered.includes('retry_payment') && (
          <ButtonForm action={retry} explain="Charges the open invoice to the saved card at once." look="primary">
            Retry now
          </ButtonForm>
        )}
        {offered.includes('finish_payment') && (
          <ButtonForm
            action={finish}
            explain="Opens Stripe’s page for the invoice, where you can confirm it to your bank or use another card."
          >
            Finish the payment
          </ButtonForm>
        )}
      </div>
    </Card>
  )
}
