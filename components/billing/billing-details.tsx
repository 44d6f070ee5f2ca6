import { Card } from '@/components/ui/card'
import type { FormAction } from '@/lib/form-state'
import { ButtonForm } from './button-form'

type Props = { name: string | null; email: string | null; startFlow?: FormAction }

/** The name and email address used on invoices. */
export function BillingDetails({ name, email, startFlow }: Props) {
  return (
    <Card title="Billing details">
      <div className="space-y-4">
        <dl className="space-y-3">
          <div>
            <dt className="text-sm text-muted">Name on invoices</dt>
            <dd className="mt-0.5 font-medium wrap-anywhere" data-testid="billing-name">
              {name ?? 'Not provided'}
            </dd>
          </div>
          <div>
            <dt className="text-sm text-muted">Invoice email</dt>
            <dd className="mt-0.5 font-medium wrap-anywhere" data-testid="billing-email">
              {email ?? 'Not provided'}
            </dd>
          </div>
        </dl>
        {startFlow && (
          <ButtonForm
            action={startFlow}
            description="Update the details for future invoices in Stripe’s customer portal."
            fields={{ flow: 'customer_update' }}
          >
            Edit billing details
          </ButtonForm>
        )}
      </div>
    </Card>
  )
}
