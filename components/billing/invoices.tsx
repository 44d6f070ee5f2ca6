import { Card } from '@/components/ui/card'
import type { FormAction } from '@/lib/form-state'
import { ButtonForm } from './button-form'

/** The way to Stripe's own list of invoices. */
export function Invoices({ startFlow }: { startFlow: FormAction }) {
  return (
    <Card title="Invoices and history">
      <ButtonForm
        action={startFlow}
        explain="Opens Stripe’s portal, with every invoice to read or download."
        fields={{ flow: 'portal_home' }}
      >
        Open billing portal
      </ButtonForm>
    </Card>
  )
}
