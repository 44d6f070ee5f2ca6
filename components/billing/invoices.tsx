import { Card } from '@/components/ui/card'
import type { FormAction } from '@/lib/form-state'
import { ButtonForm } from './button-form'

/** Links to the invoice history in Stripe's customer portal. */
export function Invoices({ startFlow }: { startFlow: FormAction }) {
  return (
    <Card title="Invoices and history">
      <ButtonForm
        action={startFlow}
        description="View and download your invoices in Stripe’s customer portal."
        fields={{ flow: 'portal_home' }}
      >
        Open billing portal
      </ButtonForm>
    </Card>
  )
}
