import { Card } from '@/components/ui/card'
import type { FormAction } from '@/lib/form-state'
import { ButtonForm } from './button-form'

type Props = { name: string | null; email: string | null; startFlow?: FormAction }

/** Who the invoices are made out to, and where they go. */
export function BillingDetails({ name, email, startFlow }: Props) {
  return (
    <Card title="Billing details">
      <div className="space-y-4">
        <dl className="grid gap-4 sm:grid-cols-2">
          <div>
            <dt className="text-sm text-muted">Name on invoices</dt>
            <dd className="mt-0.5 font-medium" data-testid="billing-name">
              {name ?? 'Not given'}
            </dd>
          </div>
          <div>
            <dt className="text-sm text-muted">Invoices go to</dt>
            <dd className="mt-0.5 font-medium break-words" data-testid="billing-email">
              {email ?? 'Not given'}
            </dd>
          </div>
        </dl>
        {startFlow && (
          <ButtonForm
            action={startFlow}
            explain="Opens Stripe’s page to change the name, address, e-mail or tax number on your next invoices."
            fields={{ flow: 'customer_update' }}
          >
            Edit billing details
          </ButtonForm>
        )}
      </div>
    </Card>
  )
}
