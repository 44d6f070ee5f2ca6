import { Card } from '@/components/ui/card'
import type { FormAction } from '@/lib/form-state'
import { ButtonForm } from './button-form'

type Props = { name: string | null; email: string | null; startFlow?: FormAction }

/** Who the invoices are made out to, and where they go. */
export function BillingDetails({ name, email, startFlow }: Props) {
  return (
    <Card title="Billing details">
      <div className="space-y-4">
        <dl className="space-y-3">
          <div>
            <dt className="text-sm text-muted">Name on invoices</dt>
            <dd className="mt-0.5 font-medium wrap-anywhere" data-testid="billing-name">
              {name ?? 'Not given'}
            </dd>
          </div>
          <div>
            <dt className="text-sm text-muted">Invoices go to</dt>
            <dd className="mt-0.5 font-medium wrap-anywhere" data-testid="billing-email">
              {email ?? 'Not given'}
            </dd>
          </div>
        </dl>
        {startFlow && (
          <ButtonForm
            action={startFlow}
            explain="Opens Stripe’s page to change what your next invoices say and where they go."
            fields={{ flow: 'customer_update' }}
          >
            Edit billing details
          </ButtonForm>
        )}
      </div>
    </Card>
  )
}
