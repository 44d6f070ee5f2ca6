import type { BillingAction, BillingOverview } from '@/lib/billing/model'
import type { FormAction } from '@/lib/form-state'
import { formatDate } from '@/lib/format'
import { ButtonForm } from './button-form'

type Props = {
  overview: Pick<BillingOverview, 'offered' | 'endsAt' | 'planName'>
  keep: FormAction
  resume: FormAction
}

/** Returns whether a cancellation or pause can be undone. */
export function canUndo(offered: BillingAction[]): boolean {
  return offered.includes('keep_subscription') || offered.includes('resume_subscription')
}

/** Undoes a cancellation or pause without leaving the app. Stripe's portal has no flow for either. */
export function PlanUndo({ overview, keep, resume }: Props) {
  const { offered, endsAt, planName } = overview
  return (
    <div className="space-y-4">
      {offered.includes('keep_subscription') && (
        <ButtonForm
          action={keep}
          description={`Undo the cancellation now. ${planName} will continue${endsAt ? ` after ${formatDate(endsAt)}` : ''} at the same price.`}
          variant="primary"
        >
          Keep subscription
        </ButtonForm>
      )}
      {offered.includes('resume_subscription') && (
        <ButtonForm
          action={resume}
          description="Resume your subscription now. Stripe will charge future invoices to your saved card."
          variant="primary"
        >
          Resume subscription
        </ButtonForm>
      )}
    </div>
  )
}
