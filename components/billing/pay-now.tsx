import { Card } from '@/components/ui/card'
import type { BillingAction } from '@/lib/billing/model'
import type { FormAction } from '@/lib/form-state'
import { ButtonForm } from './button-form'

type Props = { offered: BillingAction[]; retry: FormAction; finish: FormAction }

/** Pays the open invoice with the saved card, or on Stripe's hosted invoice page. */
export function PayNow({ offered, retry, finish }: Props) {
  return (
    <Card title="Payment due">
      <div className="divide-y *:py-5 *:first:pt-0 *:last:pb-0">
        {offered.includes('retry_payment') && (
          <ButtonForm action={retry} description="Charge the open invoice to your saved card now." variant="primary">
            Retry payment
          </ButtonForm>
        )}
        {offered.includes('finish_payment') && (
          <ButtonForm
            action={finish}
            description="Open the invoice in Stripe to authenticate the payment or use another card."
          >
            Complete payment
          </ButtonForm>
        )}
      </div>
    </Card>
  )
}
